"""One organisation's part of a joint task: what it is asked, what it promises, what it did. The least of the person."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.happened import Event
from yimi.doors.desk.joint_forms import EndForm, PromiseForm
from yimi.kernel import clock
from yimi.rooms.care import actions
from yimi.rooms.care.models import JointPart, JointTask
from yimi.rooms.care.rules.joint import PARTNERS
from yimi.rooms.care.states import JointState, PartState


@require_safe
def joint_part(request: Asked, pk: int) -> HttpResponse:
    part = _part(request, pk)
    steps = part.steps.order_by("pk")
    running = part.task.state == JointState.OPEN and part.state in PartState.OPEN
    context = {
        "part": part,
        "task": part.task,
        "events": [Event(each.stepped_at, each.what, each.stepped_by, each.said) for each in steps],
        "running": running,
        "late": running and part.due_on < clock.today(),
        "sees_task": JointTask.objects.visible_to(request.reach).filter(pk=part.task_id).exists(),
    }
    return render(request, "desk/joint/part.html", context)


def joint_promise(request: Asked, pk: int) -> HttpResponse:
    part = _part(request, pk)
    form = PromiseForm(part, request.POST or None, ours=_ours(request, part))
    call = lambda data: actions.promise_part(part=part, by=request.user, **data)  # noqa: E731
    return _form(request, part, form, call, _("答应"), _("已登记，牵头人看得到。"))


def joint_end(request: Asked, pk: int) -> HttpResponse:
    part = _part(request, pk)
    form = EndForm(request.POST or None, ours=_ours(request, part))
    call = lambda data: actions.end_part(part=part, by=request.user, **data)  # noqa: E731
    return _form(request, part, form, call, _("登记结果"), _("已登记，牵头人已收到通知。"))


def _form(request: Asked, part: JointPart, form: Any, call: Any, verb: str, said: str) -> HttpResponse:
    back = reverse("desk:joint_part", args=[part.pk])
    sheet = Sheet(verb, verb, back, part.organisation.short_name or part.organisation.name, lead=part.asked)
    return fill(request, form, call, sheet, then=back, said=said)


def _ours(request: Asked, part: JointPart) -> bool:
    return part.organisation_id in request.reach.organisations(*PARTNERS)


def _part(request: Asked, pk: int) -> JointPart:
    reach = only_for(request, *PARTNERS)
    rows = JointPart.objects.visible_to(reach).select_related(
        "organisation", "task__person__division__parent", "task__lead", "task__lead_organisation"
    )
    return get_object_or_404(rows, pk=pk)


urlpatterns = [
    path("joint-parts/<int:pk>/", joint_part, name="joint_part"),
    path("joint-parts/<int:pk>/promise/", joint_promise, name="joint_promise"),
    path("joint-parts/<int:pk>/end/", joint_end, name="joint_end"),
]
