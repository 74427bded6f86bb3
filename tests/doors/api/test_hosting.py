"""The village's word on the phone: it took place here, or it did not and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.http import HttpResponse

from tests import walk
from tests.cast import Cast
from tests.doors.api.phone import Phone
from yimi.kernel import clock
from yimi.kernel.outbox import OutboxMessage
from yimi.rooms.network.queries import reach
from yimi.rooms.projects.models import Session, SessionStaff
from yimi.rooms.projects.queries import waiting_for


@pytest.fixture
def session(cast: Cast) -> Iterator[Session]:
    made = walk.planned_session(cast)
    with clock.frozen(made.starts_at + timedelta(minutes=5)):
        yield made


def says(who: Phone, session: Session, *, held: bool = True, note: str = "") -> HttpResponse:
    return who.post(f"/sessions/{session.pk}/host-answer", {"held": held, "note": note})


def test_the_village_says_that_it_took_place(cast: Cast, session: Session) -> None:
    phone = Phone.of(cast.village_li)
    assert "host_asked" in {each.kind for each in waiting_for(reach(cast.village_li))}
    shown = phone.get("/sessions/hosted").json()["sessions"]  # type: ignore[attr-defined]
    assert [(each["id"], each["begun"], each["held"]) for each in shown] == [(session.pk, True, None)]
    assert says(phone, session).status_code == 200
    assert says(phone, session).status_code == 200  # a phone that heard no answer asks again
    session.refresh_from_db()
    assert (session.host_held, session.host_answered_by) == (True, "李青禾")
    assert says(phone, session, held=False, note="没有来").status_code == 409
    assert "host_asked" not in {each.kind for each in waiting_for(reach(cast.village_li))}


def test_a_no_says_why_and_the_station_hears_it(cast: Cast, session: Session) -> None:
    phone = Phone.of(cast.village_li)
    assert says(phone, session, held=False).status_code == 422
    assert says(phone, session, held=False, note="当天活动室锁着").status_code == 200
    told = OutboxMessage.objects.filter(topic="host_denies", recipient_id=cast.station_zhou.pk)
    assert session.number in told.get().text


def test_only_the_village_and_nobody_who_is_paid_for_it(cast: Cast, session: Session) -> None:
    names = {
        403: "station_zhou provider_a_worker leader_tang",
        404: "village_zhao stranger provider_b_manager",
    }
    for status, listed in names.items():
        for name in listed.split():
            phone = Phone.without_second_factor(getattr(cast, name))
            assert says(phone, session).status_code == status, name
    assert Phone.of(cast.provider_a_worker).get("/sessions/hosted").status_code == 403
    assert Phone.of(cast.village_zhao).get("/sessions/hosted").json() == {"sessions": []}  # type: ignore[attr-defined]
    SessionStaff.objects.create(session=session, user=cast.village_li)
    assert says(Phone.of(cast.village_li), session).status_code == 422
    session.refresh_from_db()
    assert session.host_answered_at is None


def test_not_before_it_begins(cast: Cast, session: Session) -> None:
    with clock.frozen(session.starts_at - timedelta(minutes=5)):
        assert says(Phone.of(cast.village_li), session).status_code == 422
