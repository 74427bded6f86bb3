"""The eco-map on paper, as it was told or empty circles for the pen; a group's sign-in sheet and who came and went."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.case_access import case_of
from yimi.doors.desk.prints.care import on, who_and_where
from yimi.doors.desk.prints.sheet import Block, Drawing, Found, Grid, Lines, Row, pair
from yimi.rooms.casework.models import Case
from yimi.rooms.casework.queries import details
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


def find_group(request: Asked, pk: int) -> Found:
    """A group; whose names stand on it is logged as a household's."""
    case = case_of(request, pk)
    if not case.is_group:
        raise Http404
    people = [each.person for each in details.members_of(case)]
    return Found(
        case, reverse("desk:case", args=[pk]), case.number, case.division_id, None, case.number, people
    )


def _group(row: Case | None, *more: Row) -> Lines:
    title, place = (row.title, row.division.name) if row else ("", "")
    return Lines([pair(_("小组名称"), title, _("村（社区）"), place), *more])


def sign_in(request: Asked, row: Case | None) -> list[Block]:
    """Who is a member today, and room for a few more."""
    names = [each.person.name for each in details.members_of(row) if not each.left_at] if row else []
    lines = [
        [str(n), name, "", "", ""] for n, name in enumerate([*names, *[""] * max(3, 15 - len(names))], 1)
    ]
    heads = [_("序号"), _("姓名"), _("签名或指印"), _("谁代签、关系"), _("备注")]
    when = Row(_("什么时候"), beside=Row(_("第几次、主题")))
    return [_group(row, when, Row(_("带领人"), beside=Row(_("到场人数")))), Grid(heads, lines)]


def comings(request: Asked, row: Case | None) -> list[Block]:
    """Who joined and who left, when and why (B2: the record of changes among members)."""
    lines = [
        [each.person.name, on(each.joined_on), on(each.left_at), each.leave_reason, str(vars(each)["times"])]
        for each in (details.members_of(row) if row else [])
    ]
    heads = [_("组员"), _("加入"), _("退出"), _("退出原因、怎么安排的"), _("到场次数")]
    return [_group(row), Grid(heads, lines, empty=12)]
