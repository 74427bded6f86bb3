"""Joint tasks: one household, several organisations, one lead; a partner sees its own part alone (A1-27)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yimi.doors.desk.alerts_forms import VerifyForm
from yimi.doors.desk.answers import done
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.happened import Event
from yimi.doors.desk.joint_forms import AskForm, FinishForm, LeadForm, OpenForm
from yimi.doors.desk.paging import newest
from yimi.doors.desk.responsible import gate, person_of
from yimi.kernel import clock
from yimi.rooms.care import actions
from yimi.rooms.care.models import Alert, JointTask
from yimi.rooms.care.models.scope import HEADS, RESPONSIBLE
from yimi.rooms.care.queries import joint
from yimi.rooms.care.rules.joint import LEADERS, PARTNERS
from yimi.rooms.care.states import JointState, Rule


@require_safe
def joint_tasks(request: Asked) -> HttpResponse:
    """What we were asked for, and the tasks one sees whole."""
    reach = only_for(request, *PARTNERS)
    closed = request.GET.get("show") == "closed"
    page = newest(joint.listed(reach, closed=closed), request.GET.get("after", ""))
    context = {
        "parts": [] if closed else list(joint.asked_of_us(reach)[:100]),
        "tasks": page.rows,
        "after": page.next,
        "closed": closed,
        "shows_tasks": reach.has(*LEADERS),
        "today": clock.today(),
    }
    return render(request, "desk/joint/tasks.html", context)


def joint_task_new(request: Asked, pk: int) -> HttpResponse:
    """From somebody's file, or from an alert about them."""
    reach = only_for(request, *RESPONSIBLE)
    who = person_of(request, pk)
    if answer := gate(request, who, "person"):
        return answer
    asked = request.GET.get("alert", "")
    rows = Alert.objects.visible_to(reach).live().exclude(rule=Rule.REPORT).filter(person=who)
    alert = rows.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
    back = reverse("desk:alert", args=[alert.pk]) if alert else reverse("desk:person", args=[pk])
    lead = _("一家办不了的难事，请几家一起办：定一位牵头人，再一家一家请。")
    sheet = Sheet(
        _("为%(who)s家开联合任务") % {"who": who.masked_name},
        _("开联合任务"),
        back,
        who.masked_name,
        lead=lead,
    )
    call = lambda data: actions.open_joint_task(person=who, alert=alert, by=request.user, **data)  # noqa: E731
    then = lambda made: reverse("desk:joint_task", args=[made.pk])  # noqa: E731
    form = OpenForm(who, request.POST or None)
    return fill(request, form, call, sheet, then=then, said=_("已开，接着请各家承担。"))


@require_safe
def joint_task(request: Asked, pk: int) -> HttpResponse:
    task = _task(request, pk)
    responsible = request.reach.covers(task.person.division_id, *RESPONSIBLE)
    if responsible and (answer := gate(request, task.person, f"joint_task-{pk}")):
        return answer
    steps = task.steps.order_by("pk")
    mine, running = task.lead_id == request.user.pk, task.state == JointState.OPEN
    head = request.reach.covers(task.person.division_id, *HEADS)
    context = {
        "task": task,
        "parts": list(task.parts.select_related("organisation").order_by("due_on", "pk")),
        "events": [Event(each.stepped_at, each.what, each.stepped_by, each.said) for each in steps],
        "responsible": responsible,
        "running": running,
        "may_finish": mine and running,
        "may_lead": head and running,
        "may_verify": head and task.state == JointState.FINISHED and task.finished_by_id != request.user.pk,
        "verify": VerifyForm(),
        "today": clock.today(),
    }
    return render(request, "desk/joint/task.html", context)


def joint_ask(request: Asked, pk: int) -> HttpResponse:
    task = _task(request, pk)
    form = AskForm(task.county, request.POST or None)
    call = lambda data: actions.ask_partner(task=task, by=request.user, **data)  # noqa: E731
    return _form(request, task, form, call, _("请一家承担"), _("已请，那边的今日页会看到。"))


def joint_lead(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *HEADS)
    task = _task(request, pk)
    form = LeadForm(task.person, request.POST or None, initial={"lead": task.lead_id})
    call = lambda data: actions.name_joint_lead(task=task, by=request.user, **data)  # noqa: E731
    return _form(request, task, form, call, _("换牵头人"), _("牵头人已换。"))


def joint_finish(request: Asked, pk: int) -> HttpResponse:
    task = _task(request, pk)
    form = FinishForm(request.POST or None)
    call = lambda data: actions.finish_joint_task(task=task, by=request.user, **data)  # noqa: E731
    return _form(request, task, form, call, _("办结任务"), _("已登记，等另一个人核实。"))


@require_POST
def joint_verify(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *HEADS)
    task, form = _task(request, pk), VerifyForm(request.POST)
    call = lambda: actions.verify_joint_task(task=task, by=request.user, **form.cleaned_data)  # noqa: E731
    return done(
        request, call, to=reverse("desk:joint_task", args=[pk]), said=_("核实结果已登记。"), form=form
    )


def _form(request: Asked, task: JointTask, form: Any, call: Any, verb: str, said: str) -> HttpResponse:
    back = reverse("desk:joint_task", args=[task.pk])
    return fill(request, form, call, Sheet(verb, verb, back, _("联合任务")), then=back, said=said)


def _task(request: Asked, pk: int) -> JointTask:
    reach = only_for(request, *LEADERS)
    rows = JointTask.objects.visible_to(reach).select_related(
        "person__division", "lead", "lead_organisation", "alert"
    )
    return get_object_or_404(rows, pk=pk)


urlpatterns = [
    path("joint-tasks/", joint_tasks, name="joint_tasks"),
    path("joint-tasks/<int:pk>/", joint_task, name="joint_task"),
    path("joint-tasks/<int:pk>/ask/", joint_ask, name="joint_ask"),
    path("joint-tasks/<int:pk>/lead/", joint_lead, name="joint_lead"),
    path("joint-tasks/<int:pk>/finish/", joint_finish, name="joint_finish"),
    path("joint-tasks/<int:pk>/verify/", joint_verify, name="joint_verify"),
    path("people/<int:pk>/joint-task/", joint_task_new, name="joint_task_new"),
]
