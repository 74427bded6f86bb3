"""Nothing stored is lost, nothing damaged goes unseen, and the index can be proven equal to the database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rooms.evidence.engine.conftest import PHOTOS
from yimi.rooms.evidence.fingerprint import Damaged, grey, unpack
from yimi.rooms.evidence.fingerprint.distances import columns, within
from yimi.rooms.evidence.fingerprint.prints import in_eight
from yimi.rooms.evidence.fingerprint.store import journal
from yimi.rooms.evidence.fingerprint.store.entries import PHOTO, Entry
from yimi.rooms.evidence.fingerprint.store.library import Library, repair
from yimi.rooms.evidence.fingerprint.store.segment import Corrupt
from yimi.rooms.evidence.fingerprint.store.shard import SEALED_AT, Shard

COUNTY, PERIOD = "500114", "2026Q4"


def many(entries: list[Entry], count: int) -> list[Entry]:
    return [Entry(number, PHOTO, entries[number % len(entries)].packed) for number in range(count)]


def test_what_was_added_is_there_after_opening_again(entries: list[Entry], folder: Path) -> None:
    shard = Shard(folder)
    wanted = many(entries, SEALED_AT + 5)
    for one in wanted:
        shard.add(one)
    shard.add(wanted[0])  # a second time changes nothing
    again = Shard(folder)
    assert (len(again.segments), len(again.tail)) == (1, 5)
    assert {one.key: one.packed for one in again.entries()} == {one.key: one.packed for one in wanted}


def test_another_process_sees_what_was_added(entries: list[Entry], folder: Path) -> None:
    writer, reader = Shard(folder), Shard(folder)
    writer.add(entries[0])
    assert reader.refresh()
    assert reader.keys() == {entries[0].key}


def test_small_segments_are_merged(
    entries: list[Entry], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yimi.rooms.evidence.fingerprint.store.shard.SEALED_AT", 2)
    shard = Shard(folder)
    for one in many(entries, 16):
        shard.add(one)
    assert len(shard.segments) == 1
    assert len(shard.keys()) == 16
    assert len(list(folder.glob("*.seg"))) == 1


@pytest.mark.parametrize("bytes_lost", [1, 40, 3000])
def test_a_torn_entry_is_dropped_and_the_next_one_kept(
    entries: list[Entry], folder: Path, bytes_lost: int
) -> None:
    shard = Shard(folder)
    shard.add(entries[0])
    shard.add(entries[1])
    tail = folder / "tail.log"
    os.truncate(tail, tail.stat().st_size - bytes_lost)
    after = Shard(folder)
    assert after.keys() == {entries[0].key}
    after.add(entries[2])
    assert Shard(folder).keys() == {entries[0].key, entries[2].key}


def test_a_sealed_tail_is_not_counted_twice(entries: list[Entry], folder: Path) -> None:
    shard = Shard(folder)
    shard.fill(entries[:3])
    journal.append(folder / "tail.log", entries[1])  # killed between the manifest and the cutting of the tail
    assert sorted(Shard(folder).entries(), key=lambda one: one.key) == entries[:3]


def test_every_damaged_segment_is_seen_and_mended_from_the_database(
    entries: list[Entry], tmp_path: Path
) -> None:
    library = Library(tmp_path)
    library.rebuild(COUNTY, PERIOD, entries[:4])
    path = next((tmp_path / COUNTY / PERIOD).glob("*.seg"))
    whole = path.read_bytes()
    for at in (3, 20, 5000, len(whole) // 2, len(whole) - 200):
        bad = bytearray(whole)
        bad[at] ^= 0x40
        path.write_bytes(bad)
        if bytes(bad[:at]).rstrip(b"\0") == whole[:at].rstrip(b"\0") and not _padding(whole, at):
            with pytest.raises(Corrupt):
                Shard(path.parent)
    path.write_bytes(whole[: len(whole) // 3])
    found = repair(Library(tmp_path), COUNTY, PERIOD, iter(entries[:4]))
    assert found.damaged
    assert Library(tmp_path).reconcile(COUNTY, PERIOD, entries[:4]).none


def _padding(whole: bytes, at: int) -> bool:
    return set(whole[at - 1 : at + 2]) == {0}


def test_reconciling_names_every_difference(entries: list[Entry], tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.rebuild(COUNTY, PERIOD, entries[:3])
    truth = [entries[1], Entry(entries[2].media, PHOTO, entries[9].packed), entries[4]]
    found = library.reconcile(COUNTY, PERIOD, truth)
    assert (found.missing, found.surplus, found.altered) == (
        {entries[4].key},
        {entries[0].key},
        {entries[2].key},
    )
    repair(library, COUNTY, PERIOD, iter(truth))
    assert library.reconcile(COUNTY, PERIOD, truth).none


def test_a_path_is_not_a_county(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a county"):
        Library(tmp_path).shard("..", PERIOD)


WRITER = """
import sys
from pathlib import Path
from yimi.rooms.evidence.fingerprint.store import shard
from yimi.rooms.evidence.fingerprint.store.entries import Entry
shard.SEALED_AT = 6
held = shard.Shard(Path(sys.argv[1]))
packed = Path(sys.argv[2]).read_bytes()
for number in range(int(sys.argv[3]), 10_000):
    held.add(Entry(number, -1, packed))
    print(number, flush=True)
"""


def test_a_killed_writer_loses_nothing_it_had_answered_for(entries: list[Entry], tmp_path: Path) -> None:
    record = tmp_path / "record"
    record.write_bytes(entries[0].packed)
    answered = -1
    for pause in (0.05, 0.11, 0.17, 0.23):
        command = [sys.executable, "-c", WRITER, str(tmp_path / "shard"), str(record), str(answered + 1)]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[4]
        ) as child:
            assert child.stdout is not None
            first = child.stdout.readline()
            time.sleep(pause)
            child.send_signal(signal.SIGKILL)
            said = [first, *child.stdout.readlines()]
        answered = int([line for line in said if line.endswith("\n")][-1])
        held = {one.media for one in Shard(tmp_path / "shard").entries()}
        assert set(range(answered + 1)) <= held <= set(range(answered + 2))
        answered = max(held)


def test_a_flipped_byte_in_a_record_is_seen(entries: list[Entry]) -> None:
    whole = entries[0].packed
    for at in range(0, len(whole), 37):
        bad = bytearray(whole)
        bad[at] ^= 1
        with pytest.raises(Damaged):
            unpack(bytes(bad))
    with pytest.raises(Damaged):
        unpack(whole[:-1])


@given(st.integers(0, 2**32), st.sampled_from([0, 31, 80, 120]))
def test_the_flat_search_is_exact(seed: int, limit: int) -> None:
    dice = np.random.default_rng(seed)
    stored = dice.integers(0, 2**64, (300, 4), np.uint64)
    asked = stored[:3] ^ (
        dice.integers(0, 2**64, (3, 4), np.uint64) & dice.integers(0, 2**64, (3, 4), np.uint64)
    )
    apart = np.bitwise_count(asked[:, None] ^ stored[None]).sum(axis=2, dtype=np.int64)
    numbers, places, far = within(columns(stored), asked, limit)
    expected = {(a, b, int(apart[a, b])) for a, b in np.argwhere(apart <= limit).tolist()}
    assert set(zip(numbers.tolist(), places.tolist(), far.tolist(), strict=True)) == expected


def test_the_flat_search_is_exact_for_the_eight_orientations_it_counts_together() -> None:
    dice = np.random.default_rng(3)
    stored = dice.integers(0, 2**64, (40_000, 4), np.uint64)
    eight = in_eight(grey(PHOTOS[3])).bits
    for number in range(8):  # copies of every orientation, some bits off
        noise = np.bitwise_and.reduce(dice.integers(0, 2**64, (3 + number % 3, 4), np.uint64))
        stored[5000 * number] = eight[number] ^ noise
    apart = np.bitwise_count(eight[:, None] ^ stored[None]).sum(axis=2, dtype=np.int64)
    numbers, places, far = within(columns(stored), eight, 80)
    expected = {(a, b, int(apart[a, b])) for a, b in np.argwhere(apart <= 80).tolist()}
    assert set(zip(numbers.tolist(), places.tolist(), far.tolist(), strict=True)) == expected
    assert len(expected) >= 8
