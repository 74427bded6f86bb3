"""Spreadsheets that a spreadsheet program opens without guessing: codes stay text, nothing is a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import xlsxwriter
from django.utils.translation import gettext as _

from yimi.kernel.vouchers import yuan_in_words
from yimi.rooms.settlement.models import Statement
from yimi.rooms.settlement.states import Step

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_MOST = 1_048_000  # what the format can hold, less the heading


@dataclass(frozen=True)
class Fen:
    """An amount: shown in yuan with two decimals, a number to a spreadsheet."""

    fen: int


Cell = str | int | Fen | None


def workbook(
    *,
    title: str,
    heading: Iterable[str] = (),
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Cell]],
) -> bytes:
    """One sheet: title, lines of heading, a header row, rows. `columns` are (name, width in characters).

    Text is written as text whatever it starts with (B13: no formulas, no lost zeros); only `int` and `Fen`
    become numbers.
    """
    target = io.BytesIO()
    options = {
        "constant_memory": True,
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        bold = book.add_format({"bold": True, "font_size": 14})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        text = book.add_format({"num_format": "@"})
        money = book.add_format({"num_format": "#,##0.00"})
        sheet = book.add_worksheet()
        sheet.set_paper(9)  # A4
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        for index, (_name, width) in enumerate(columns):
            sheet.set_column(index, index, width)
        sheet.write_string(0, 0, title, bold)
        row = 1
        for line in heading:
            sheet.write_string(row, 0, line)
            row += 1
        for index, (name, _width) in enumerate(columns):
            sheet.write_string(row, index, name, head)
        sheet.repeat_rows(row)
        for values in rows:
            row += 1
            for index, value in enumerate(values):
                if isinstance(value, Fen):
                    sheet.write_number(row, index, value.fen / 100, money)
                elif isinstance(value, int):
                    sheet.write_number(row, index, value)
                elif value is not None:
                    sheet.write_string(row, index, value, text)
    return target.getvalue()


def statement_xlsx(statement: Statement) -> bytes:
    """The statement as finance files it: every line, the totals, the amount in words, the seal (B13)."""
    signed = {c.step: c for c in statement.confirmations.select_related("confirmed_by", "organisation")}
    heading = [
        _("结算单号：%(number)s　季度：%(quarter)s")
        % {"number": statement.number, "quarter": statement.quarter},
        _("承接机构：%(name)s") % {"name": statement.provider_name},
        _("应付（大写）：%(words)s") % {"words": yuan_in_words(statement.payable_fen)},
        "　".join(
            f"{Step(step).label}：{one.confirmed_by.display_name} {one.confirmed_at:%Y-%m-%d}"
            + (_("（代为确认：%(why)s）") % {"why": one.instead_because} if one.instead_because else "")
            for step, one in signed.items()
        ),
        _("封存摘要：%(digest)s") % {"digest": statement.digest},
    ]
    columns = [
        (_("序号"), 6), (_("场次编号"), 24), (_("日期"), 12), (_("类型编号"), 10), (_("类型"), 16),
        (_("地点"), 28), (_("社工站"), 20), (_("单价（元）"), 12), (_("结论"), 10), (_("比例（%）"), 10),
        (_("金额（元）"), 12), (_("其中抵扣（元）"), 14), (_("结转下季"), 10),
    ]  # fmt: skip
    results = {"accept": _("通过"), "partial": _("部分通过"), "reject": _("不通过")}
    rows: list[list[Cell]] = [
        [
            line.order, line.session_number, line.held_on.isoformat(), line.type_code, line.type_name,
            line.place, line.station.name, Fen(line.price_fen), results.get(line.result, line.result),
            line.percent, Fen(line.amount_fen), Fen(line.offset_fen), _("是") if line.carried else "",
        ]
        for line in statement.lines.select_related("station").order_by("order")
    ]  # fmt: skip
    blank: list[Cell] = [None] * 9
    rows += [
        [label, *blank, Fen(fen)]
        for label, fen in (
            (_("合计"), statement.gross_fen),
            (_("结转下季"), statement.carried_fen),
            (_("上期欠款"), statement.debt_in_fen),
            (_("本期追回"), statement.clawback_fen),
            (_("本期抵扣"), statement.offset_fen),
            (_("结转欠款"), statement.debt_out_fen),
            (_("应付"), statement.payable_fen),
        )
    ]
    return workbook(title=_("季度结算单"), heading=heading, columns=columns, rows=rows)
