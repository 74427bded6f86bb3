"""One table for every upload: named by content, kept once, swept only when stray."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files import File
from django.core.files.storage import storages
from django.db import connection, transaction

from yimi.kernel import clock, files
from yimi.kernel.action import System
from yimi.kernel.files import StoredFile, is_intact, open_stored, store, sweep
from yimi.kernel.readonly import WroteWhileReading, reading

BY = System("test")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.STORAGES = settings.STORAGES | {
        "evidence": {
            "BACKEND": "yimi.kernel.kept.KeptFiles",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    return tmp_path


@pytest.fixture
def age(folder: Path) -> Callable[[str], None]:
    def two_days_old(sha256: str) -> None:
        then = (clock.now() - timedelta(days=2)).timestamp()
        os.utime(folder / files.path_of(sha256), (then, then))

    return two_days_old


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.django_db
def test_bytes_come_back_as_they_went_in(folder: Path) -> None:
    stored = store(b"abc", media_type="text/plain", by=BY)
    assert stored.sha256 == hashlib.sha256(b"abc").hexdigest()
    assert (stored.size, stored.media_type, stored.created_by) == (3, "text/plain", "system:test")
    with open_stored(stored) as stream:
        assert stream.read() == b"abc"
    assert kept(folder) == [stored.sha256]


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once(folder: Path) -> None:
    first = store(b"abc", media_type="text/plain", by=BY)
    assert store(BytesIO(b"abc"), media_type="image/png", by=System("other")) == first
    assert len(kept(folder)) == StoredFile.objects.count() == 1


@pytest.mark.django_db
def test_a_stream_that_was_read_already_is_stored_from_its_beginning() -> None:
    stream = BytesIO(b"abc")
    stream.read()
    assert store(stream, media_type="text/plain", by=BY).size == 3


@pytest.mark.django_db
def test_half_a_file_left_by_a_crash_is_written_again(folder: Path) -> None:
    sha256 = hashlib.sha256(b"abcdef").hexdigest()
    path = folder / files.path_of(sha256)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"abc")
    assert is_intact(store(b"abcdef", media_type="text/plain", by=BY))


@pytest.mark.django_db
def test_lost_bytes_are_restored_by_storing_them_again(folder: Path) -> None:
    stored = store(b"abc", media_type="text/plain", by=BY)
    (folder / stored.path).unlink()
    assert not is_intact(stored)
    assert store(b"abc", media_type="text/plain", by=BY) == stored
    assert is_intact(stored)


@pytest.mark.django_db
def test_changed_bytes_are_noticed(folder: Path) -> None:
    stored = store(b"abc", media_type="text/plain", by=BY)
    (folder / stored.path).write_bytes(b"abd")
    assert not is_intact(stored)


@pytest.mark.django_db
def test_a_large_file_streams_through(folder: Path) -> None:
    bytes_in = os.urandom(files.IN_MEMORY + 17)
    assert is_intact(store(BytesIO(bytes_in), media_type="video/mp4", by=BY))


@pytest.mark.django_db
def test_the_sweep_takes_stray_bytes_after_a_day_and_nothing_else(
    folder: Path, age: Callable[[str], None]
) -> None:
    known = store(b"known", media_type="text/plain", by=BY)
    stray = [hashlib.sha256(text).hexdigest() for text in (b"old", b"new")]
    for sha256 in stray:
        storages["evidence"].save(files.path_of(sha256), BytesIO(b"x"))
    age(known.sha256)
    age(stray[0])
    assert sweep() == 1
    assert kept(folder) == sorted([known.sha256, stray[1]])


@pytest.mark.django_db
def test_a_file_that_breaks_off_while_it_is_written_never_bears_its_name(folder: Path) -> None:
    class Broken(File):  # type: ignore[type-arg]
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield b"half"
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        storages["evidence"].save(files.path_of("ab" * 32), Broken(BytesIO(b"half a file")))
    assert kept(folder) == []


@pytest.mark.django_db
def test_what_a_crash_left_beside_is_swept_like_any_stray(folder: Path) -> None:
    part = folder / f"{files.path_of('ab' * 32)}.00112233.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"half")
    assert sweep() == 0
    then = (clock.now() - timedelta(days=2)).timestamp()
    os.utime(part, (then, then))
    assert sweep() == 1
    assert kept(folder) == []


@pytest.mark.django_db
def test_a_sweep_of_nothing_is_nothing(folder: Path) -> None:
    folder.rmdir()
    assert sweep() == 0


@pytest.mark.django_db(transaction=True)
def test_the_sweep_leaves_bytes_that_somebody_is_just_storing(
    folder: Path, age: Callable[[str], None]
) -> None:
    sha256 = hashlib.sha256(b"abc").hexdigest()
    storages["evidence"].save(files.path_of(sha256), BytesIO(b"abc"))
    age(sha256)

    def swept() -> int:
        try:
            return sweep()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        stored = store(b"abc", media_type="text/plain", by=BY)  # the row is not committed yet
        assert pool.submit(swept).result(timeout=20) == 0
    assert is_intact(stored)


@pytest.mark.django_db(transaction=True)
def test_four_writers_of_the_same_bytes_end_with_one_file(folder: Path) -> None:
    def write(_: int) -> int:
        try:
            return store(b"same" * 1000, media_type="text/plain", by=BY).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(write, range(4)))) == 1
    assert len(kept(folder)) == 1
    assert is_intact(StoredFile.objects.get())


@pytest.mark.django_db
def test_a_file_is_not_stored_while_a_page_is_only_read() -> None:
    with pytest.raises(WroteWhileReading), reading():
        store(b"abc", media_type="text/plain", by=BY)
