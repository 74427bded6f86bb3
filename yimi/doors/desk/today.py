"""Everyone's first page: what waits for me, the oldest window first, with the action on the line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from yimi.doors.desk.asked import Asked
from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.kernel.workdays import known_years
from yimi.rooms.accounts.states import STATION, Role
from yimi.rooms.care.queries import waiting as care
from yimi.rooms.casework.queries import waiting as casework
from yimi.rooms.evidence import queries as evidence
from yimi.rooms.people import queries as people
from yimi.rooms.projects import queries as projects
from yimi.rooms.projects.queries import Waiting
from yimi.rooms.projects.rules.sessions import EARLY
from yimi.rooms.public import queries as public
from yimi.rooms.reports import queries as reports
from yimi.rooms.review import queries as review
from yimi.rooms.settlement import queries as settlement

# What the line is about, and the verb that ends its waiting.
SAID: dict[str, tuple[Promise, Promise]] = {
    "hosting": (_lazy("本村活动"), _lazy("看安排")),
    "host_asked": (_lazy("本村活动"), _lazy("确认开展")),
    "request_unanswered": (_lazy("需求"), _lazy("看进度")),
    "request": (_lazy("新需求"), _lazy("处理")),
    "station_task": (_lazy("社工站自办"), _lazy("登记办完")),
    "callout_to_award": (_lazy("选定机构"), _lazy("选定")),
    "callout_ending": (_lazy("征集将截止"), _lazy("看应征")),
    "callout_to_answer": (_lazy("征集"), _lazy("答复")),
    "award_to_confirm": (_lazy("选定了你们"), _lazy("确认承接")),
    "session_to_schedule": (_lazy("待排时间"), _lazy("排这一场")),
    "session_to_deliver": (_lazy("要开展"), _lazy("登记开展")),
    "session_under_way": (_lazy("正在开展"), _lazy("拍照片")),
    "session_to_submit": (_lazy("要提交"), _lazy("补材料并提交")),
    "allotment_nearly_used": (_lazy("额度"), _lazy("看额度")),
    "precheck": (_lazy("初核"), _lazy("初核")),
    "review": (_lazy("评审"), _lazy("开始评审")),
    "sample": (_lazy("复评"), _lazy("复评")),
    "appeal": (_lazy("申诉"), _lazy("复核")),
    "disagreement": (_lazy("裁定"), _lazy("裁定")),
    "answer_objection": (_lazy("结算异议"), _lazy("答复")),
    "confirm_statement": (_lazy("结算"), _lazy("核对确认")),
    "publish_statement": (_lazy("结算"), _lazy("公示")),
    "pay_statement": (_lazy("结算"), _lazy("登记支付")),
    "draw_up_bulletin": (_lazy("通报"), _lazy("编制")),
    "publish_bulletin": (_lazy("通报"), _lazy("审核发布")),
    "publish_session": (_lazy("公示墙"), _lazy("挑选发布")),
    "blur": (_lazy("照片打码"), _lazy("核对人脸")),
    "copies": (_lazy("照片打码"), _lazy("生成打码副本")),
    "import": (_lazy("导入"), _lazy("继续")),
    "complaint": (_lazy("意见投诉"), _lazy("答复")),
    "care_alert": (_lazy("预警"), _lazy("去看")),
    "care_verify": (_lazy("预警"), _lazy("核实处置")),
    "care_visits": (_lazy("走访"), _lazy("看窗口")),
    "care_joint_part": (_lazy("联合任务"), _lazy("去办")),
    "care_joint_lead": (_lazy("我牵头的联合任务"), _lazy("看进展")),
    "care_joint_verify": (_lazy("联合任务"), _lazy("核实")),
    "care_survey": (_lazy("入户调查"), _lazy("看没走到的户")),
    "care_policy": (_lazy("政策找人"), _lazy("去告知")),
    "care_confirm": (_lazy("四色"), _lazy("去确认")),
    "case_intake": (_lazy("接案"), _lazy("写接案表")),
    "case_approve": (_lazy("个案审批"), _lazy("审批")),
    "case_receive": (_lazy("转给我的案子"), _lazy("答复")),
    "case_review": (_lazy("复核计划"), _lazy("复核")),
    "case_follow": (_lazy("结案后跟进"), _lazy("登记跟进")),
    "calendar": (_lazy("工作日历"), _lazy("录入")),
}

CALENDAR_AHEAD = timedelta(days=92)


@dataclass(frozen=True)
class Line:
    """One thing that waits, as the page shows it."""

    subject: str
    title: str
    verb: str
    url: str
    due: datetime | None
    urgency: int
    count: int


URGENCY = {
    0: _lazy("已过期限"),
    1: _lazy("今天到期"),
    2: _lazy("接下来"),
    3: _lazy("不限时"),
}


@require_safe
def today(request: Asked) -> HttpResponse:
    lines = sorted(map(_line, _waiting(request.reach)), key=lambda line: line.urgency)
    groups = [(URGENCY[urgency], list(found)) for urgency, found in groupby(lines, lambda line: line.urgency)]
    context = {"groups": groups, "count": len(lines), "day": clock.today()}
    return render(request, "desk/today/today.html", context)


def _waiting(reach: Reach) -> list[Waiting]:
    """Of all rooms, the oldest window first; each room looks only for the hats it knows."""
    lines = [
        *projects.waiting_for(reach),
        *care.waiting_for(reach),
        *casework.waiting_for(reach),
        *evidence.waiting_for(reach),
        *review.waiting_for(reach),
        *settlement.waiting_for(reach),
        *reports.waiting_for(reach),
        *_sheets(reach),
        *_complaints(reach),
        *_calendar(reach),
    ]
    far = clock.now() + timedelta(days=3650)
    return sorted(lines, key=lambda line: line.due or far)


def _sheets(reach: Reach) -> Iterator[Waiting]:
    count = people.waiting_for(reach) if reach else 0
    if count:
        yield Waiting("import", _("读入后还没有确认的表格"), None, "desk:imports", (), count)


def _complaints(reach: Reach) -> Iterable[Waiting]:
    if reach.has(*STATION, Role.COUNTY_BUSINESS, Role.COUNTY_EDITOR):
        found = public.waiting_for(reach)
        if found["complaints"]:
            title = _("等待答复的意见投诉")
            if found["complaints_late"]:
                title = _("等待答复的意见投诉，其中 %(n)s 件已过期限") % {"n": found["complaints_late"]}
            yield Waiting("complaint", title, None, "desk:complaints", (), found["complaints"])


def _calendar(reach: Reach) -> Iterator[Waiting]:
    """From October on next year's days are wanted: windows begin to reach into it."""
    if reach.has(Role.SYSTEM_ADMIN):
        soon = clock.today() + CALENDAR_AHEAD
        known = known_years()
        for year in {clock.today().year, soon.year} - set(known):
            title = _("%(year)d 年的放假安排还没有录入") % {"year": year}
            yield Waiting("calendar", title, None, "desk:calendar_year", (year,))


def _line(waiting: Waiting) -> Line:
    subject, verb = SAID.get(waiting.kind, (_lazy("待办"), _lazy("打开")))
    if waiting.kind == "session_to_deliver" and waiting.due and waiting.due - EARLY > clock.now():
        verb = _lazy("看安排")  # it is only tomorrow that anything can be said of it
    return Line(
        subject=str(subject),
        title=waiting.title,
        verb=str(verb),
        url=_address(waiting),
        due=waiting.due,
        urgency=_urgency(waiting.due),
        count=waiting.count,
    )


def _urgency(due: datetime | None) -> int:
    if due is None:
        return 3
    if due < clock.now():
        return 0
    last = timezone.localtime(due) - timedelta(microseconds=1)  # the end of a day belongs to that day
    return 1 if last.date() == clock.today() else 2


def _address(waiting: Waiting) -> str:
    """The page where it is done; a page that does not exist yet leads nowhere instead of breaking today."""
    try:
        return reverse(waiting.url_name, args=waiting.args)
    except NoReverseMatch:
        return ""


urlpatterns = [path("", today, name="today")]
