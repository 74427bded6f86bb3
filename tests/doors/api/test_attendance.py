"""The rotating code: shown by a worker's phone, typed on a volunteer's; wrong, stale and used ones are refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests import walk
from tests.cast import BY, PASSWORD, Cast
from tests.doors.api.phone import Phone
from yimi.kernel import clock
from yimi.rooms.accounts.actions import create_user
from yimi.rooms.accounts.models import User
from yimi.rooms.projects.models import Session, SessionStaff
from yimi.rooms.volunteers.actions import register_volunteer
from yimi.rooms.volunteers.attendance import code_of, step_of
from yimi.rooms.volunteers.models import AttendanceKey, SessionHelper
from yimi.rooms.volunteers.queries import minutes_of


def volunteer(cast: Cast, name: str) -> User:
    user = create_user(username=name, display_name="罗小燕", phone="", password=PASSWORD, by=BY)
    register_volunteer(name="罗小燕", station=cast.station_lishui, by=cast.station_zhou, user=user)
    return user


@pytest.fixture
def session(cast: Cast) -> Iterator[Session]:
    made = walk.planned_session(cast)
    with clock.frozen(made.starts_at):
        yield made


@pytest.fixture
def secret(session: Session) -> str:
    answer = Phone.of(walk.worker_of(session)).post(f"/sessions/{session.pk}/attendance-key")
    assert answer.status_code == 200, answer.content
    return str(answer.json()["secret"])  # type: ignore[attr-defined]


def shown(secret: str, steps_ago: int = 0) -> str:
    return code_of(secret, step_of(clock.now()) - steps_ago)


def types(phone: Phone, session: Session, code: str) -> Any:
    answer = phone.post(f"/helping/{session.pk}", {"code": code})
    return answer.status_code, answer.json()  # type: ignore[attr-defined]


def test_arrived_left_and_the_minutes_between(cast: Cast, session: Session, secret: str) -> None:
    phone = Phone.of(volunteer(cast, "luo"))
    listed = phone.get("/helping").json()["sessions"]  # type: ignore[attr-defined]
    assert [(each["id"], each["arrived_at"]) for each in listed] == [(session.pk, None)]
    status, said = types(phone, session, shown(secret))
    assert (status, said["arrived_at"] is not None, said["minutes"]) == (200, True, None)
    helper = SessionHelper.objects.get()
    assert helper.confirmed_at is None and minutes_of(helper.volunteer) == 0
    with clock.frozen(session.starts_at + timedelta(minutes=75)):
        status, said = types(phone, session, shown(secret))
        assert (status, said["minutes"]) == (200, 75)
    with clock.frozen(session.starts_at + timedelta(minutes=80)):
        assert types(phone, session, shown(secret))[0] == 409
    helper.refresh_from_db()
    assert (helper.confirmed_by, minutes_of(helper.volunteer)) == ("现场签到码", 75)


def test_wrong_stale_and_used_codes_are_refused_in_a_sentence(
    cast: Cast, session: Session, secret: str
) -> None:
    one, other = Phone.of(volunteer(cast, "luo")), Phone.of(volunteer(cast, "lan"))
    wrong = f"{(int(shown(secret)) + 1) % 1_000_000:06d}"
    status, said = types(one, session, wrong)
    assert (status, said["code"]) == (422, "code_wrong") and "码不对" in said["detail"]
    assert "已经过时" in types(one, session, shown(secret, steps_ago=4))[1]["detail"]
    assert types(one, session, shown(secret, steps_ago=1))[0] == 200  # read while it changed
    status, said = types(other, session, shown(secret, steps_ago=1))
    assert (status, said["code"]) == (422, "code_used")
    assert types(other, session, "12a456")[0] == 422
    assert types(other, session, shown(secret))[0] == 200
    assert AttendanceKey.objects.get().secret == secret  # one for all phones of the session


def test_codes_are_not_tried_out(cast: Cast, session: Session, secret: str) -> None:
    phone = Phone.of(volunteer(cast, "luo"))
    with clock.frozen(session.starts_at.replace(second=0)):
        said = [types(phone, session, "000000")[0] for _try in range(7)]
    assert said == [422] * 6 + [429]


def test_not_who_is_paid_not_a_stranger_not_another_day(cast: Cast, session: Session, secret: str) -> None:
    for name in ("station_zhou", "leader_tang", "provider_a_worker_3"):
        phone = Phone.without_second_factor(getattr(cast, name))
        assert phone.get("/helping").status_code == 403, name
        assert types(phone, session, shown(secret))[0] == 404, name
    helper = volunteer(cast, "luo")
    phone = Phone.of(helper)
    with clock.frozen(session.starts_at - timedelta(hours=3)):
        assert types(phone, session, shown(secret))[0] == 422
    with clock.frozen(session.ends_at + timedelta(hours=3)):
        assert types(phone, session, shown(secret))[0] == 404
    SessionStaff.objects.create(session=session, user=helper)
    assert "领取报酬" in types(phone, session, shown(secret))[1]["detail"]
    assert not SessionHelper.objects.exists()
