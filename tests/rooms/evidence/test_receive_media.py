"""Uploads: idempotent by the client's id, honest about bad files, nothing left behind."""

from __future__ import annotations

import io
import tempfile
import threading
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db import DatabaseError, connection, transaction

from tests import walk
from tests.cast import Cast, build_cast
from yimi.kernel import clock
from yimi.kernel.errors import NotYours, Refusal
from yimi.kernel.files import StoredFile, open_stored
from yimi.kernel.geo import Point, wgs84_to_gcj02
from yimi.rooms.evidence import actions, rules
from yimi.rooms.evidence.actions import Where
from yimi.rooms.evidence.models import Challenge, Media


def stored_paths() -> set[str]:
    root = Path(storages["evidence"].base_location)  # type: ignore[attr-defined]
    return {str(path) for path in root.rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Temporary files of these tests go here, so that what is left behind can be seen."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def leftovers() -> list[Path]:
    return [*Path(tempfile.gettempdir()).iterdir()]


def test_an_upload_is_kept_with_what_the_file_says_of_itself(cast: Cast) -> None:
    session = walk.planned_session(cast)
    at = session.starts_at + timedelta(minutes=5)
    from yimi.rooms.evidence.demo_pictures import taken

    photo = taken(walk.next_photo(), at, 108.77, 29.53)
    media = walk.upload(session, photo, at=at, process=False)
    assert (media.state, media.county, media.uploaded_by) == ("received", "500114", walk.worker_of(session))
    assert media.exif["make"] == "HUAWEI" and media.exif["longitude"] == pytest.approx(108.77)
    with open_stored(media.file) as stream:
        assert stream.read() == photo


def test_the_same_client_id_with_the_same_bytes_gives_the_same_row(cast: Cast) -> None:
    session, client_id, photo = walk.planned_session(cast), uuid.uuid4(), walk.next_photo()
    one = walk.upload(session, photo, client_id=client_id, coded=False, process=False)
    two = walk.upload(session, photo, client_id=client_id, coded=False, process=False)
    assert one.pk == two.pk and Media.objects.count() == 1


def test_the_same_client_id_with_other_bytes_or_session_is_refused(cast: Cast) -> None:
    session, client_id, photo = walk.planned_session(cast), uuid.uuid4(), walk.next_photo()
    walk.upload(session, photo, client_id=client_id, coded=False, process=False)
    with pytest.raises(Refusal) as refused:
        walk.upload(session, walk.next_photo(), client_id=client_id, coded=False, process=False)
    assert refused.value.code == "client_id_taken"
    other = walk.planned_session(cast, start=walk.START + timedelta(days=1))
    with pytest.raises(Refusal):
        walk.upload(other, photo, client_id=client_id, coded=False, process=False)


@pytest.mark.django_db(transaction=True)
def test_fifty_uploads_of_one_client_id_at_once_give_one_row_and_one_file() -> None:
    cast = build_cast()
    session, client_id, photo = walk.planned_session(cast), uuid.uuid4(), walk.next_photo()
    worker, before = walk.worker_of(session), StoredFile.objects.count()
    answers: list[int] = []
    failures: list[BaseException] = []
    gate = threading.Barrier(50)

    def send() -> None:
        try:
            gate.wait(timeout=60)
            media = actions.receive_media(
                client_id=client_id, session=session, kind="photo", upload=io.BytesIO(photo), by=worker
            )
            answers.append(media.pk)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    with clock.frozen(session.starts_at + timedelta(minutes=5)):
        threads = [threading.Thread(target=send) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []
    assert len(answers) == 50 and len(set(answers)) == 1
    assert (Media.objects.count(), StoredFile.objects.count() - before) == (1, 1)
    assert leftovers() == []


BAD = {
    "empty": (b"", "photo", "empty"),
    "a text called a photo": ("不是照片".encode() * 50, "photo", "unknown_format"),
    "a truncated JPEG": (None, "photo", "truncated"),
    "a clip sent as a photo": ("clip", "photo", "not_as_declared"),
    "an archive behind a photo": ("zip", "photo", "stowaway"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_in_a_sentence_and_leaves_nothing(cast: Cast, what: str) -> None:
    session = walk.planned_session(cast)
    source, kind, code = BAD[what]
    if source is None:
        source = walk.next_photo()[:9000]
    elif source == "clip":
        source = walk.next_clip()
    elif source == "zip":
        import zipfile

        tail = io.BytesIO()
        with zipfile.ZipFile(tail, "w") as archive:
            archive.writestr("a.php", "<?php ?>")
        source = walk.next_photo() + tail.getvalue()
    before = (StoredFile.objects.count(), stored_paths())
    with pytest.raises(Refusal) as refused:
        walk.upload(session, source, kind, coded=False, process=False)
    assert (refused.value.code, refused.value.field) == (code, "upload")
    assert refused.value.message.endswith("。")
    assert (StoredFile.objects.count(), stored_paths()) == before
    assert Media.objects.count() == 0 and leftovers() == []


def test_only_the_workers_of_the_session_upload(cast: Cast) -> None:
    session = walk.planned_session(cast)
    for stranger in (cast.provider_b_worker, cast.station_zhou, cast.village_li, cast.stranger):
        with pytest.raises(NotYours):
            walk.upload(session, walk.next_photo(), by=stranger, coded=False, process=False)


def test_more_than_enough_photos_are_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from yimi.kernel import figures

    monkeypatch.setitem(figures.DEFAULTS, "photos_most", figures.Default(2, "photos", "test"))
    session = walk.planned_session(cast)
    first = walk.upload(session, walk.next_photo(), coded=False, process=False)
    walk.upload(session, walk.next_photo(), coded=False, process=False)
    with pytest.raises(Refusal, match="已有 2 份"):
        walk.upload(session, walk.next_photo(), coded=False, process=False)
    actions.withdraw_media(media=first, by=first.uploaded_by)
    walk.upload(session, walk.next_photo(), coded=False, process=False)


def test_a_code_serves_one_picture_for_three_minutes(cast: Cast) -> None:
    session = walk.planned_session(cast)
    worker, at = walk.worker_of(session), session.starts_at
    with clock.frozen(at):
        challenge = actions.issue_challenge(session=session, by=worker)
    assert challenge.code.isdecimal() and len(challenge.code) == 4

    def send(after: timedelta) -> Media:
        return walk.upload(
            session,
            walk.next_photo(),
            at=at + after,
            coded=False,
            process=False,
            challenge_code=challenge.code,
        )

    assert send(timedelta(minutes=2)).challenge == challenge
    assert send(timedelta(minutes=2)).challenge is None
    with clock.frozen(at):
        challenge = actions.issue_challenge(session=session, by=worker)
    assert send(timedelta(minutes=4)).challenge is None
    assert Challenge.objects.filter(used_at__isnull=False).count() == 1


def test_an_offline_seed_gives_every_picture_its_own_code(cast: Cast) -> None:
    session = walk.planned_session(cast)
    with clock.frozen(walk.MONDAY + timedelta(days=3)):
        seeded = actions.issue_offline_seed(session=session, by=walk.worker_of(session))
    for _ in range(2):
        client_id = uuid.uuid4()
        code = rules.offline_code(seeded.seed, client_id)
        kept = walk.upload(
            session, walk.next_photo(), client_id=client_id, coded=False, process=False, challenge_code=code
        )
        assert kept.challenge == seeded
    copied = walk.upload(session, walk.next_photo(), coded=False, process=False, challenge_code=code)
    assert copied.challenge is None


def test_a_chinese_map_point_is_stored_as_wgs84(cast: Cast) -> None:
    session = walk.planned_session(cast)
    shifted = wgs84_to_gcj02(Point(108.7702, 29.5334))
    where = Where(shifted.longitude, shifted.latitude, 20.0, "gcj02")
    media = walk.upload(session, walk.next_photo(), where=where, coded=False, process=False)
    assert media.longitude == pytest.approx(108.7702, abs=1e-6)
    assert (media.latitude, media.coordinate_source) == (pytest.approx(29.5334, abs=1e-6), "gcj02")


def test_the_sealed_part_of_an_upload_cannot_be_changed_even_by_hand(cast: Cast) -> None:
    media = walk.upload(walk.planned_session(cast), walk.next_photo(), process=False)
    for change in (
        "UPDATE evidence_media SET received_at = received_at + interval '1 day'",
        "DELETE FROM evidence_media",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    assert Media.objects.filter(pk=media.pk).exists()
