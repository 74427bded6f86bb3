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
from tests.doors.api.resumable import Resumable
from yimi.doors.api.interface import api
from yimi.kernel import clock
from yimi.rooms.evidence.models import Challenge, Media
from yimi.rooms.people.actions import issue_card
from yimi.rooms.people.models import Person, ServiceCard
from yimi.rooms.projects.models import Session

WITHOUT_TOKEN = {"issue_token", "issue_token_by_wechat"}
ABOUT_ONESELF = {
    "me",
    "my_sessions",
    "revoke_token",
    "upload_protocol",
    "link_wechat",
    "unlink_wechat",
}  # name no row of anybody's
OWN_TESTS = {
    "upload_states",  # test_uploading.py
    *("order_choices", "place_order"),  # test_orders.py
    *("hosted_sessions", "answer_as_host"),  # test_hosting.py
    *("helping_at", "note_presence"),  # test_attendance.py
    *("callout_choices", "callout_reckoning", "open_callout"),  # test_station.py
    *("prechecks", "precheck_file", "precheck_picture", "precheck_clip", "pre_check"),  # test_station.py
}


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
SUBJECTS = [each for each in GUARDED if each[2] not in ABOUT_ONESELF | OWN_TESTS]


OF_AN_UPLOAD = ("upload_offset", "upload_part", "upload_part_by_post", "drop_upload")  # the owner's alone
UPLOAD = uuid.UUID(int=7)


@pytest.fixture
def session(cast: Cast) -> Iterator[Session]:
    """Delivered, with one photo: something to see, to add to, to withdraw and to submit."""
    made = walk.delivered_session(cast)
    walk.upload(made, walk.next_photo(), coded=False, process=False)
    issue_card(person=Person.objects.order_by("pk")[0], by=cast.station_zhou)
    with clock.frozen(made.ends_at + timedelta(hours=1)):
        Resumable(Phone.of(walk.worker_of(made)), made, UPLOAD, b"half a photo").begin()
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
        "show_card": {"body": {"card": ServiceCard.objects.get().code}},
        **uploads(session),
        "deliver_session": {"body": {**times, "attended": [person]}},
        "write_narrative": {"body": {"text": walk.WORDS}},
        "enter_walk_in": {"body": {"client_key": str(UPLOAD), "name": "罗小燕"}},
        "take_consent": {"body": {"yes": ["callback"], "given_by": "self"}},
    }


def uploads(session: Session) -> dict[str, dict[str, Any]]:
    """Pieces of nothing: they are taken and change nothing, so that each operation may follow the other."""
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
    nothing = {"CONTENT_TYPE": "application/offset+octet-stream", "CONTENT_LENGTH": "0"}
    piece: dict[str, Any] = {"body": b"", "headers": headers, **nothing}
    return {
        "begin_upload": {"headers": Resumable(Phone(), session, uuid.uuid4(), b"another").announced()},
        "upload_offset": {"headers": headers},
        "upload_part": piece,
        "upload_part_by_post": {**piece, "headers": {**headers, "X-HTTP-Method-Override": "PATCH"}},
        "drop_upload": {"headers": headers},
    }


def call(phone: Phone, session: Session, method: str, path: str, word: str) -> int:
    media = Media.objects.filter(session=session).order_by("pk")[0]
    client_id = {"receive_media": uuid.uuid4(), **dict.fromkeys(OF_AN_UPLOAD, UPLOAD)}.get(
        word, media.client_id
    )
    person = session.participants.order_by("pk").values_list("pk", flat=True)[0]
    names = {"session_id": session.pk, "media_id": media.pk, "participant_id": person}
    where = path.removeprefix("/api").format(client_id=client_id, **names)
    given = bodies(session).get(word, {})
    return phone.send(method, where, given.pop("body", None), **given).status_code


def untouched(session: Session) -> tuple[Any, ...]:
    row = Session.objects.values().get(pk=session.pk)
    return (row, Media.objects.count(), Challenge.objects.count(), Media.objects.standing().count())


def test_nobody_and_a_wrong_token_are_asked_to_sign_in(session: Session) -> None:
    before = untouched(session)
    for operation in GUARDED:
        for phone in (Phone(), Phone("wrong")):
            assert call(phone, session, *operation) == 401, operation
    assert untouched(session) == before


def test_who_does_not_work_on_the_session_gets_nowhere(cast: Cast, session: Session) -> None:
    """404 for whom the session is out of reach; 403 for who may know of it and has no business there."""
    names = {
        404: "stranger provider_b_worker provider_b_manager village_zhao station_head_wu",
        403: "village_li station_zhou station_head_ma leader_tang editor_lin",
        401: "reviewer_chen reviewer_sun business_he finance_qian sysadmin secadmin auditor",  # no second factor
    }
    before = untouched(session)
    for status, listed in names.items():
        for name in listed.split():
            phone = Phone.without_second_factor(getattr(cast, name))
            for operation in SUBJECTS:
                # who began an upload is the only one who knows of it
                wanted = 404 if status == 403 and operation[2] in OF_AN_UPLOAD else status
                assert call(phone, session, *operation) == wanted, (name, operation)
    assert untouched(session) == before


def test_a_colleague_off_the_session_may_know_of_it_and_do_nothing(cast: Cast, session: Session) -> None:
    session.staff.filter(user=cast.provider_a_worker_3).delete()
    phone = Phone.of(cast.provider_a_worker_3)
    assert {call(phone, session, *each) for each in SUBJECTS if each[2] not in OF_AN_UPLOAD} == {403}
    assert {call(phone, session, *each) for each in SUBJECTS if each[2] in OF_AN_UPLOAD} == {404}


def test_the_same_calls_succeed_for_whose_business_it_is(session: Session) -> None:
    """So that the refusals above are refusals of the person and not of the call."""
    phone = Phone.of(walk.worker_of(session))
    found = {word: call(phone, session, method, path, word) for method, path, word in SUBJECTS}
    said_before, lacking = found.pop("deliver_session"), found.pop("submit_session")
    assert (said_before, lacking) == (409, 422)
    assert all(status < 300 for status in found.values()), found


def test_a_picture_of_another_session_is_not_found_under_ones_own(cast: Cast, session: Session) -> None:
    other = walk.planned_session(cast, start=walk.START + timedelta(days=1))
    media = Media.objects.get(session=session)
    answer = Phone.of(walk.worker_of(session)).delete(f"/sessions/{other.pk}/media/{media.client_id}")
    assert answer.status_code == 404
    assert Media.objects.standing().filter(pk=media.pk).exists()
