"""Proposed by rule, confirmed by a person, changed by hand for a time (D5.5)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError

from tests.rooms.care.conftest import MONDAY, Ward
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.outbox import OutboxMessage
from yimi.rooms.care import actions
from yimi.rooms.care.models import Assessment, ColourChange, Standing, Visit
from yimi.rooms.care.queries import colours
from yimi.rooms.network.queries import reach
from yimi.rooms.people.models import Household, Person

YELLOW = ("L1", "F3")
RED = ("L1", "L4", "F2", "F5", "M1", "E2")


@contextmanager
def later(days: int) -> Iterator[None]:
    with clock.frozen(MONDAY + timedelta(days=days)):
        yield


def met(ward: Ward, person: Person, times: int) -> None:
    at = clock.now()
    for _ in range(times):
        Visit.objects.create(
            client_id=uuid.uuid4(), person=person, county=person.county, mode="home", outcome="met", visited_at=at,
            visited_by=ward.cast.station_zhou, recorded_at=at, recorded_by=ward.cast.station_zhou,
        )  # fmt: skip


def history(person: Person) -> list[tuple[str, str, str]]:
    rows = ColourChange.objects.filter(person=person).order_by("pk")
    return list(rows.values_list("before", "after", "cause"))


def test_a_colour_is_a_proposal_until_somebody_confirms_it(ward: Ward) -> None:
    person = ward.elder()
    made = ward.assessed(person, *YELLOW)
    assert (made.colour, made.state, made.assessed_by) == ("yellow", "proposed", "周晓岚")
    assert not Standing.objects.exists()
    standing = actions.confirm_colour(assessment=made, by=ward.cast.station_zhou)
    assert (standing.colour, standing.ruled, standing.assessment) == ("yellow", "yellow", made)
    assert standing.reassess_on == date(2026, 12, 2)
    assert history(person) == [("", "yellow", "assessed")]


def test_a_new_proposal_takes_the_place_of_the_waiting_one(ward: Ward) -> None:
    person = ward.elder()
    first, second = ward.assessed(person, "L1"), ward.assessed(person, *YELLOW)
    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "proposed")
    with pytest.raises(Stale):
        actions.confirm_colour(assessment=first, by=ward.cast.station_zhou)


def test_children_elders_and_adults_are_weighed_by_their_own_sheet(ward: Ward) -> None:
    made = [
        ward.assessed(each)
        for each in (ward.child(), ward.elder(), ward.elder("张三", born=date(1980, 1, 1)))
    ]
    assert [each.sheet.kind for each in made] == ["child", "elder", "household"]
    with pytest.raises(Refusal, match="没有这些因素：G1"):
        ward.assessed(ward.elder("赵大"), "G1")


def test_a_patient_is_weighed_with_the_doctors_class(ward: Ward) -> None:
    person = ward.patient()
    assert ward.assessed(person).colour == "yellow"
    assert ward.assessed(person, doctor_class="unstable").colour == "red"
    assert ward.assessed(ward.elder(), doctor_class="unstable").doctor_class == ""


def test_a_worse_colour_holds_at_once_and_a_better_one_is_for_the_head(ward: Ward) -> None:
    person = ward.elder()
    ward.coloured(person, *YELLOW)
    assert ward.coloured(person, *RED).colour == "red"
    better = ward.assessed(person)
    with pytest.raises(NotYours, match="站长"):
        actions.confirm_colour(assessment=better, by=ward.cast.station_zhou)


def test_a_colour_falls_late_after_visits_and_one_level_at_a_time(ward: Ward) -> None:
    person = ward.elder()
    ward.coloured(person, *RED)
    better = ward.assessed(person)
    assert better.colour == "green"
    head = ward.cast.station_head_ma
    with later(29), pytest.raises(Refusal, match="才过 29 天"):
        actions.confirm_colour(assessment=better, by=head)
    with later(30):
        met(ward, person, 1)
        with pytest.raises(Refusal, match="走访了 1 次"):
            actions.confirm_colour(assessment=better, by=head)
        met(ward, person, 1)
        assert actions.confirm_colour(assessment=better, by=head).colour == "yellow"
    assert history(person) == [("", "red", "assessed"), ("red", "yellow", "assessed")]


def test_upward_by_hand_at_once_with_a_reason_and_for_thirty_days(ward: Ward) -> None:
    person = ward.elder()
    standing = ward.coloured(person, "L1")
    by: Any = ward.cast.station_zhou
    with pytest.raises(Refusal, match="为什么"):
        actions.override_colour(standing=standing, colour="red", reason=" ", by=by)
    standing = actions.override_colour(standing=standing, colour="red", reason="邻居说三天没出门", by=by)
    assert (standing.colour, standing.ruled, standing.override_until) == ("red", "green", date(2026, 12, 2))
    with later(30):
        assert Standing.objects.get().colour == "red"
        actions.expire_overrides(by=System("test"))
        assert Standing.objects.get().colour == "red"  # the last day counts
    with later(31):
        actions.expire_overrides(by=System("test"))
    standing.refresh_from_db()
    assert (standing.colour, standing.override_until, standing.override_reason) == ("green", None, "")
    assert [each[2] for each in history(person)] == ["assessed", "overridden", "expired"]
    assert OutboxMessage.objects.get(topic="care_override_ended").recipient_id == by.pk


def test_downward_by_hand_meets_every_condition(ward: Ward) -> None:
    person, head = ward.elder(), ward.cast.station_head_ma
    standing = ward.coloured(person, *RED)

    def down(colour: str, by: Any = head) -> Standing:
        return actions.override_colour(standing=standing, colour=colour, reason="情况好转", by=by)

    with pytest.raises(NotYours):
        down("yellow", ward.cast.station_zhou)
    with pytest.raises(Refusal, match="一次只能降一级"):
        down("blue")
    with pytest.raises(Refusal, match="才过 0 天"):
        down("yellow")
    with later(30):
        met(ward, person, 2)
        assert down("yellow").colour == "yellow"


def test_a_patient_cannot_be_moved_below_yellow_by_hand(ward: Ward) -> None:
    person = ward.patient()
    standing = ward.coloured(person)
    with later(31):
        met(ward, person, 2)
        with pytest.raises(Refusal, match="不低于黄色"):
            actions.override_colour(
                standing=standing, colour="blue", reason="稳定", by=ward.cast.station_head_ma
            )


def test_the_household_has_the_colour_of_its_worst_member(ward: Ward) -> None:
    house = Household.objects.create(code19="5001141092030000001", division=ward.cast.xinhua, county="500114")
    elder, child = ward.elder(household=house), ward.child(household=house)
    ward.coloured(elder)
    ward.coloured(child, "G1", "G2", "G7", "E1", "H1")
    assert colours.household_colour(elder, reach(ward.cast.station_zhou)) == "yellow"


def test_only_those_responsible_see_a_colour(ward: Ward) -> None:
    person = ward.elder()
    standing, cast = ward.coloured(person, *YELLOW), ward.cast
    seen = {user.username for user in cast.everybody if colours.standing_of(person, reach(user))}
    assert seen == {"station_zhou", "station_head_ma", "business_he"}
    standing.worker = cast.village_li
    standing.save()
    assert colours.standing_of(person, reach(cast.village_li)) == standing
    standing.worker = cast.village_zhao  # named, but not serving where the person lives
    standing.save()
    assert colours.standing_of(person, reach(cast.village_zhao)) is None


@pytest.mark.parametrize(
    "user", ["station_head_wu", "village_li", "reviewer_chen", "provider_a_manager", "stranger"]
)
def test_whoever_is_not_responsible_assesses_nobody(ward: Ward, user: str) -> None:
    with pytest.raises(NotYours):
        ward.assessed(ward.elder(), by=getattr(ward.cast, user))
    assert not Assessment.objects.exists()


def test_history_is_only_ever_added_to(ward: Ward) -> None:
    ward.coloured(ward.elder())
    with pytest.raises(DatabaseError, match="never edited"):
        ColourChange.objects.update(after="red")
