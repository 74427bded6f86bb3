"""Goals of a case, the review of its plan, the look after its closure, opening it again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.case_access import WORKERS, case_of, look
from yimi.doors.desk.case_goals_forms import GoalForm, MeasureForm
from yimi.doors.desk.cases_forms import FoundForm, ReviewForm
from yimi.doors.desk.filling import ReasonForm, Sheet, fill, only_for
from yimi.kernel import clock
from yimi.rooms.casework import actions
from yimi.rooms.casework.models import Case, FollowUp, Goal


def _sheet(case: Case, title: str, verb: str, lead: str = "") -> Sheet:
    return Sheet(title, verb, reverse("desk:case", args=[case.pk]), case.number, lead=lead)


def _fill(request: Asked, case: Case, form: forms.Form, call: Any, sheet: Sheet, said: str) -> HttpResponse:
    if answer := look(request, case):
        return answer
    return fill(request, form, call, sheet, then=reverse("desk:case", args=[case.pk]), said=said)


def goal_new(request: Asked, pk: int) -> HttpResponse:
    """An objective with a number that can be measured again."""
    case = case_of(request, pk)
    lead = _("目标要看得见、量得出：现在是多少，要到多少，什么时候。")
    form = GoalForm(request.POST or None)
    sheet = _sheet(case, _("登记目标"), _("登记目标"), lead)
    return _fill(
        request,
        case,
        form,
        lambda data: actions.set_goal(case=case, by=request.user, **data),
        sheet,
        _("目标已登记。"),
    )


def goal_measure(request: Asked, pk: int) -> HttpResponse:
    """What the indicator says now."""
    goal = _goal(request, pk)
    form = MeasureForm(goal, request.POST or None, initial={"on": clock.today()})
    sheet = _sheet(goal.case, _("测量目标"), _("登记数值"), goal.text)
    return _fill(
        request, goal.case, form, lambda data: actions.measure_goal(goal=goal, by=request.user, **data), sheet,
        _("数值已登记。"),
    )  # fmt: skip


def goal_drop(request: Asked, pk: int) -> HttpResponse:
    """Give a goal up, with the reason."""
    goal = _goal(request, pk)
    sheet = _sheet(goal.case, _("取消目标"), _("取消目标"), goal.text)
    return _fill(
        request, goal.case, ReasonForm(request.POST or None),
        lambda data: actions.drop_goal(goal=goal, by=request.user, **data), sheet, _("目标已取消。"),
    )  # fmt: skip


def case_review(request: Asked, pk: int) -> HttpResponse:
    """Look at the plan again."""
    case = case_of(request, pk)
    lead = _("计划要改的，另写一版服务计划书，重新审批。")
    return _fill(
        request, case, ReviewForm(request.POST or None),
        lambda data: actions.review_plan(case=case, by=request.user, **data),
        _sheet(case, _("复核计划"), _("登记复核"), lead), _("复核已登记。"),
    )  # fmt: skip


def case_reopen(request: Asked, pk: int) -> HttpResponse:
    """A new case linked to a closed one."""
    case = case_of(request, pk)
    return fill(
        request, ReasonForm(request.POST or None),
        lambda data: actions.reopen_case(case=case, by=request.user, **data),
        _sheet(case, _("重新开案"), _("重新开案"), _("原来的案卷不动，另开一个连着它的新案。")),
        then=lambda made: reverse("desk:case", args=[made.pk]), said=_("已重新开案。"),
    )  # fmt: skip


def follow_up(request: Asked, pk: int) -> HttpResponse:
    """How a client is, a while after the closure."""
    only_for(request, *WORKERS)
    rows = FollowUp.objects.visible_to(request.reach).select_related("case")
    found = get_object_or_404(rows, pk=pk)
    return _fill(
        request, found.case, FoundForm(request.POST or None),
        lambda data: actions.record_follow_up(follow_up=found, by=request.user, **data),
        _sheet(found.case, _("结案后跟进"), _("登记跟进")), _("跟进已登记。"),
    )  # fmt: skip


def _goal(request: Asked, pk: int) -> Goal:
    only_for(request, *WORKERS)
    return get_object_or_404(Goal.objects.visible_to(request.reach).select_related("case"), pk=pk)


urlpatterns = [
    path("cases/<int:pk>/goal/", goal_new, name="goal_new"),
    path("goals/<int:pk>/measure/", goal_measure, name="goal_measure"),
    path("goals/<int:pk>/drop/", goal_drop, name="goal_drop"),
    path("cases/<int:pk>/review/", case_review, name="case_review"),
    path("cases/<int:pk>/reopen/", case_reopen, name="case_reopen"),
    path("follow-ups/<int:pk>/", follow_up, name="follow_up"),
]
