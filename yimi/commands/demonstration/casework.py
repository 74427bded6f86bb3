"""Cases of the invented people: one in full swing, one to approve, one just opened, one over, one group; no pictures."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from yimi.commands.demonstration.case_words import AROUND, ASSESSED, FAMILY, MEETINGS, PLANNED, RECORDS, TAKEN
from yimi.commands.demonstration.setting import TOWNS, Stage
from yimi.kernel import clock
from yimi.rooms.accounts.models import User
from yimi.rooms.care.models import Alert
from yimi.rooms.casework import actions
from yimi.rooms.casework.models import Case
from yimi.rooms.casework.rules.papers import Content
from yimi.rooms.people.models import Person

VILLAGE = "500114109203"


def work_cases(stage: Stage, people: dict[str, list[Person]]) -> int:
    """Five cases and a group, in eight weeks up to today; returns how many. All through the actions users call."""
    now, elders = clock.now(), people[VILLAGE]
    worker, head = stage.users["station_zhou"], stage.users["station_ma"]
    child = (
        Person.objects.filter(division_id=VILLAGE, birth_date__year__gte=now.year - 17).order_by("pk").first()
    )
    running = _taken_in(elders[3], worker, now - timedelta(weeks=6))
    _planned(running, worker, head, now - timedelta(weeks=5))
    _met(running, worker, now)
    over = _taken_in(elders[4], worker, now - timedelta(weeks=9))
    _planned(over, worker, head, now - timedelta(weeks=8))
    _over(over, worker, head, now - timedelta(weeks=4, days=3))
    if child is not None:
        waiting = _taken_in(child, worker, now - timedelta(days=4), consent_by="guardian")
        _assessed(waiting, worker, now - timedelta(days=3))
        _write(waiting, "F3", _plan(now.date() + timedelta(days=30)), worker, now - timedelta(days=2))
    _fresh(worker, now)
    _transferred(stage, elders[5], now)
    _group(stage, elders[5:9], now)
    return Case.objects.count()


def _write(case: Case, kind: str, content: Content, by: User, at: datetime, **more: object) -> object:
    case.refresh_from_db()
    with clock.frozen(at):
        return actions.write_paper(case=case, kind=kind, content=content, by=by, **more)  # type: ignore[arg-type]


def _taken_in(person: Person, worker: User, at: datetime, *, consent_by: str = "self") -> Case:
    with clock.frozen(at):
        case = actions.open_case(person=person, by=worker)
    agreed: Content = {"consent_by": consent_by, "consent_name": person.name, "consent_on": f"{at:%Y-%m-%d}"}
    _write(case, "F1", TAKEN | agreed, worker, at + timedelta(hours=1))
    return case


def _assessed(case: Case, worker: User, at: datetime) -> None:
    _write(case, "F2", ASSESSED, worker, at)
    with clock.frozen(at):
        actions.take_household(
            case=case, by=worker
        ) if case.person and case.person.guardians.exists() else None
        for relative in FAMILY:
            actions.add_relative(case=case, by=worker, **relative)
        for each in AROUND:
            actions.add_surrounding(case=case, by=worker, **each)
        actions.set_goal(
            case=case, text="愿意出门，跟邻居说说话", indicator="每周出门次数", unit="次", baseline=Decimal(0),
            target=Decimal(3), due_on=at.date() + timedelta(days=60), by=worker,
        )  # fmt: skip
        actions.set_goal(
            case=case, text="睡得踏实", indicator="睡眠量表", unit="分", baseline=Decimal(16), target=Decimal(8),
            due_on=at.date() + timedelta(days=60), by=worker,
        )  # fmt: skip


def _plan(review_on: date) -> Content:
    return PLANNED | {"agreed_on": f"{clock.today()}", "review_on": f"{review_on}"}


def _planned(case: Case, worker: User, head: User, at: datetime) -> None:
    _assessed(case, worker, at)
    _write(case, "F3", _plan(at.date() + timedelta(weeks=5, days=2)), worker, at + timedelta(hours=2))
    _approve(case, head, at + timedelta(days=1))


def _approve(case: Case, head: User, at: datetime) -> None:
    with clock.frozen(at):
        actions.decide_paper(paper=case.papers.get(state="waiting"), fine=True, said="同意。", by=head)


def _met(case: Case, worker: User, now: datetime) -> None:
    """Three contacts, each two weeks after the other; the goals measured along the way."""
    for number, record in enumerate(RECORDS):
        at = now - timedelta(days=28 - 12 * number, hours=3)
        when: Content = {"on": f"{at:%Y-%m-%dT%H:%M}"}
        _write(case, "F4", record | when, worker, at + timedelta(hours=2), as_visit=number == 2)
        _measure(case, worker, at + timedelta(hours=2), number)


def _measure(case: Case, worker: User, at: datetime, number: int) -> None:
    values = [(Decimal(number), Decimal(16 - 2 * number))][0]
    with clock.frozen(at):
        for goal, value in zip(case.goals.order_by("pk"), values, strict=True):
            actions.measure_goal(goal=goal, value=value, on=at.date(), by=worker)


def _over(case: Case, worker: User, head: User, at: datetime) -> None:
    """Met, evaluated, closed a month ago: the first look after the closure is due."""
    early = at - timedelta(days=10)
    _write(case, "F4", RECORDS[0] | {"on": f"{early:%Y-%m-%dT%H:%M}"}, worker, early)
    _measure(case, worker, at - timedelta(days=3), 3)
    said: Content = {
        "results": "每周出门三次，睡眠量表降到 10 分。",
        "satisfied": "5",
        "client_said": "心里亮堂了。",
    }
    _write(case, "F6", said, worker, at - timedelta(days=2))
    _approve(case, head, at - timedelta(days=1))
    end: Content = {
        "reason": "goals_met",
        "summary": "八周服务，两个目标都有进展。",
        "unresolved": "夜里还会醒一次。",
    }
    _write(case, "F7", end, worker, at)
    _approve(case, head, at)


def _fresh(worker: User, now: datetime) -> None:
    """Opened this morning because of an alert; the intake is not written yet."""
    alert = Alert.objects.live().filter(rule="AL03", person__isnull=False).order_by("pk").first()
    if alert is not None and alert.person is not None:
        with clock.frozen(now - timedelta(hours=3)):
            actions.open_case(person=alert.person, alert=alert, by=worker)


def _transferred(stage: Stage, person: Person, now: datetime) -> None:
    """Somebody moved to the other town: the case waits to be taken there."""
    worker = stage.users["station_zhou"]
    case = _taken_in(person, worker, now - timedelta(days=6))
    words: Content = {
        "to_name": "濯水社工站", "reason": "搬到女儿家长住。", "passed": "接案登记表、联系电话。",
        "follow_up_on": f"{now.date() + timedelta(days=14)}",
    }  # fmt: skip
    case.refresh_from_db()
    with clock.frozen(now - timedelta(days=1)):
        actions.refer_case(
            case=case, content=words, to_worker=stage.users["station_wu"], consent_by="self", consent_name=person.name,
            consent_how="phone", consent_on=clock.today(), by=worker,
        )  # fmt: skip


def _group(stage: Stage, people: list[Person], now: datetime) -> None:
    """A group that has met twice."""
    worker, head, at = stage.users["station_zhou"], stage.users["station_ma"], now - timedelta(weeks=4)
    with clock.frozen(at):
        group = actions.open_group(title="邻里手工小组", division=people[0].division, by=worker)
        actions.join_group(case=group, persons=people, by=worker)
        members = list(group.members.order_by("pk"))
        for number, member in enumerate(members):
            actions.score_member(member=member, before=44 + 3 * number, after=None, by=worker)
    plan = MEETINGS[0] | {"review_on": f"{now.date() + timedelta(days=10)}"}
    _write(group, "G1", plan, worker, at)
    _approve(group, head, at + timedelta(days=1))
    for number, words in enumerate(MEETINGS[1:]):
        when = at + timedelta(days=7 + 7 * number)
        content = words | {"on": f"{when:%Y-%m-%dT%H:%M}"}
        _write(group, "G2", content, worker, when + timedelta(hours=3), present=members[: 4 - number])


assert VILLAGE.startswith(TOWNS[0])
