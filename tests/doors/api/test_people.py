"""Who simply came, and what each agreed to, from the phone of a worker who sees no register."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from tests import walk
from tests.cast import Cast
from tests.doors.api.phone import Phone
from yimi.kernel import clock
from yimi.rooms.evidence.queries import missing
from yimi.rooms.people.models import Consent
from yimi.rooms.people.queries import consented
from yimi.rooms.projects.models import Session, SessionParticipant


@pytest.fixture
def session(cast: Cast) -> Iterator[Session]:
    made = walk.planned_session(cast)
    with clock.frozen(made.starts_at + timedelta(minutes=5)):
        yield made


@pytest.fixture
def phone(session: Session) -> Phone:
    return Phone.of(walk.worker_of(session))


def test_who_simply_came_is_entered_once_and_kept_encrypted(session: Session, phone: Phone) -> None:
    said = {"client_key": str(uuid.uuid4()), "name": "罗小燕", "age": 71}
    for _again in range(2):
        answer = phone.post(f"/sessions/{session.pk}/walk-ins", said)
        assert answer.status_code == 200, answer.content
    row = SessionParticipant.objects.get(session=session, person=None)
    assert (row.label, row.walk_in_name_enc, row.age_band) == ("罗*燕", "罗小燕", "70-79")
    shown = answer.json()["participants"]  # type: ignore[attr-defined]
    assert shown[-1]["client_key"] == said["client_key"] and "罗小燕" not in answer.content.decode()
    for wrong in ({"name": ""}, {"age": 200}, {"client_key": "x"}):
        assert phone.post(f"/sessions/{session.pk}/walk-ins", {**said, **wrong}).status_code == 422


def asks(phone: Phone, session: Session, person: int, **said: Any) -> int:
    path = f"/sessions/{session.pk}/participants/{person}/consents"
    return phone.post(path, {"given_by": "self", **said}).status_code


def test_each_use_is_asked_by_itself(session: Session, phone: Phone) -> None:
    participant = session.participants.order_by("pk")[0]
    assert participant.person is not None
    proof = str(uuid.uuid4())
    said = {"yes": ["photo", "public_photo"], "no": ["clip"], "how": "signed", "proof": proof}
    assert asks(phone, session, participant.pk, **said) == 204
    assert consented([participant.person.pk], "photo") and not consented([participant.person.pk], "clip")
    row = Consent.objects.get(person=participant.person, use="photo")
    assert (row.how, str(row.proof), row.recorded_by) == ("signed", proof, walk.worker_of(session))
    assert asks(phone, session, participant.pk, no=["public_photo"]) == 204
    sheet = phone.get(f"/sessions/{session.pk}").json()  # type: ignore[attr-defined]
    assert sheet["participants"][0]["consents"] == ["callback", "photo"]
    for wrong in ({}, {"yes": ["photo"], "no": ["photo"]}, {"yes": ["wall"]}):
        assert asks(phone, session, participant.pk, **wrong) == 422


def test_a_minor_s_yes_is_the_guardian_s_and_a_walk_in_has_no_file(session: Session, phone: Phone) -> None:
    participant = session.participants.order_by("pk")[0]
    assert participant.person is not None
    participant.person.birth_date = date(2016, 1, 1)
    participant.person.save(update_fields=["birth_date"])
    assert asks(phone, session, participant.pk, yes=["photo"]) == 422
    assert asks(phone, session, participant.pk, yes=["photo"], given_by="guardian") == 204
    stranger = SessionParticipant.objects.create(session=session, label="罗*燕")
    assert asks(phone, session, stranger.pk, yes=["photo"]) == 422
    assert asks(phone, session, stranger.pk + 1000, yes=["photo"]) == 404


def test_what_proves_a_consent_is_no_clip_of_the_session(session: Session) -> None:
    walk.upload(session, walk.next_clip(), "clip", subject="consent", process=False)
    assert any("还没有视频" in sentence for sentence in missing(session))
