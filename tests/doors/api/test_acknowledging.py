"""Acknowledged is durable, examined is later: nothing is lost, nothing taken in twice, nothing refused in silence."""

from __future__ import annotations

import resource
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests import walk
from tests.cast import Cast
from tests.doors.api.phone import Phone
from tests.doors.api.resumable import Resumable, examined
from yimi.kernel import clock, files
from yimi.kernel.action import System
from yimi.rooms.evidence import actions
from yimi.rooms.evidence.examining import take_in_waiting
from yimi.rooms.evidence.intake import sandbox
from yimi.rooms.evidence.models import Media, Upload
from yimi.rooms.evidence.queries.uploads import backlog
from yimi.rooms.projects.models import Session


@pytest.fixture
def session(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setattr(settings, "ARRIVING", tmp_path / "arriving")
    made = walk.planned_session(cast)
    with clock.frozen(made.starts_at + timedelta(minutes=5)):
        yield made


def photo_of(session: Session, file: bytes | None = None, **more: Any) -> Resumable:
    phone = Phone.of(walk.worker_of(session))
    return Resumable(phone, session, uuid.uuid4(), file or walk.next_photo(), **more)


def spooled() -> list[Path]:
    folder = Path(settings.ARRIVING)
    return list(folder.iterdir()) if folder.exists() else []


def test_a_photo_in_one_request_is_received_then_kept(session: Session) -> None:
    upload = photo_of(session)
    answer = upload.send_whole()
    assert (answer.status_code, answer["Upload-Offset"]) == (201, str(len(upload.file)))
    assert answer["Location"].endswith(str(upload.client_id))
    assert upload.state() == ("received", "")
    assert not Media.objects.exists() and backlog() == (1, clock.now())
    examined()
    assert upload.state() == ("kept", "")
    assert (Upload.objects.count(), spooled(), backlog()) == (0, [], (0, None))


def test_what_came_of_a_body_that_broke_off_is_kept_and_resumed(session: Session) -> None:
    upload = photo_of(session)
    answer = upload.send_whole(upload.file[:1000])
    assert (answer.status_code, answer["Upload-Offset"]) == (201, "1000")
    assert upload.send_whole()["Upload-Offset"] == "1000"  # announced again: it stands where it stood
    assert upload.offset() == 1000
    assert upload.piece(1000, upload.file[1000:]).status_code == 204
    examined()
    assert upload.state() == ("kept", "")


def test_a_machine_without_time_to_examine_says_nothing_about_the_photo(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = photo_of(session)
    upload.send_whole()
    with monkeypatch.context() as starved:
        starved.setattr(sandbox, "WALL_SECONDS", 0.001)
        assert take_in_waiting(by=System("tests")) == (0, 0)
    assert upload.state() == ("received", "") and len(spooled()) == 1
    examined()
    assert upload.state() == ("kept", "")


def test_the_first_look_refuses_at_once_and_leaves_nothing(session: Session) -> None:
    flipped = photo_of(session)
    body = flipped.file[:-1] + bytes([flipped.file[-1] ^ 1])
    page = photo_of(session, b"<html>not a photo</html>" * 100)
    clip = photo_of(session, walk.next_clip())
    found = [flipped.send_whole(body), page.send_whole(), clip.send_whole()]
    assert [each.status_code for each in found] == [422, 422, 422]
    codes = [each.json()["code"] for each in found]  # type: ignore[attr-defined]
    assert codes == ["bytes_differ", "unknown_format", "not_as_declared"]
    assert (Upload.objects.count(), spooled()) == (0, [])


def test_what_cannot_be_taken_in_says_why_to_phone_and_desk(session: Session) -> None:
    broken = photo_of(session, walk.next_photo()[:-4000])
    assert broken.send_whole().status_code == 201
    examined()
    assert broken.state() == ("refused", "truncated")
    assert broken.head().status_code == 422
    for again in (broken.send_whole(), broken.begin(), broken.piece(0, broken.file)):
        assert (again.status_code, again.json()["code"]) == (422, "truncated")  # type: ignore[attr-defined]
    assert spooled() == [] and not Media.objects.exists()
    sheet = broken.phone.get(f"/sessions/{session.pk}").json()  # type: ignore[attr-defined]
    assert [each["code"] for each in sheet["refused"]] == ["truncated"]
    client = broken.phone.client
    client.force_login(walk.worker_of(session), backend="yimi.rooms.accounts.backends.PhoneOrNameBackend")
    assert "没有收下" in client.get(f"/desk/sessions/{session.pk}/capture/").content.decode()
    assert broken.phone.delete(broken.path, headers={"Tus-Resumable": "1.0.0"}).status_code == 204
    assert broken.state() == ("unknown", "")


def test_two_identical_photos_are_both_accepted(session: Session) -> None:
    one = photo_of(session)
    other = photo_of(session, one.file)
    assert [each.send_whole().status_code for each in (one, other)] == [201, 201]
    examined()
    assert Media.objects.count() == 2 and len(set(Media.objects.values_list("file_id", flat=True))) == 1


def test_a_code_counts_by_the_moment_of_acknowledgement(session: Session) -> None:
    code = actions.issue_challenge(session=session, by=walk.worker_of(session)).code
    upload, at = photo_of(session, challenge_code=code), clock.now()
    upload.send_whole()
    with clock.frozen(at + timedelta(hours=1)):
        examined()
    media = Media.objects.get()
    assert media.received_at == at and media.challenge is not None


def test_an_accident_leaves_it_waiting_and_the_others_are_taken_in(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = photo_of(session), photo_of(session)
    first.send_whole(), second.send_whole()  # type: ignore[unused-ignore]
    plain = files.store

    def store(source: Any, **more: Any) -> Any:
        if source.read(8) + source.read() == first.file:
            raise OSError("the store does not answer")
        return plain(source, **more)

    monkeypatch.setattr(files, "store", store)
    assert take_in_waiting(by=System("tests")) == (1, 0)
    assert (first.state(), second.state()) == (("received", ""), ("kept", ""))
    monkeypatch.setattr(files, "store", plain)
    examined()
    assert first.state() == ("kept", "")


def test_bytes_lost_after_the_acknowledgement_are_said(session: Session) -> None:
    upload = photo_of(session)
    upload.send_whole()
    spooled()[0].write_bytes(b"rotten")
    examined()
    assert upload.state() == ("refused", "bytes_gone")


def test_what_was_acknowledged_is_never_swept_and_not_dropped(session: Session) -> None:
    upload = photo_of(session)
    upload.send_whole()
    assert upload.phone.delete(upload.path, headers={"Tus-Resumable": "1.0.0"}).status_code == 422
    with clock.frozen(clock.now() + timedelta(days=60)):
        actions.sweep_uploads(by=System("tests"))
        assert len(spooled()) == 1
        examined()
    assert upload.state() == ("kept", "")


def test_handing_in_examines_what_waits_first(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ARRIVING", tmp_path / "arriving")
    session = walk.delivered_session(cast)
    walk.fill(session)
    with clock.frozen(session.ends_at + timedelta(hours=1)):
        upload = photo_of(session)
        upload.send_whole()
        sheet = upload.phone.get(f"/sessions/{session.pk}").json()  # type: ignore[attr-defined]
        assert sheet["being_examined"] == 1
        assert upload.phone.post(f"/sessions/{session.pk}/submission").status_code == 200
        assert upload.state() == ("kept", "")


@pytest.mark.parametrize("in_one", [True, False], ids=["with-its-bytes", "in-pieces"])
def test_a_full_disk_is_said_and_nothing_half_written_stays(session: Session, in_one: bool) -> None:
    upload = photo_of(session)
    if not in_one:
        assert upload.begin().status_code == 201
        assert upload.piece(0, upload.file[:1000]).status_code == 204
    before = {path.name: path.stat().st_size for path in spooled()}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, hard))  # the kernel itself refuses the next byte
    try:
        answer = upload.send_whole() if in_one else upload.piece(1000, upload.file[1000:])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (answer.status_code, answer.json()["code"]) == (507, "no_room")  # type: ignore[attr-defined]
    assert {path.name: path.stat().st_size for path in spooled()} == before
    assert (upload.send_whole() if in_one else upload.piece(1000, upload.file[1000:])).status_code < 300
    assert upload.state() == ("received", "")
