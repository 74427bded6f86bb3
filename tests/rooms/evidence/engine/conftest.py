from __future__ import annotations

from pathlib import Path

import pytest

from yimi.rooms.evidence import demo_pictures
from yimi.rooms.evidence.fingerprint import grey, look, pack, parts
from yimi.rooms.evidence.fingerprint.search import Part
from yimi.rooms.evidence.fingerprint.store.entries import PHOTO, Entry
from yimi.rooms.evidence.fingerprint.store.shard import Shard

PHOTOS = demo_pictures.photos()[::3]  # twenty garments on a few sheets: each other's hardest innocents


@pytest.fixture(scope="session")
def entries() -> list[Entry]:
    return [
        Entry(number, PHOTO, pack(look(grey(path), tiles=False).record)) for number, path in enumerate(PHOTOS)
    ]


@pytest.fixture(scope="session")
def held(entries: list[Entry], tmp_path_factory: pytest.TempPathFactory) -> list[Part]:
    shard = Shard(tmp_path_factory.mktemp("index"))
    shard.fill(entries)
    return parts([shard])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "shard"
