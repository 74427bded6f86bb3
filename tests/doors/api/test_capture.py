"""Codes and uploads from the phone: repeated until they arrive, refused in a sentence, nothing left."""

from __future__ import annotations

import io
import tempfile
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from tests import walk
from tests.cast import Cast
from tests.doors.api.phone import Phone, form
from yimi.doors.api import uploads
from yimi.kernel import clock
from yimi.kernel.files import StoredFile, open_stored
from yimi.rooms.evidence.models import Media
from yimi.rooms.evidence.rules import offline_code
from yimi.rooms.projects.models import Session


@pytest.fixture
def session(cast: Cast) -> Iterator[Session]:
    """A planned session, five minutes after it began."""
    made = walk.planned_session(cast)
    with clock.frozen(made.starts_at + timedelta(minutes=5)):
        yield made


@pytest.fixture
def phone(session: Session) -> Phone:
    return Phone.of(walk.worker_of(session))


def kept() -> tuple[int, int, int]:
    """Rows and files there are, and temporary files besides."""
    root = Path(storages["evidence"].base_location)  # type: ignore[attr-defined]
    files = [path for path in root.rglob("*") if path.is_file()]
    waiting = [
        *Path(tempfile.gettempdir()).glob("*.upload*"),
        *Path(tempfile.gettempdir()).glob("yimi-upload-*"),
    ]
    return Media.objects.count(), len(files), len(waiting)


def test_a_code_is_four_digits_for_three_minutes(session: Session, phone: Phone) -> None:
    answer = phone.post(f"/sessions/{session.pk}/challenges")
    given = answer.json()
    assert answer.status_code == 201
    assert len(given["code"]) == 4 and given["code"].isdecimal()
    lasts = datetime.fromisoformat(given["expires_at"]) - datetime.fromisoformat(given["issued_at"])
    assert lasts == timedelta(minutes=3)


def test_a_photo_with_its_code_and_place_is_kept_whole(session: Session, phone: Phone) -> None:
    code = phone.post(f"/sessions/{session.pk}/challenges").json()["code"]
    photo, client_id = walk.next_photo(), uuid.uuid4()
    answer = phone.upload(
        session.pk, photo, client_id,
        taken_at="2026-11-10T09:05:00+08:00", longitude="108.7702", latitude="29.5334", accuracy_m="12",
        coordinate_source="wgs84", challenge_code=code, subject="group", source="camera",
    )  # fmt: skip
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert (said["client_id"], said["state"], said["challenge"]) == (str(client_id), "received", "online")
    media = Media.objects.get(client_id=client_id)
    assert (media.accuracy_m, media.subject, media.source) == (12.0, "group", "camera")
    with open_stored(media.file) as stream:
        assert stream.read() == photo


def test_the_same_upload_again_is_a_success_and_makes_nothing(session: Session, phone: Phone) -> None:
    photo, client_id = walk.next_photo(), uuid.uuid4()
    first = phone.upload(session.pk, photo, client_id)
    before = kept()
    again = phone.upload(session.pk, photo, client_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert kept() == before


def test_a_repeat_succeeds_even_after_the_session_was_handed_in(cast: Cast) -> None:
    session = walk.fill(walk.delivered_session(cast), process=False)
    phone, photo, client_id = Phone.of(walk.worker_of(session)), walk.next_photo(), uuid.uuid4()
    with clock.frozen(session.ends_at + timedelta(hours=1)):
        assert phone.upload(session.pk, photo, client_id).status_code == 201
    walk.submit(session)
    with clock.frozen(session.ends_at + timedelta(hours=3)):
        assert phone.upload(session.pk, photo, client_id).status_code == 200
        assert phone.upload(session.pk, photo).json()["code"] == "stale"


def test_other_bytes_under_a_known_number_are_a_conflict(session: Session, phone: Phone) -> None:
    client_id = uuid.uuid4()
    phone.upload(session.pk, walk.next_photo(), client_id)
    before = kept()
    answer = phone.upload(session.pk, walk.next_photo(), client_id)
    assert (answer.status_code, answer.json()["code"]) == (409, "client_id_taken")
    assert kept() == before


def test_two_like_photos_are_both_taken(session: Session, phone: Phone) -> None:
    photo, files = walk.next_photo(), StoredFile.objects.count()
    assert [phone.upload(session.pk, photo).status_code for _each in range(2)] == [201, 201]
    assert (Media.objects.count(), StoredFile.objects.count() - files) == (2, 1)


def test_an_offline_seed_gives_codes_without_a_signal(session: Session, phone: Phone) -> None:
    answer = phone.post(f"/sessions/{session.pk}/offline-seeds")
    assert answer.status_code == 201
    client_id = uuid.uuid4()
    code = offline_code(answer.json()["seed"], client_id)
    said = phone.upload(session.pk, walk.next_photo(), client_id, challenge_code=code).json()
    assert said["challenge"] == "offline_seed"


def test_a_clip_is_measured(session: Session, phone: Phone) -> None:
    answer = phone.upload(session.pk, walk.next_clip(), kind="clip")
    assert answer.status_code == 201 and answer.json()["duration_s"] > 5


BAD_FILES = {"empty": b"", "unknown_format": "不是照片".encode() * 500, "truncated": None}


@pytest.mark.parametrize("code", BAD_FILES)
def test_a_bad_file_is_refused_in_a_sentence_and_leaves_nothing(
    session: Session, phone: Phone, code: str
) -> None:
    file, before = BAD_FILES[code], kept()
    answer = phone.upload(session.pk, walk.next_photo()[:9000] if file is None else file)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["field"] == "upload" and answer.json()["detail"].endswith("。")
    assert kept() == before


BAD_FIELDS = {
    "kind": {"kind": "song"},
    "taken_at": {"taken_at": "2026-11-10T09:05:00"},
    "longitude": {"longitude": "200", "latitude": "29"},
    "latitude": {"longitude": "108", "latitude": "north"},
    "accuracy_m": {"accuracy_m": "nan"},
    "coordinate_source": {"coordinate_source": "bd09"},
    "subject": {"subject": "a\x00b"},
    "source": {"source": "gallery"},
}


@pytest.mark.parametrize("field", BAD_FIELDS)
def test_a_bad_field_is_named_in_chinese(session: Session, phone: Phone, field: str) -> None:
    before = kept()
    answer = phone.upload(session.pk, walk.next_photo(), **BAD_FIELDS[field])
    said = answer.json()
    assert (answer.status_code, said["field"]) == (422, field)
    assert said["errors"][0]["message"].endswith("。")
    assert kept() == before


def test_half_a_point_is_refused(session: Session, phone: Phone) -> None:
    answer = phone.upload(session.pk, walk.next_photo(), longitude="108")
    assert answer.status_code == 422 and "一起给" in answer.json()["detail"]


def test_a_form_without_a_file_with_two_or_that_is_none_is_refused(session: Session, phone: Phone) -> None:
    path, before, photo = f"/sessions/{session.pk}/media/{uuid.uuid4()}", kept(), walk.next_photo()
    tries = {
        "no_file": (form({"kind": "photo"}, None), MULTIPART_CONTENT),
        "one_file": (form({"kind": "photo", "other": io.BytesIO(photo)}, photo), MULTIPART_CONTENT),
        "not_a_form": (b"{}", "application/json"),
        "upload_broken": (b"nonsense", "multipart/form-data"),
    }
    for code, (body, content_type) in tries.items():
        answer = phone.put(path, body, content_type=content_type)
        assert answer.json()["code"] == code, answer.content.decode()
    silent = phone.put(path, b"x", content_type=MULTIPART_CONTENT, CONTENT_LENGTH="")
    assert (silent.status_code, silent.json()["code"]) == (411, "length_required")
    assert kept() == before


def test_an_upload_cut_short_is_refused_whatever_the_cut_looks_like(session: Session, phone: Phone) -> None:
    path, before = f"/sessions/{session.pk}/media/{uuid.uuid4()}", kept()
    body = form({"kind": "photo"}, walk.next_photo())
    for left in (len(body) // 2, len(body) - 3, 200):
        cut = {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body[:left])}
        answer = phone.put(path, b"x", content_type=MULTIPART_CONTENT, **cut)
        assert answer.status_code == 400, left
    assert kept() == before
    assert phone.put(path, body, content_type=MULTIPART_CONTENT).status_code == 201


def test_a_body_announced_too_large_is_not_read(session: Session, phone: Phone) -> None:
    class Untouched(io.BytesIO):
        def read(self, *size: int) -> bytes:
            raise AssertionError("the body was read")

    path = f"/sessions/{session.pk}/media/{uuid.uuid4()}"
    more = {"CONTENT_LENGTH": str(uploads.LARGEST + 1), "wsgi.input": Untouched()}
    answer = phone.put(path, b"x", content_type=MULTIPART_CONTENT, **more)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    for who, status in ((Phone(), 401), (Phone("nothing"), 401)):
        more["CONTENT_LENGTH"] = "1000"
        assert who.put(path, b"x", content_type=MULTIPART_CONTENT, **more).status_code == status


def test_the_list_shows_what_is_there_and_what_the_machine_noticed(cast: Cast) -> None:
    session = walk.delivered_session(cast)
    phone, photo = Phone.of(walk.worker_of(session)), walk.next_photo()
    for _each in range(3):
        walk.upload(session, photo, coded=False, source="file")
    with clock.frozen(session.ends_at + timedelta(hours=1)):
        listed = phone.get(f"/sessions/{session.pk}/media").json()
    assert [each["state"] for each in listed["media"]] == ["ready"] * 3
    assert {flag["code"] for each in listed["media"] for flag in each["flags"]} >= {"burst"}
    assert all(flag["reason"] for each in listed["media"] for flag in each["flags"])
    assert BOUNDARY not in str(listed)


def test_taking_a_picture_out_may_be_repeated(session: Session, phone: Phone) -> None:
    client_id = uuid.uuid4()
    phone.upload(session.pk, walk.next_photo(), client_id)
    path = f"/sessions/{session.pk}/media/{client_id}"
    assert [phone.delete(path).status_code for _each in range(2)] == [204, 204]
    assert phone.get(f"/sessions/{session.pk}/media").json()["media"] == []
    assert phone.delete(f"/sessions/{session.pk}/media/{uuid.uuid4()}").status_code == 404
