"""Resumable uploads, tus 1.0, spoken by hand: every rule of the protocol, and what is left behind (nothing)."""

from __future__ import annotations

import hashlib
import uuid
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests import walk
from tests.cast import Cast
from tests.doors.api.phone import Phone
from tests.doors.api.resumable import VERSION, Resumable, examined
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.rooms.evidence import actions
from yimi.rooms.evidence.models import Media, Upload
from yimi.rooms.projects.models import Session


@pytest.fixture
def session(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setattr(settings, "ARRIVING", tmp_path / "arriving")
    made = walk.planned_session(cast)
    with clock.frozen(made.starts_at + timedelta(minutes=5)):
        yield made


def started(session: Session, file: bytes | None = None, **more: Any) -> Resumable:
    upload = Resumable(
        Phone.of(walk.worker_of(session)), session, uuid.uuid4(), file or walk.next_photo(), **more
    )
    assert upload.begin().status_code == 201
    return upload


def left() -> tuple[int, int]:
    """Rows and files of unfinished uploads."""
    folder = Path(settings.ARRIVING)
    return Upload.objects.count(), len(list(folder.iterdir())) if folder.exists() else 0


def test_what_the_protocol_can_do(session: Session) -> None:
    answer = Phone.of(walk.worker_of(session)).send("options", "/uploads")
    assert answer.status_code == 204
    assert answer["Tus-Extension"] == "creation,creation-with-upload,checksum,expiration,termination"
    assert answer["Tus-Resumable"] == answer["Tus-Version"] == "1.0.0"


def test_a_photo_in_three_pieces_becomes_evidence_with_its_packet(session: Session) -> None:
    upload = started(session, longitude=108.77, latitude=29.53, accuracy_m=9.5, sequence=41)
    file, at = upload.file, 0
    for size in (100, 70_000, len(file)):
        answer = upload.piece(at, file[at : at + size])
        assert answer.status_code == 204, answer.content
        at = int(answer["Upload-Offset"])
        assert at == upload.offset()
    assert upload.state() == ("received", "")
    examined()
    assert upload.state() == ("kept", "")
    media = Media.objects.select_related("file").get(client_id=upload.client_id)
    assert media.file.sha256 == hashlib.sha256(file).hexdigest()
    assert (media.packet["sequence"], media.accuracy_m, media.session_id) == (41, 9.5, session.pk)
    assert left() == (0, 0)


def test_the_same_client_id_again_is_a_success_before_and_after_the_end(session: Session) -> None:
    upload = started(session)
    upload.piece(0, upload.file[:1000])
    assert upload.begin().status_code == 201
    assert upload.offset() == 1000  # nothing was forgotten
    assert upload.piece(1000, upload.file[1000:]).status_code == 204
    for _again in ("received", "kept"):
        assert upload.begin().status_code == 201
        assert upload.offset() == len(upload.file)
        assert upload.piece(len(upload.file), b"").status_code == 204
        assert upload.send_whole()["Upload-Offset"] == str(len(upload.file))
        examined()
    assert Media.objects.filter(client_id=upload.client_id).count() == 1
    other = Resumable(upload.phone, session, upload.client_id, walk.next_photo())
    assert other.begin().status_code == 409
    assert left() == (0, 0)


def test_a_wrong_offset_is_told_where_it_stands(session: Session) -> None:
    upload = started(session)
    upload.piece(0, upload.file[:500])
    for at in (0, 499, 501):
        answer = upload.piece(at, upload.file[at : at + 10])
        assert (answer.status_code, answer["Upload-Offset"]) == (409, "500")


def test_a_piece_with_a_checksum_is_taken_whole_or_not_at_all(session: Session) -> None:
    upload = started(session)
    good = b64encode(hashlib.sha1(upload.file[:4000], usedforsecurity=False).digest()).decode()
    flipped = bytes([upload.file[0] ^ 1]) + upload.file[1:4000]
    assert upload.piece(0, flipped, **{"Upload-Checksum": f"sha1 {good}"}).status_code == 460
    assert upload.piece(0, upload.file[:3000], **{"Upload-Checksum": f"sha1 {good}"}).status_code == 460
    assert upload.piece(0, b"", **{"Upload-Checksum": "crc32 AAAA"}).status_code == 400
    assert upload.offset() == 0
    assert upload.piece(0, upload.file[:4000], **{"Upload-Checksum": f"sha1 {good}"}).status_code == 204


def test_other_bytes_than_announced_are_refused_and_nothing_stays(session: Session) -> None:
    upload = started(session)
    flipped = upload.file[:-1] + bytes([upload.file[-1] ^ 1])
    answer = upload.piece(0, flipped)
    assert (answer.status_code, answer.json()["code"]) == (422, "bytes_differ")  # type: ignore[attr-defined]
    assert upload.head().status_code == 404
    assert not Media.objects.filter(client_id=upload.client_id).exists()
    assert left() == (0, 0)


def test_a_file_that_is_no_photo_is_refused_and_nothing_stays(session: Session) -> None:
    upload = started(session, b"<html>not a photo</html>" * 100)
    assert upload.piece(0, upload.file).status_code == 422
    assert left() == (0, 0)


def test_more_than_announced_is_refused(session: Session) -> None:
    upload = started(session)
    assert upload.piece(0, upload.file + b"!").status_code == 413
    assert upload.offset() == 0


def test_a_server_that_died_before_the_end_was_written_down_asks_for_one_byte(session: Session) -> None:
    """All bytes on disk, no evidence: the last byte was never acknowledged, so the phone comes again."""
    upload = started(session)
    (Path(settings.ARRIVING) / upload.client_id.hex).write_bytes(upload.file)
    assert upload.offset() == len(upload.file) - 1
    assert upload.piece(len(upload.file) - 1, upload.file[-1:]).status_code == 204
    examined()
    assert Media.objects.filter(client_id=upload.client_id).exists()


def test_what_was_never_finished_goes_after_a_week(session: Session) -> None:
    upload = started(session)
    upload.piece(0, upload.file[:500])
    (Path(settings.ARRIVING) / uuid.uuid4().hex).write_bytes(b"nobody's")
    assert actions.sweep_uploads(by=System("tests")) == 0
    with clock.frozen(clock.now() + timedelta(days=8)):
        # strays are measured by the disk's clock, which no test can move
        assert upload.head().status_code == 410
        assert actions.sweep_uploads(by=System("tests")) >= 1
        assert upload.head().status_code == 404
    assert Upload.objects.count() == 0


def test_an_expired_one_begins_from_nothing(session: Session) -> None:
    upload = started(session)
    upload.piece(0, upload.file[:500])
    Upload.objects.update(expires_at=clock.now())
    assert upload.begin().status_code == 201
    assert upload.offset() == 0


def test_dropping_and_the_words_of_the_headers(session: Session) -> None:
    upload = started(session)
    assert upload.head()["Upload-Expires"].endswith("GMT")
    assert upload.phone.send("head", upload.path).status_code == 412
    assert upload.phone.delete(upload.path, headers=VERSION).status_code == 204
    assert left() == (0, 0)
    for spoilt in ({"Upload-Length": "many"}, {"Upload-Metadata": "packet !"}, {"Upload-Metadata": ""}):
        assert upload.phone.post("/uploads", headers=upload.announced() | spoilt).status_code in (400, 422)
    assert (
        upload.phone.post("/uploads", headers=upload.announced() | {"Upload-Length": "0"}).status_code == 422
    )
    assert (
        upload.phone.post("/uploads", headers=upload.announced() | {"Upload-Length": "99999999"}).status_code
        == 413
    )
    assert left() == (0, 0)


def test_where_there_is_no_patch_a_post_says_so(session: Session) -> None:
    upload = started(session)
    given = {
        "CONTENT_TYPE": "application/offset+octet-stream",
        "headers": VERSION | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"},
    }
    assert (
        upload.phone.post(upload.path, upload.file, CONTENT_LENGTH=str(len(upload.file)), **given).status_code
        == 204
    )
    del given["headers"]["X-HTTP-Method-Override"]  # type: ignore[attr-defined]
    assert upload.phone.post(upload.path, b"x", CONTENT_LENGTH="1", **given).status_code == 405


def test_somebody_else_neither_sees_nor_continues_it(session: Session, cast: Cast) -> None:
    upload = started(session)
    upload.piece(0, upload.file[:500])
    upload.phone = Phone.of(cast.provider_a_worker_3)
    assert upload.state() == ("unknown", "")
    assert upload.head().status_code == 404
    assert upload.piece(500, upload.file[500:]).status_code == 404
    assert upload.phone.delete(upload.path, headers=VERSION).status_code == 404
    assert upload.begin().status_code in (403, 409, 422)
    assert left() == (1, 1)
