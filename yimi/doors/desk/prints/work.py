"""What goes over from one colleague to another, and who came to a session."""

from __future__ import annotations

from datetime import timedelta

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.handing_over import HandOverForm, colleagues
from yimi.doors.desk.prints.care import at
from yimi.doors.desk.prints.sheet import Block, Found, Grid, Lines, Row
from yimi.doors.porch.templatetags.yimi import clock_time
from yimi.kernel import clock
from yimi.rooms.accounts.models import User
from yimi.rooms.casework.models import Handover
from yimi.rooms.casework.queries.hands import in_hand
from yimi.rooms.projects.models import Session

GONE = timedelta(days=30)  # what went over is printed with the rest for so long


def find_giver(request: Asked, pk: int) -> Found:
    giver = get_object_or_404(colleagues(request.reach), pk=pk)
    back = f"{reverse('desk:handover')}?giver={pk}"
    return Found(giver, back, _("交接"))


def handover(request: Asked, row: User | None) -> list[Block]:
    """Everything in hand, one line each; names masked as on the page."""
    lines: list[list[str]] = []
    gone: list[Handover] = []
    if row is not None:
        found = HandOverForm(request.reach, row, in_hand(row, request.reach)).lines
        lines = [[what, where, ""] for _key, what, where, _said in found]
        rows = Handover.objects.visible_to(request.reach).filter(giver=row, handed_at__gte=clock.now() - GONE)
        gone = list(rows.select_related("taker", "case", "person", "alert").order_by("-pk")[:200])
    head = Row(_("交出人"), row.display_name if row else "", beside=Row(_("接手人")))
    blocks: list[Block] = [
        Lines([head, Row(_("交接日期"), beside=Row(_("件数"), str(len(lines)) if row else ""))]),
        Grid([_("什么"), _("到哪一步、在哪里"), _("答应过什么、几时要做、上门注意什么")], lines, empty=14),
    ]
    if gone:
        shown = [[at(each.handed_at), _thing(each), each.taker.display_name, each.note] for each in gone]
        blocks.append(
            Grid([_("交出时间"), _("什么"), _("接手人"), _("交接说明")], shown, title=_("最近交出的"))
        )
    return blocks


def _thing(gone: Handover) -> str:
    if gone.case is not None:
        return gone.case.number
    return gone.person.masked_name if gone.person else str(gone.alert and gone.alert.get_rule_display())


def find_session(request: Asked, pk: int) -> Found:
    rows = Session.objects.visible_to(request.reach)
    found = get_object_or_404(rows.select_related("type", "town", "village", "site", "provider"), pk=pk)
    back = reverse("desk:session", args=[pk])
    return Found(found, back, found.title, found.village_id, None, found.number)


def session(request: Asked, row: Session | None) -> list[Block]:
    """The sign-in sheet: who is expected, masked as on the page, and room for who comes besides."""
    people = [] if row is None else list(row.participants.order_by("pk"))
    staff = [] if row is None else [each.user.display_name for each in row.staff.select_related("user")]
    where = f"{row.village.name} {row.site.name if row.site else ''}" if row else ""
    when = f"{at(row.starts_at)} – {clock_time(row.ends_at)}" if row else ""
    return [
        Lines([
            Row(_("场次"), row.title if row else "", beside=Row(_("类型"), row.type.label if row else "")),
            Row(_("时间"), when, beside=Row(_("地方"), where)),
            Row(_("承接机构"), str(row.provider or "") if row else "", beside=Row(_("工作人员"), "、".join(staff))),
            Row(_("实际开始"), beside=Row(_("实际结束"))),
        ]),
        Grid(
            [_("序号"), _("姓名"), _("签名或指印"), _("谁代签、关系"), _("满意吗（1–5）")],
            [
                *([str(n), each.label, "", "", ""] for n, each in enumerate(people, 1)),
                *([str(n), "", "", "", ""] for n in range(len(people) + 1, max(len(people) + 4, 16))),
            ],
        ),
        Lines([Row(_("到场人数"), beside=Row(_("群众的话"))), Row(_("今天做了什么"), is_tall=True)]),
    ]  # fmt: skip
