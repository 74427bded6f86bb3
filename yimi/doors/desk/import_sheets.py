"""The rows of a batch as a page and as workbooks; the empty workbook to start from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from yimi.kernel import masking
from yimi.rooms.people.models import ImportBatch, ImportRow
from yimi.rooms.people.sheet.header import TITLES
from yimi.rooms.people.states import Category, RowOutcome
from yimi.rooms.settlement.queries.sheets import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {"id_number": 22, "address": 30, "note": 24, "category": 24, "village": 16, "town": 16, "phone": 16}


@dataclass(frozen=True)
class Line:
    """One row of the sheet, as the preview shows it: whose (masked), what would happen, what to mend."""

    row: ImportRow
    name: str
    said: list[tuple[str, str]]


def page_of_rows(rows: QuerySet[ImportRow], after: str, size: int) -> tuple[list[Line], str]:
    """The next rows by their number in the sheet, and the number after which the page behind begins."""
    if after.isdigit() and len(after) < 9:
        rows = rows.filter(row_number__gt=int(after))
    found = list(rows.order_by("row_number")[: size + 1])
    lines = [Line(row, _name(row), _said(row)) for row in found[:size]]
    return lines, str(found[size - 1].row_number) if len(found) > size else ""


def _name(row: ImportRow) -> str:
    return masking.mask_name(json.loads(row.cells)["name"]) if row.cells else ""


def _said(row: ImportRow) -> list[tuple[str, str]]:
    """(column title, sentence) of what is wrong, or else of what will not be taken over."""
    return [
        (TITLES.get(each["column"], each["column"]), each["message"]) for each in row.problems or row.notices
    ]


def counts(batch: ImportBatch) -> list[tuple[str, str, int]]:
    """How many rows will be (or were) new, filled in, unchanged, refused: (outcome, label, count)."""
    found = dict(batch.rows.order_by().values_list("outcome").annotate(Count("pk")))
    return [(each.value, str(each.label), found.get(each.value, 0)) for each in RowOutcome]


def problems(batch: ImportBatch, rows: Iterable[ImportRow]) -> bytes:
    """Row, column, what is wrong. The cells of a refused row are not kept, so they are not here."""
    return workbook(
        title=_("要修改的行"),
        heading=[_("文件：%(name)s。改好这些行后，可以只留这些行再导入一次。") % {"name": batch.file_name}],
        columns=[(_("表中行号"), 10), (_("列"), 16), (_("问题与办法"), 90)],
        rows=_problem_rows(rows),
    )


def _problem_rows(rows: Iterable[ImportRow]) -> Iterator[list[str | int]]:
    for row in rows:
        for title, sentence in _said(row):
            yield [row.row_number, title, sentence]


def template() -> bytes:
    """The right headers, nothing below them."""
    kinds = "、".join(str(each.label) for each in Category)
    heading = [
        _("从第 %(row)d 行起，一人一行。必填：姓名、村（社区）；身份证号和出生日期至少填一项。") % {"row": 6},
        _("类别可填：%(kinds)s；多个用顿号隔开。") % {"kinds": kinds},
        _("户主一列填户主姓名；本人是户主就填“本人”。"),
    ]
    columns = [(title, WIDTHS.get(key, 12)) for key, title in TITLES.items()]
    return workbook(title=_("人员名单"), heading=heading, columns=columns, rows=[])


def download(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
