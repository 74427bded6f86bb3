"""Goals: set with a baseline, measured on days, dropped with a reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal, Stale
from yimi.rooms.casework.access import named
from yimi.rooms.casework.actions.moving import _locked, _step
from yimi.rooms.casework.models import Case, Goal, Measure
from yimi.rooms.casework.states import Stage
from yimi.rooms.projects.queries.who import name_of

SETTING = (Stage.ASSESSMENT, Stage.PLAN, Stage.INTERVENTION)


@action(private=("text",))
def set_goal(
    *,
    case: Case,
    text: str,
    indicator: str,
    baseline: Decimal,
    target: Decimal,
    due_on: date,
    by: Actor,
    unit: str = "",
) -> Goal:
    """One objective with a number that can be measured again (F3). Numbers may rise or fall towards the target.

    Refused: not one's case (NotYours), a stage where nothing is planned (Stale), nothing written, no difference
    between now and then, a day in the past.
    """
    case = _locked(case, by)
    if case.stage not in SETTING:
        raise Stale(_("目标在预估、计划和介入的时候登记。"))
    if not text.strip() or not indicator.strip():
        raise Refusal(_("请写明目标和衡量它的指标。"), field="text" if not text.strip() else "indicator")
    if due_on <= clock.today():
        raise Refusal(_("完成日期要在今天以后。"), field="due_on")
    if baseline == target:
        raise Refusal(_("现在的数值和目标数值不能一样。"), field="target")
    goal = Goal.objects.create(
        case=case, text=text.strip(), indicator=indicator.strip(), unit=unit.strip(), baseline=baseline, target=target,
        due_on=due_on, set_on=clock.today(), set_by=named(by),
    )  # fmt: skip
    _step(case, _("登记目标：%(what)s") % {"what": goal.indicator}, by)
    return goal


@action(private=("value",))
def measure_goal(*, goal: Goal, value: Decimal, on: date, by: Actor) -> Measure:
    """What the indicator says on a day. Refused: not one's case (NotYours), dropped (Stale), before it was set, ahead."""
    case = _locked(goal.case, by)
    if goal.dropped_at is not None:
        raise Stale(_("这个目标已经取消。"))
    if not goal.set_on <= on <= clock.today():
        raise Refusal(_("测量的日期要在登记目标以后、今天或今天以前。"), field="on")
    made = Measure.objects.create(
        goal=goal, value=value, on=on, measured_at=clock.now(), measured_by=named(by)
    )
    _step(case, _("测量：%(what)s %(value)s%(unit)s") % _values(goal, value), by)
    return made


@action
def drop_goal(*, goal: Goal, reason: str, by: Actor) -> Goal:
    """A goal is given up, with its reason. Refused: not one's case (NotYours), a second time (Stale), no reason."""
    case = _locked(goal.case, by)
    goal = Goal.objects.select_for_update(of=("self",)).get(pk=goal.pk)
    if goal.dropped_at is not None:
        raise Stale(_("这个目标已经取消。"))
    if not reason.strip():
        raise Refusal(_("请写明为什么取消。"), field="reason")
    goal.drop_reason, goal.dropped_at, goal.dropped_by = reason.strip(), clock.now(), name_of(by)
    goal.save(update_fields=["drop_reason", "dropped_at", "dropped_by"])
    _step(case, _("取消目标：%(what)s") % {"what": goal.indicator}, by, reason.strip())
    return goal


def _values(goal: Goal, value: Decimal) -> dict[str, str]:
    return {"what": goal.indicator, "value": f"{value.normalize():f}", "unit": goal.unit}
