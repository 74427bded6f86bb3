"""Every operation as the wrong person, taken from the description: one that is new cannot be forgotten."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test.client import MULTIPART_CONTENT

from tests import walk
from tests.cast import Cast
from tests.doors.api.phone import Phone, form
from yimi.doors.api.interface import api
from yimi.kernel import clock
from yimi.rooms.evidence.models import Challenge, Media
from yimi.rooms.projects.models import Session

WITHOUT_TOKEN = {"issue_token"}
ABOUT_ONESELF = {"me", "my_sessions", "revoke_token"}  # name no row of anybody's


def operations() -> list[tuple[str, str, str]]:
    """Method, path and word of every operation there is."""
    found = [
        (method, path, details["operationId"])
        for path, methods in api.get_openapi_schema(path_prefix="/api/")["paths"].items()
        for method, details in methods.items()
    ]
    assert len(found) >= 12
    return found


GUARDED = [each for each in operations() if each[2] not in WITHOUT_TOKEN]
SUBJECTS = [each for each in GUARDED if each[2] not in ABOUT_ONESELF]


@pytest.fixture
def session(cast: Cast) -> Iterator[Session]:
    """Delivered, with one photo: something to see, to add to, to withdraw and to submit."""
    made = walk.delivered_session(cast)
    walk.upload(made, walk.next_photo(), coded=False, process=False)
    with clock.frozen(made.ends_at + timedelta(hours=1)):
        yield made


def bodies(session: Session) -> dict[str, dict[str, Any]]:
    """For each operation with a body one that its owner would succeed with."""
    person = session.participants.order_by("pk").values_list("pk", flat=True)[0]
    times = {"actual_start": session.starts_at.isoformat(), "actual_end": session.ends_at.isoformat()}
    return {
        "receive_media": {
            "body": form({"kind": "photo"}, walk.next_photo()),
            "content_type": MULTIPART_CONTENT,
        },
        "deliver_session": {"body": {**times, "attended": [person]}},
        "write_narrative": {"body": {"text": walk.WORDS}},
    }


def call(phone: Phone, session: Session, method: str, path: str, word: str) -> int:
    media = Media.objects.get(session=session)
    client_id = uuid.uuid4() if word == "receive_media" else media.client_id
    where = path.removeprefix("/api").format(session_id=session.pk, client_id=client_id)
    given = bodies(session).get(word, {})
    return phone.send(method, where, given.pop("body", None), **given).status_code


def untouched(session: Session) -> tuple[Any, ...]:
    row = Session.objects.values().get(pk=session.pk)
    return (row, Media.objects.count(), Challenge.objects.count(), Media.objects.standing().count())


@pytest.mark.parametrize(("method", "path", "word"), GUARDED)
def test_nobody_and_a_wrong_token_are_asked_to_sign_in(
    session: Session, method: str, path: str, word: str
) -> None:
    before = untouched(session)
    assert [call(phone, session, method, path, word) for phone in (Phone(), Phone("wrong"))] == [401, 401]
    assert untouched(session) == before


@pytest.mark.parametrize(("method", "path", "word"), SUBJECTS)
def test_who_does_not_work_on_the_session_gets_nowhere(
    cast: Cast, session: Session, method: str, path: str, word: str
) -> None:
    """404 for whom the session is out of reach; 403 for who may know of it and has no business there."""
    out_of_reach = [cast.stranger, cast.provider_b_worker, cast.provider_b_manager, cast.village_zhao,
                    cast.station_head_wu]  # fmt: skip
    other_business = [
        cast.village_li,
        cast.station_zhou,
        cast.station_head_ma,
        cast.leader_tang,
        cast.editor_lin,
    ]
    before = untouched(session)
    for users, status in ((out_of_reach, 404), (other_business, 403)):
        for user in users:
            assert call(Phone.of(user), session, method, path, word) == status, user.username
    for user in (cast.reviewer_chen, cast.business_he, cast.finance_qian, cast.sysadmin, cast.auditor):
        assert call(Phone.without_second_factor(user), session, method, path, word) == 401, user.username
    assert untouched(session) == before


def test_a_colleague_off_the_session_may_know_of_it_and_do_nothing(cast: Cast, session: Session) -> None:
    session.staff.filter(user=cast.provider_a_worker_3).delete()
    phone = Phone.of(cast.provider_a_worker_3)
    assert {call(phone, session, *each) for each in SUBJECTS} == {403}


@pytest.mark.parametrize(("method", "path", "word"), SUBJECTS)
def test_the_same_calls_succeed_for_whose_business_it_is(
    session: Session, method: str, path: str, word: str
) -> None:
    """So that the refusals above are refusals of the person and not of the call."""
    expected = {"deliver_session": 409, "submit_session": 422}.get(word)
    status = call(Phone.of(walk.worker_of(session)), session, method, path, word)
    assert status == expected if expected else status < 300


def test_a_picture_of_another_session_is_not_found_under_ones_own(cast: Cast, session: Session) -> None:
    other = walk.planned_session(cast, start=walk.START + timedelta(days=1))
    media = Media.objects.get(session=session)
    answer = Phone.of(walk.worker_of(session)).delete(f"/sessions/{other.pk}/media/{media.client_id}")
    assert answer.status_code == 404
    assert Media.objects.standing().filter(pk=media.pk).exists()
