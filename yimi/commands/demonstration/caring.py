"""Somebody looks after the invented people: colours six weeks ago, visits since, a few alerts; no pictures, two seconds."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from random import Random

from yimi.commands.demonstration.names import person_name
from yimi.commands.demonstration.setting import BY, COUNTY, TOWNS, Stage
from yimi.kernel import clock
from yimi.rooms.accounts.models import User
from yimi.rooms.care import actions
from yimi.rooms.care.models import Standing
from yimi.rooms.people.actions import add_guardian, add_person
from yimi.rooms.people.models import Person
from yimi.rooms.places.models import Division

WEEKS = 6
FOUND = [
    ("L1", "F4"), ("L2",), ("L1", "F3"), ("L5", "M4"), ("L1", "E2", "H2"), ("L2", "F5", "H3"), (),
    ("L1", "L4", "F2", "F5", "M1", "E2"), ("L3", "F2", "M2", "E3"),
]  # fmt: skip
CHILDREN = [("G1", "G7"), ("G1", "G2", "G7", "E1", "H1"), ("G1", "P4")]
SEEN = [
    "精神不错，米面够吃。",
    "腿还是疼，约了下周去卫生院。",
    "儿子上周回来过，屋里收拾得干净。",
    "说夜里睡不好，想有人来说说话。",
]


def look_after(stage: Stage, people: dict[str, list[Person]]) -> int:
    """Colours, windows, visits and alerts for some two dozen people; returns how many. Some visits are overdue."""
    now, dice = clock.now(), Random(7)  # noqa: S311  (an invented county, not a secret)
    with clock.frozen(now - timedelta(weeks=WEEKS)):
        actions.load_sheets(county=COUNTY, by=stage.users["business_he"])
        standings = [
            _colour(person, FOUND[number % len(FOUND)], _worker(stage, person))
            for number, person in enumerate(_elders(stage, people))
        ]
        standings += [_colour(child, found, _worker(stage, child)) for child, found in _children(stage, dice)]
    with clock.frozen(now - timedelta(weeks=2)):
        actions.plan_windows(by=BY)
    for number, standing in enumerate(standings):
        _visits(standing, now, number, _worker(stage, standing.person), dice)
    _present(stage, standings, now)
    return len(standings)


def _worker(stage: Stage, person: Person) -> User:
    return stage.users["station_zhou" if person.division_id.startswith(TOWNS[0]) else "station_wu"]


def _elders(stage: Stage, people: dict[str, list[Person]]) -> list[Person]:
    """Three of each of the first villages of both towns; 新花村 is where a village member has a sign-in."""
    first, second = ([code for code in sorted(stage.sites) if code.startswith(town)] for town in TOWNS)
    villages = ["500114109203", *(code for code in first[:4] if code != "500114109203"), *second[:2]]
    return [person for code in villages for person in people[code][:3]]


def _children(stage: Stage, dice: Random) -> list[tuple[Person, tuple[str, ...]]]:
    village = Division.objects.get(code="500114109203")
    by, found = stage.users["station_zhou"], []
    for number, factors in enumerate(CHILDREN):
        born = date(clock.today().year - 5 - 3 * number, 5, 1 + number)
        child = add_person(name=person_name(dice), division=village, birth_date=born, by=by)
        add_guardian(
            person=child, name=person_name(dice), relation="祖母", phone=f"1990002{number:04d}", by=by
        )
        found.append((child, factors))
    return found


def _colour(person: Person, factors: tuple[str, ...], by: User) -> Standing:
    return actions.confirm_colour(assessment=actions.assess(person=person, factors=factors, by=by), by=by)


def _visits(standing: Standing, now: datetime, number: int, by: User, dice: Random) -> None:
    """Every sixth person was forgotten since; the others were met once or twice, one not at home."""
    if number % 6 == 5:
        return
    for weeks in (5, 3, 1)[: 3 if standing.colour == "red" else 2]:
        at = now - timedelta(weeks=weeks, hours=number % 7)
        with clock.frozen(at):
            actions.record_visit(
                person=standing.person,
                mode="phone" if standing.colour != "red" and number % 4 == 1 else "home",
                outcome="met",
                visited_at=at,
                sentence=SEEN[(number + weeks) % len(SEEN)],
                assists=["policy"] if number % 3 == 0 else [],
                client_id=uuid.UUID(int=dice.getrandbits(128), version=4),
                by=by,
            )


def _present(stage: Stage, standings: list[Standing], now: datetime) -> None:
    """What waits: a lead of the village, a disposal to verify, a proposal to confirm, a change by hand."""
    head, worker, village = (stage.users[name] for name in ("station_ma", "station_zhou", "village_li"))
    mine = [each for each in standings if each.person.division_id.startswith(TOWNS[0])]
    near = [each for each in mine if each.person.division_id == "500114109203"]
    with clock.frozen(now - timedelta(days=2)):
        done = actions.raise_alert(
            person=near[0].person, rule="AL10", text="上周出院，一个人在家。", by=village
        )
        actions.take_alert(alert=done, by=worker)
        actions.dispose_alert(
            alert=done, was_true=True, result="已联系侄女照看，周三再去。", assists=["urgent"], by=worker
        )
    with clock.frozen(now - timedelta(hours=5)):
        actions.raise_alert(
            person=near[1].person, rule="AL03", text="老伴住进女儿家了，现在一个人住。", by=village
        )
        actions.assess(person=near[1].person, factors=("L1", "L4", "M4"), by=worker)
        actions.override_colour(
            standing=mine[1], colour="blue", reason="这几天降温，家里没有取暖设备。", by=head
        )
    actions.plan_windows(by=BY)
    actions.find_alerts(by=BY)
