"""A joint task is opened, partners are asked, it gets another lead, it is finished and verified (A1-27)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from yimi.kernel import clock, outbox
from yimi.kernel.action import Actor, System, action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import VILLAGE
from yimi.rooms.care.access import is_head, named, only_responsible, reach_of
from yimi.rooms.care.models import Alert, JointPart, JointStep, JointTask
from yimi.rooms.care.queries import joint
from yimi.rooms.care.queries.sheets import is_patient
from yimi.rooms.care.rules.joint import LEADERS
from yimi.rooms.care.states import JointOutcome, JointState, Rule
from yimi.rooms.network.models import Organisation
from yimi.rooms.people.models import Person
from yimi.rooms.projects.queries.who import name_of


@action(private=("goal",))
def open_joint_task(
    *, person: Person, goal: str, due_on: date, lead: User, by: Actor, alert: Alert | None = None
) -> JointTask:
    """Make a household's difficulty the task of several organisations with one lead, who is told.

    Refused: not responsible there (NotYours), a sealed report (AL13), nothing said, a day that is over, a lead who
    does not serve where the person lives, a patient's task led by the village (B8), one is running already.
    """
    only_responsible(by, person.division_id)
    if alert is not None and (alert.rule == Rule.REPORT or alert.person_id != person.pk):
        raise Refusal(_("强制报告是密封的，不能开成联合任务；请站长按规定报告和处置。"))
    if not goal.strip():
        raise Refusal(_("请写明要一起解决什么。"), field="goal")
    _check_day(due_on)
    patient = is_patient(person)
    task = JointTask(
        person=person, county=person.county, unnamed=patient, alert=alert, goal=goal.strip(), due_on=due_on,
        opened_at=clock.now(), opened_by=name_of(by),
    )  # fmt: skip
    _lead_by(task, lead)
    task.save()
    _joint_step(task, _("开了联合任务，牵头：%(who)s") % {"who": lead.display_name}, by)
    _tell_lead(task)
    return task


@action(private=("asked",))
def ask_partner(
    *, task: JointTask, organisation: Organisation, asked: str, due_on: date, by: Actor
) -> JointPart:
    """Ask an organisation for its part; those who answer for it find it on their first page.

    Refused: neither responsible there nor the lead (NotYours), over (Stale), nothing said, a day that is over, an
    organisation of another county or not at work.
    """
    task = _open_task(task, by)
    if not asked.strip():
        raise Refusal(_("请写明请这家做什么。"), field="asked")
    _check_day(due_on)
    if not joint.organisations_in(task.county).filter(pk=organisation.pk).exists():
        raise Refusal(_("请选本区县正常开展工作的机构。"), field="organisation")
    part = JointPart.objects.create(
        task=task, organisation=organisation, asked=asked.strip(), due_on=due_on, asked_at=clock.now(),
        asked_by=name_of(by),
    )  # fmt: skip
    _joint_step(task, _("请%(who)s承担一份") % {"who": organisation.name}, by, part.asked, part)
    outbox.tell(
        user_ids=joint.people_of(organisation.pk),
        topic="care_joint_asked",
        text=_("有一件联合任务请你们承担一份，%(day)s前办。") % {"day": f"{due_on:%Y-%m-%d}"},
        link=f"/desk/joint-parts/{part.pk}/",
    )
    return part


@action
def name_joint_lead(*, task: JointTask, lead: User, by: Actor) -> JointTask:
    """Give the lead to somebody else. Refused: not the head or the county (NotYours), over (Stale), a lead who
    does not serve where the person lives."""
    task = _open_task(task, by)
    if not is_head(by, task.person.division_id):
        raise NotYours(_("换牵头人由站长或区县业务科室安排。"))
    _lead_by(task, lead)
    task.save(update_fields=["lead", "lead_organisation"])
    _joint_step(task, _("牵头人改为%(who)s") % {"who": lead.display_name}, by)
    _tell_lead(task)
    return task


@action(private=("result",))
def finish_joint_task(*, task: JointTask, outcome: str, result: str, by: Actor) -> JointTask:
    """The lead says what was reached; somebody else verifies it.

    Refused: not the lead (NotYours), over (Stale), a part that waits for its answer or its deed, nothing said.
    """
    task = _open_task(task, by)
    if task.lead_id != by.pk:
        raise NotYours(_("由牵头人办结；牵头人不在岗，请站长先换牵头人。"))
    if waiting := list(task.parts.open().select_related("organisation")):
        who = "、".join(sorted({each.organisation.name for each in waiting}))
        raise Refusal(_("还有单位没有办完：%(who)s。办到了或办不了，都先登记。") % {"who": who})
    if outcome not in JointOutcome.values or not result.strip():
        raise Refusal(_("请选择结果，并写明这一户现在怎么样。"), field="result")
    task.state, task.outcome, task.result = JointState.FINISHED, outcome, result.strip()
    task.finished_at, task.finished_by = clock.now(), named(by)
    task.save(update_fields=["state", "outcome", "result", "finished_at", "finished_by"])
    _joint_step(task, _("牵头人办结：%(what)s") % {"what": JointOutcome(outcome).label}, by, task.result)
    return task


@action(private=("said",))
def verify_joint_task(*, task: JointTask, fine: bool, by: Actor, said: str = "") -> JointTask:
    """A second pair of eyes: the task is closed, or goes back to its lead with a reason.

    Refused: not the head or the county, or one's own (NotYours), not finished (Stale), sent back without a reason.
    """
    task = _locked_task(task)
    if not is_head(by, task.person.division_id):
        raise NotYours(_("联合任务由站长或区县业务科室核实。"))
    if task.state != JointState.FINISHED:
        raise Stale(_("这件任务还没有办结，或已经核实，请刷新后再看。"))
    if task.finished_by_id == by.pk:
        raise NotYours(_("牵头人不能核实自己办结的任务，请由另一个人核实。"))
    if fine:
        task.state, task.verified_at, task.verified_by = JointState.CLOSED, clock.now(), named(by)
        _joint_step(task, _("核实，办结"), by, said.strip())
    else:
        if not said.strip():
            raise Refusal(_("请写明还要做什么。"), field="said")
        task.state, task.outcome, task.result = JointState.OPEN, "", ""
        task.finished_at, task.finished_by = None, None
        _joint_step(task, _("退回牵头人"), by, said.strip())
        _tell_lead(task)
    task.save()
    return task


def _check_day(due_on: date) -> None:
    if due_on < clock.today():
        raise Refusal(_("请选今天或以后的日子。"), field="due_on")


def _lead_by(task: JointTask, lead: User) -> None:
    house = joint.house_of(lead, task.person)
    may = LEADERS - VILLAGE if task.unnamed else LEADERS
    if house is None or house not in reach_of(lead).organisations(*may):
        raise Refusal(_("请在当地社工站、村（居）委会或区县业务科室选一位牵头人。"), field="lead")
    task.lead, task.lead_organisation_id = lead, house


def _locked_task(task: JointTask) -> JointTask:
    rows = JointTask.objects.select_for_update(of=("self",)).select_related("person__division")
    return rows.get(pk=task.pk)


def _open_task(task: JointTask, by: Actor) -> JointTask:
    """The task, locked, when `by` sees all of it and it is not over."""
    task = _locked_task(task)
    if not _sees_whole(task, by):
        raise NotYours(_("联合任务由牵头人和当地社工站办理，您不在其中。"))
    if task.state != JointState.OPEN:
        raise Stale(_("这件任务已经办结，请刷新后再看。"))
    return task


def _sees_whole(task: JointTask, by: Actor) -> bool:
    """Is `by` the lead, or responsible where the person lives?"""
    mine = JointTask.objects.visible_to(reach_of(by))
    return isinstance(by, System) or mine.filter(pk=task.pk).exists()


def _joint_step(task: JointTask, what: str, by: Actor, said: str = "", part: JointPart | None = None) -> None:
    JointStep.objects.create(
        task=task, part=part, what=what, said=said, stepped_at=clock.now(), stepped_by=name_of(by)
    )


def _tell_lead(task: JointTask) -> None:
    text = _("你牵头的一件联合任务，%(where)s。") % {"where": task.person.division.name}
    link = f"/desk/joint-tasks/{task.pk}/"
    outbox.tell(user_ids=[task.lead_id], topic="care_joint_lead", text=text, link=link)
