"""The list of sessions as a sheet, as it is filtered on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import only_for
from yimi.doors.desk.sessions_forms import SessionsForm
from yimi.kernel import clock
from yimi.rooms.accounts.states import SERVICE
from yimi.rooms.projects.queries import find_sessions
from yimi.rooms.review.queries import with_verdict
from yimi.rooms.review.states import Result
from yimi.rooms.settlement.queries.sheets import MEDIA_TYPE, Cell, Fen, workbook

EXPORTED = 20_000


@require_safe
def sessions_export(request: Asked) -> HttpResponse:
    """The rows of the list as it is filtered, without anybody's name."""
    only_for(request, *SERVICE)
    found = find_sessions(request.reach, SessionsForm(request.reach, request.GET).wanted)
    rows = with_verdict(found).order_by("-starts_at", "-pk")[:EXPORTED]
    columns = [
        (_("场次编号"), 24), (_("名称"), 32), (_("类型"), 18), (_("乡镇"), 14), (_("村（社区）"), 14),
        (_("承接机构"), 24), (_("开始"), 18), (_("状态"), 14), (_("人数"), 8),
        (_("单价（元）"), 12), (_("结论"), 10),
    ]  # fmt: skip
    data = workbook(title=_("场次"), columns=columns, rows=_cells(rows.iterator(chunk_size=500)))
    name = f"{_('场次')} {clock.today().isoformat()}.xlsx"
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(data, content_type=MEDIA_TYPE, headers={"Content-Disposition": disposition})


def _cells(rows: Iterator[Any]) -> Iterator[list[Cell]]:
    for row in rows:
        yield [
            row.number, row.title, row.type.label, row.town.name, row.village.name, str(row.provider),
            f"{timezone.localtime(row.starts_at):%Y-%m-%d %H:%M}", str(row.get_state_display()),
            row.people_count, Fen(row.price_fen), str(Result(row.result).label) if row.result else "",
        ]  # fmt: skip
