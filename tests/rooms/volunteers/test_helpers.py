from __future__ import annotations

from datetime import timedelta

import pytest

from tests.rooms.projects.conftest import Town, monday, town  # noqa: F401 - fixtures
from yimi.kernel import clock
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.network.queries import reach
from yimi.rooms.projects.models import Session
from yimi.rooms.volunteers import actions, queries
from yimi.rooms.volunteers.models import Volunteer


def enrol(town: Town, name: str = "罗小燕", **given: object) -> Volunteer:  # noqa: F811
    return actions.register_volunteer(
        name=name,
        station=town.cast.station_lishui,
        by=town.cast.station_zhou,
        **given,  # type: ignore[arg-type]
    )


@pytest.fixture
def held(town: Town) -> Session:  # noqa: F811
    session = town.planned()
    with clock.frozen(session.ends_at + timedelta(hours=1)):
        return town.delivered(session)


def test_a_station_keeps_its_roster(town: Town) -> None:  # noqa: F811
    volunteer = enrol(town, phone="19900009999")
    assert list(queries.roster(reach(town.cast.station_zhou))) == [volunteer]
    assert list(queries.roster(reach(town.cast.station_head_wu))) == []
    with pytest.raises(Refusal, match="已经登记"):
        enrol(town, phone="199 0000 9999")
    with pytest.raises(NotYours):
        actions.leave(volunteer=volunteer, by=town.cast.station_head_wu)
    actions.leave(volunteer=volunteer, by=town.cast.station_zhou)
    with pytest.raises(Stale):
        actions.leave(volunteer=volunteer, by=town.cast.station_zhou)
    assert enrol(town, phone="19900009999").pk != volunteer.pk


def test_hours_count_once_another_person_confirmed_them(town: Town, held: Session) -> None:  # noqa: F811
    cast = town.cast
    volunteer = enrol(town)
    helper = actions.add_helper(session=held, volunteer=volunteer, minutes=60, by=cast.station_zhou)
    assert queries.minutes_of(volunteer) == 0
    with pytest.raises(Refusal, match="另一个人"):
        actions.confirm_helper(helper=helper, by=cast.station_zhou)
    with pytest.raises(NotYours):
        actions.confirm_helper(helper=helper, by=cast.provider_a_manager)
    actions.confirm_helper(helper=helper, by=cast.village_li)
    assert queries.minutes_of(volunteer) == 60
    with pytest.raises(Stale):
        actions.confirm_helper(helper=helper, by=cast.station_head_ma)
    assert [row.volunteer for row in queries.helpers_of(held)] == [volunteer]


def test_paid_staff_are_no_volunteers_on_their_own_session(town: Town, held: Session) -> None:  # noqa: F811
    worker = town.cast.provider_a_worker
    by_account = enrol(town, user=worker)
    by_phone = enrol(town, name="冯某", phone=worker.phone)
    for volunteer in (by_account, by_phone):
        with pytest.raises(Refusal, match="领取报酬"):
            actions.add_helper(session=held, volunteer=volunteer, minutes=30, by=town.cast.village_li)


def test_minutes_stay_within_the_session(town: Town, held: Session) -> None:  # noqa: F811
    volunteer = enrol(town)
    for minutes in (0, 600):
        with pytest.raises(Refusal, match="时长"):
            actions.add_helper(session=held, volunteer=volunteer, minutes=minutes, by=town.cast.village_li)


def test_nobody_helps_before_the_session_is_held(town: Town) -> None:  # noqa: F811
    with pytest.raises(Refusal, match="还没有开展"):
        actions.add_helper(session=town.planned(), volunteer=enrol(town), minutes=30, by=town.cast.village_li)
