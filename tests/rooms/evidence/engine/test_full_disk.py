"""A disk that is full while the index grows: refused clearly, nothing half written counts, nothing is accepted twice."""

from __future__ import annotations

import errno
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from yimi.rooms.evidence.fingerprint.store import shard as shards
from yimi.rooms.evidence.fingerprint.store.entries import PHOTO, Entry
from yimi.rooms.evidence.fingerprint.store.library import Library, repair
from yimi.rooms.evidence.fingerprint.store.shard import Shard

COUNTY, PERIOD = "500114", "2026Q4"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 200 KB: two dozen records fill it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def enlarge(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)


def fill_up(shard: Shard, entries: list[Entry]) -> list[Entry]:
    """Add until the disk is full; what was answered for."""
    answered = []
    for number in range(200):
        one = Entry(number, PHOTO, entries[number % len(entries)].packed)
        try:
            shard.add(one)
        except OSError as failure:
            assert failure.errno == errno.ENOSPC
            return answered
        answered.append(one)
    raise AssertionError("the disk was not full")


@pytest.mark.parametrize("sealed_at", [6, 1000], ids=["while sealing", "in the tail"])
def test_what_was_answered_for_is_there_and_the_rest_comes_after(
    entries: list[Entry], small_disk: Path, monkeypatch: pytest.MonkeyPatch, sealed_at: int
) -> None:
    monkeypatch.setattr(shards, "SEALED_AT", sealed_at)
    answered = fill_up(Shard(small_disk / "shard"), entries)
    assert len(answered) > 8
    again = Shard(small_disk / "shard")
    assert sorted(again.entries(), key=lambda one: one.key) == answered
    assert not list((small_disk / "shard").glob("*.draft"))
    enlarge(small_disk)
    wanted = [Entry(number, PHOTO, entries[number % len(entries)].packed) for number in range(40)]
    for one in wanted:
        again.add(one)  # those answered for a second time, too: a client that was not sure
    held = list(Shard(small_disk / "shard").entries())
    assert sorted(held, key=lambda one: one.key) == wanted


def test_a_rebuild_that_finds_no_room_leaves_the_old_index(entries: list[Entry], small_disk: Path) -> None:
    library = Library(small_disk)
    truth = [Entry(number, PHOTO, entries[number].packed) for number in range(4)]
    library.rebuild(COUNTY, PERIOD, truth)
    more = [Entry(number, PHOTO, entries[number % len(entries)].packed) for number in range(60)]
    with pytest.raises(OSError, match="No space left"):
        library.rebuild(COUNTY, PERIOD, more)
    assert Library(small_disk).reconcile(COUNTY, PERIOD, truth).none
    enlarge(small_disk)
    assert len(repair(Library(small_disk), COUNTY, PERIOD, iter(more)).missing) == 56
    assert Library(small_disk).reconcile(COUNTY, PERIOD, more).none
