"""The index on disk is a cache: whatever happens to it, a search sees what the database holds, and it can be proven."""

from __future__ import annotations

import shutil
from argparse import Namespace
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests import walk
from tests.cast import Cast
from yimi.commands.evidence import records as command
from yimi.kernel.action import System
from yimi.rooms.evidence import actions, demo_pictures, index, queries
from yimi.rooms.evidence.fingerprint import grey, look, pack
from yimi.rooms.evidence.index import catching_up, place
from yimi.rooms.evidence.models import Fingerprint, Flag, Media

COUNTY, PERIOD = "500114", "2026Q4"
RECORDS = [pack(look(grey(path), tiles=False).record) for path in demo_pictures.photos()[:3]]


@pytest.fixture(autouse=True)
def folder(settings: object, tmp_path: Path) -> Iterator[Path]:
    settings.VAR = tmp_path  # type: ignore[attr-defined]
    yield index.root() / COUNTY / PERIOD
    catching_up.library.cache_clear()


@pytest.fixture
def media(cast: Cast) -> Media:
    return walk.upload(walk.planned_session(cast), demo_pictures.photos()[5], process=False)


def store(media: Media, start: int, stop: int) -> None:
    """So many frames more, as `check_media` stores them."""
    frames = [(number, RECORDS[number % 3]) for number in range(start, stop)]
    Fingerprint.objects.bulk_create(index.numbered(media, frames))


def held() -> int:
    return sum(part.lists.length for part in index.caught_up(COUNTY).parts)


def test_a_search_sees_every_row_whoever_wrote_it(media: Media, folder: Path) -> None:
    assert held() == 0
    store(media, 0, 3)
    assert held() == 3
    catching_up.library.cache_clear()  # another process
    store(media, 3, 80)
    assert held() == 80
    assert [proof.agrees for proof in index.proofs()] == [True]


def _deleted(folder: Path) -> None:
    shutil.rmtree(folder)


def _one_byte_wrong(folder: Path) -> None:
    path = next(folder.glob("*.seg"))
    data = bytearray(path.read_bytes())
    data[-100] ^= 255
    path.write_bytes(data)
    catching_up.library.cache_clear()  # a segment is checked by whoever opens it


def _tail_cut(folder: Path) -> None:
    tail = folder / "tail.log"
    tail.write_bytes(tail.read_bytes()[:-9])
    catching_up.library.cache_clear()


def _manifest_garbled(folder: Path) -> None:
    (folder / "manifest.json").write_text("{")


def _mark_from_another_life(folder: Path) -> None:
    (folder / "mark.json").write_text('{"number": 70, "chain": "00"}')


@pytest.mark.parametrize(
    "damage", [_deleted, _one_byte_wrong, _tail_cut, _manifest_garbled, _mark_from_another_life]
)
def test_a_damaged_index_is_rebuilt_and_the_log_says_so(
    media: Media, folder: Path, damage: object, caplog: pytest.LogCaptureFixture
) -> None:
    store(media, 0, 64)
    held()
    store(media, 64, 70)
    assert held() == 70
    damage(folder)  # type: ignore[operator]
    assert held() == 70
    assert [proof.agrees for proof in index.proofs()] == [True]
    assert damage is _deleted or "rebuilt" in caplog.text


def test_a_database_restored_from_yesterday_takes_its_index_back_with_it(media: Media) -> None:
    store(media, 0, 10)
    assert held() == 10
    Fingerprint.objects.filter(number__gt=6).delete()
    assert held() == 6
    store(media, 20, 24)  # the same numbers again, of other pictures
    assert held() == 10 and [proof.agrees for proof in index.proofs()] == [True]


def test_a_process_that_held_a_folder_open_sees_the_one_put_in_its_place(media: Media, folder: Path) -> None:
    store(media, 0, 40)
    assert held() == 40
    mine = catching_up.library(index.root())
    before = mine.shard(COUNTY, PERIOD)
    catching_up.library.cache_clear()
    catching_up.rebuilt(COUNTY, PERIOD, "by another process")
    assert catching_up.library(index.root()) is not mine
    place.new_edition(folder)  # what the other process left behind, as this one finds it
    assert held() == 40
    assert catching_up.library(index.root()).shard(COUNTY, PERIOD) is not before


def test_reconcile_says_what_differs_and_repairs_it(
    media: Media, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_ready", lambda: None)
    store(media, 0, 7)
    held()
    store(media, 7, 9)  # not searched for yet: the next search adds them
    wanted = Namespace(county="", repair=False)
    assert command.reconcile(wanted) == 0
    tail = folder / "tail.log"
    tail.write_bytes(tail.read_bytes()[:-9])
    catching_up.library.cache_clear()
    assert command.reconcile(wanted) == 1
    assert "1 missing in the index" in capsys.readouterr().out
    assert command.reconcile(Namespace(county=COUNTY, repair=True)) == 0
    assert command.reconcile(wanted) == 0
    assert "agree" in capsys.readouterr().out


def test_a_row_rewritten_by_hand_breaks_the_chain_and_is_named(
    media: Media, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_ready", lambda: None)
    store(media, 0, 5)
    held()
    Fingerprint.objects.filter(number=3).update(record=RECORDS[0])
    assert command.reconcile(Namespace(county="", repair=True)) == 1
    assert "chain is broken at 3" in capsys.readouterr().out


def test_uploads_without_a_record_are_recorded_and_flagged(cast: Cast) -> None:
    first = walk.planned_session(cast)
    second = walk.planned_session(cast, start=walk.START + timedelta(days=1))
    photo = demo_pictures.photos()[7].read_bytes()
    for session, picture in ((first, photo), (second, demo_pictures.cropped(photo, 0.15))):
        walk.upload(session, picture, process=False)
    Media.objects.update(state="ready")  # worked on by an earlier version, which kept no records
    waiting = queries.unrecorded()
    for media_id in waiting:
        actions.record_media(media_id=media_id, by=System("record"))
    assert len(waiting) == 2 and queries.unrecorded() == []
    assert Flag.objects.get(code="same_picture").session == second
