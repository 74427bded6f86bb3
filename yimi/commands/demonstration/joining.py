"""One difficult household of the demonstration is the joint task of several organisations (A1-27)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from yimi.commands.demonstration.setting import BY, Stage
from yimi.kernel import clock
from yimi.rooms.care import actions
from yimi.rooms.care.models import JointPart, JointTask, Standing
from yimi.rooms.network.actions import register_organisation
from yimi.rooms.people.models import Person


def work_together(stage: Stage) -> int:
    """Opened twelve days ago: one promised, one done, one refused by phone, one overdue; returns how many parts."""
    now = clock.now()
    rows = Standing.objects.filter(person__division="500114109203", colour__in=("yellow", "red"))
    person = rows.select_related("person__division__parent").order_by("pk")[0].person
    with clock.frozen(now - timedelta(days=12)):
        task = actions.open_joint_task(
            person=person, goal="房子漏雨，人没处去，药费也欠着：先安顿，再修房。", due_on=_day(now, 20),
            lead=stage.users["station_zhou"], by=stage.users["station_ma"],
        )  # fmt: skip
        home, meals, roof = _asked(stage, task, person, now)
    with clock.frozen(now - timedelta(days=9)):
        text, day = "周二、周五送，冯小满负责。", _day(now, 6)
        actions.promise_part(part=meals, said=text, due_on=day, by=stage.users["provider_jiang"])
        actions.end_part(
            part=home, was_done=True, said="村委会二楼住下了，水电都通。", by=stage.users["village_li"]
        )
        actions.end_part(
            part=roof, was_done=False, said="不是唯一住房，不够条件。", told_by="值班同志", by=task.lead
        )
    return task.parts.count()


def _asked(stage: Stage, task: JointTask, person: Person, now: datetime) -> list[JointPart]:
    """A room, meals and the roof; the fourth, of the county, has not answered."""
    town = person.division.parent
    assert town is not None
    housing = register_organisation(kind="department", name="住房城乡建设部门（演示）", division=town, by=BY)
    asked = [
        (stage.houses["committee:500114109203"], "腾一间公房，先住下。", -6),
        (stage.houses["provider:a"], "每周送两次饭，送到月底。", 6),
        (housing, "看看够不够危房改造的条件。", -3),
        (stage.houses["bureau"], "药费能不能走临时救助，给个准话。", -1),
    ]
    return [
        actions.ask_partner(task=task, organisation=house, asked=what, due_on=_day(now, days), by=task.lead)
        for house, what, days in asked
    ][:3]


def _day(now: datetime, days: int) -> date:
    return (now + timedelta(days=days)).date()
