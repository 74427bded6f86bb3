"""A partner promises its part or says why not, does it, and is reminded when the day is over (A1-27)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from yimi.kernel import clock, outbox
from yimi.kernel.action import Actor, System, action, note
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.figures import figure
from yimi.rooms.accounts.states import Role
from yimi.rooms.care.access import reach_of
from yimi.rooms.care.actions.joint import _check_day, _joint_step, _sees_whole
from yimi.rooms.care.models import JointPart, JointTask
from yimi.rooms.care.queries import joint
from yimi.rooms.care.rules.joint import PARTNERS, escalation_of
from yimi.rooms.care.states import JointState, PartState
from yimi.rooms.network import queries as network
from yimi.rooms.projects.queries.who import name_of


@action(private=("said", "told_by"))
def promise_part(*, part: JointPart, said: str, due_on: date, by: Actor, told_by: str = "") -> JointPart:
    """The organisation promises what it will do and by when; promised again, the day moves and the steps keep both.

    The lead or those responsible write it for an organisation without a sign-in, with who told them.
    Refused: neither (NotYours), over (Stale), nothing said, a day that is over, nobody named who told it.
    """
    part = _answerable(part, by, told_by)
    if not said.strip():
        raise Refusal(_("请写明答应做什么。"), field="said")
    _check_day(due_on)
    part.state, part.promise, part.due_on, part.escalation = PartState.PROMISED, said.strip(), due_on, 0
    part.promised_at, part.promised_by, part.told_by = clock.now(), name_of(by), told_by.strip()
    part.save()
    what = _("%(who)s答应%(day)s前办") % {"who": part.organisation.name, "day": f"{due_on:%Y-%m-%d}"}
    _joint_step(part.task, _with_teller(what, part), by, part.promise, part)
    return part


@action(private=("said", "told_by"))
def end_part(*, part: JointPart, was_done: bool, said: str, by: Actor, told_by: str = "") -> JointPart:
    """The part is done, or cannot be, with the reason; the lead is told. Refused as in `promise_part`."""
    part = _answerable(part, by, told_by)
    if not said.strip():
        raise Refusal(_("请写明办了什么；办不了的，写明原因。"), field="said")
    part.state = PartState.DONE if was_done else PartState.REFUSED
    part.result, part.ended_at, part.ended_by = said.strip(), clock.now(), name_of(by)
    part.told_by = told_by.strip()
    part.save()
    what = f"{part.organisation.name}：{part.get_state_display()}"
    _joint_step(part.task, _with_teller(what, part), by, part.result, part)
    if part.task.lead_id != by.pk:
        link = f"/desk/joint-tasks/{part.task_id}/"
        outbox.tell(user_ids=[part.task.lead_id], topic="care_joint_ended", text=what, link=link)
    return part


@action
def escalate_joint_parts(*, by: Actor) -> int:
    """Tell the partner and the lead of parts whose day is over, the head and the county days later; each step once."""
    today, after, told = clock.today(), figure("joint_escalation_days"), 0
    late = JointPart.objects.open().filter(due_on__lt=today, escalation__lt=2, task__state=JointState.OPEN)
    rows = late.select_related("task__person__division", "organisation")
    for part in rows.select_for_update(of=("self",), skip_locked=True):
        step = escalation_of(part.due_on, today, after)
        if step <= part.escalation:
            continue
        part.escalation = step
        part.save(update_fields=["escalation"])
        outbox.tell(
            user_ids=_whom(part, step),
            topic="care_joint_late",
            text=_("联合任务里%(who)s的一份已过期限") % {"who": part.organisation.name},
            link=f"/desk/joint-tasks/{part.task_id}/" if step > 1 else f"/desk/joint-parts/{part.pk}/",
        )
        told += 1
    note(told=told)
    return told


def _whom(part: JointPart, step: int) -> set[int]:
    task = part.task
    if step == 1:
        return {task.lead_id, *joint.people_of(part.organisation_id)}
    station = network.station_of(task.person.division_id)
    heads = network.holders_of(station.pk, Role.STATION_HEAD) if station else []
    return {*heads, *network.holders_in(task.county, Role.COUNTY_BUSINESS)}


def _with_teller(what: str, part: JointPart) -> str:
    if not part.told_by:
        return what
    return _("%(what)s（%(who)s口头或书面告知，代登记）") % {"what": what, "who": part.told_by}


def _answerable(part: JointPart, by: Actor, told_by: str) -> JointPart:
    """The part, locked, when `by` answers for the organisation, or writes down what it said."""
    task = JointTask.objects.select_for_update(of=("self",)).select_related("person").get(pk=part.task_id)
    part = JointPart.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=part.pk)
    part.task = task
    if not isinstance(by, System) and part.organisation_id not in reach_of(by).organisations(*PARTNERS):
        if not _sees_whole(task, by):
            raise NotYours(_("这一份由被请的单位答复；牵头人和当地社工站可以代为登记。"))
        if not told_by.strip():
            raise Refusal(_("代登记的，请写明是那个单位的哪一位告知的。"), field="told_by")
    if task.state != JointState.OPEN or part.state not in PartState.OPEN:
        raise Stale(_("这一份已经办完，或任务已经办结，请刷新后再看。"))
    return part
