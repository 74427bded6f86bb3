"""The eco-map on paper: as it was told, or empty circles for the pen."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.case_access import case_of
from yimi.doors.desk.prints.care import who_and_where
from yimi.doors.desk.prints.sheet import Block, Drawing, Found, Lines, Row
from yimi.rooms.casework.models import Case
from yimi.rooms.casework.queries.surroundings import ecomap_of
from yimi.rooms.casework.rules import ecomap


def find_case(request: Asked, pk: int) -> Found:
    case = case_of(request, pk)
    if case.person is None:
        raise Http404
    back = reverse("desk:surroundings", args=[pk])
    return Found(case, back, case.number, case.division_id, case.person, case.number)


def surroundings(request: Asked, row: Case | None) -> list[Block]:
    drawn = ecomap_of(row) if row else ecomap.empty()
    how = _("粗线：关系牢固；虚线：薄弱；锯齿线：有压力、有冲突。箭头指向得到帮助的一方。")
    return [
        who_and_where(row.person if row else None, Row(_("怎么画"), how)),
        *([Drawing(drawn.svg)] if drawn else []),
        Lines([Row(_("可以用的资源"), is_tall=True), Row(_("缺的、要修复的"), is_tall=True)]),
    ]
