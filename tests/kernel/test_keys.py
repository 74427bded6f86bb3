"""Keys live outside the database, readable to their owner only."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from yimi.kernel import keys
from yimi.kernel.crypto import CannotOpen, blind_index, create_missing_keys, key_number, open_text, seal_text


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.KEYS = tmp_path / "keys"
    return tmp_path / "keys"


def test_the_first_use_in_development_makes_a_key_only_its_owner_can_read(folder: Path) -> None:
    seal_text("x", "t.c")
    path = folder / "field-1.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_production_never_makes_a_key_by_itself(folder: Path, settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(ImproperlyConfigured, match="yimi keys create"):
        seal_text("x", "t.c")
    assert not folder.exists()


def test_creating_keys_fills_in_what_is_missing_and_touches_nothing_else(folder: Path) -> None:
    assert create_missing_keys(folder) == [f"{purpose}-1.key" for purpose in keys.PURPOSES]
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert create_missing_keys(folder) == []
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert len(set(before.values())) == len(keys.PURPOSES) >= 3


def test_after_a_rotation_the_newest_key_writes_and_the_old_one_still_reads(folder: Path) -> None:
    old = seal_text("旧", "t.c")
    assert keys.rotate_key(folder, "field") == "field-2.key"
    new = seal_text("新", "t.c")
    assert (key_number(old), key_number(new)) == (1, 2)
    assert (open_text(old, "t.c"), open_text(new, "t.c")) == ("旧", "新")


def test_a_lost_key_is_named_and_nothing_is_returned(folder: Path) -> None:
    old = seal_text("x", "t.c")
    keys.rotate_key(folder, "field")
    (folder / "field-1.key").unlink()
    keys._cached.cache_clear()
    with pytest.raises(keys.KeyMissing, match=r"field-1\.key"):
        open_text(old, "t.c")


def test_a_wrong_key_raises_and_never_returns_ciphertext(folder: Path) -> None:
    sealed = seal_text("x", "t.c")
    (folder / "field-1.key").write_text("ab" * 32)
    keys._cached.cache_clear()
    with pytest.raises(CannotOpen):
        open_text(sealed, "t.c")


def test_a_key_file_that_is_no_key_stops_with_the_cure(folder: Path) -> None:
    folder.mkdir()
    (folder / "field-1.key").write_text("abc")
    with pytest.raises(ImproperlyConfigured, match="restore it"):
        seal_text("x", "t.c")


def test_a_sealed_text_opens_only_in_its_own_column() -> None:
    sealed = seal_text("990101194001010016", "people_person.id_number")
    assert "990101" not in sealed
    with pytest.raises(CannotOpen):
        open_text(sealed, "people_person.phone")


@pytest.mark.parametrize("value", ["plain text", "yimi1:1:", "yimi1:1:@@@", "yimi1:x:AAAA", "yimi1:1:AAAA"])
def test_what_was_not_sealed_is_not_opened(value: str) -> None:
    seal_text("x", "t.c")
    with pytest.raises(CannotOpen):
        open_text(value, "t.c")


def test_a_flipped_bit_is_noticed() -> None:
    sealed = seal_text("13800000000", "t.c")
    last = "A" if sealed[-6] != "A" else "B"
    with pytest.raises(CannotOpen):
        open_text(sealed[:-6] + last + sealed[-5:], "t.c")


def test_the_same_text_is_sealed_differently_every_time() -> None:
    assert seal_text("x", "t.c") != seal_text("x", "t.c")


def test_a_blind_index_finds_equal_values_however_they_are_typed() -> None:
    assert blind_index("138 0000-0000", "phone") == blind_index("１３８００００００００", "phone")
    assert blind_index("34052419800101001x", "id") == blind_index("34052419800101001X", "id")
    assert blind_index("13800000000", "phone") != blind_index("13800000001", "phone")
    assert blind_index("", "phone") == ""


def test_blind_indexes_of_two_purposes_or_two_copies_cannot_be_linked(folder: Path) -> None:
    here = blind_index("13800000000", "phone")
    assert here != blind_index("13800000000", "guardian_phone")
    (folder / "index-1.key").write_text("cd" * 32)
    keys._cached.cache_clear()
    assert here != blind_index("13800000000", "phone")


@pytest.mark.parametrize("purpose", ["secret", "index"])
def test_an_unknown_purpose_and_the_index_do_not_rotate(folder: Path, purpose: str) -> None:
    with pytest.raises(ValueError, match="rotates"):
        keys.rotate_key(folder, purpose)
