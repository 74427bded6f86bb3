from __future__ import annotations

import itertools
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rooms.evidence.imaging import attacks
from yimi.rooms.evidence import demo_pictures
from yimi.rooms.evidence.fingerprint import (
    SAME_PICTURE,
    Fingerprinter,
    Pdq,
    Print,
    compare,
    frames,
    hamming,
    nearest,
    sighting,
)
from yimi.rooms.evidence.intake import Unacceptable

pdq: Fingerprinter = Pdq()
SHIPPED = demo_pictures.photos()


@pytest.mark.parametrize("name", ["recompressed", "mirrored", "turned"])
def test_a_reused_photo_is_caught_after(name: str) -> None:
    for path in SHIPPED[::3]:
        original = path.read_bytes()
        copy = demo_pictures.CHEATS[name](original)
        found = compare(pdq.of_photo(copy), pdq.of_photo(original).upright)
        assert found.same_picture, (path.name, found.distance)


def test_a_changed_clock_or_format_does_not_change_the_fingerprint() -> None:
    original = SHIPPED[3].read_bytes()
    at = datetime(2026, 11, 1, tzinfo=UTC)
    stored = pdq.of_photo(original).upright
    assert hamming(pdq.of_photo(demo_pictures.taken(original, at)).upright, stored) == 0
    assert hamming(pdq.of_photo(demo_pictures.taken_heic(original, at)).upright, stored) <= SAME_PICTURE


def test_a_crop_of_a_tenth_escapes_and_the_words_say_so() -> None:
    original = SHIPPED[0].read_bytes()
    found = compare(pdq.of_photo(demo_pictures.cropped(original)), pdq.of_photo(original).upright)
    assert not found.same_picture
    assert "不等于没有重复使用" in found.sentence


def test_no_two_shipped_photos_are_taken_for_one() -> None:
    seen = [pdq.of_photo(path) for path in SHIPPED]
    assert min(compare(a, b.upright).distance for a, b in itertools.combinations(seen, 2)) > 2 * SAME_PICTURE


def test_a_mirrored_copy_is_named_as_mirrored() -> None:
    original = SHIPPED[5].read_bytes()
    found = compare(pdq.of_photo(demo_pictures.mirrored(original)), pdq.of_photo(original).upright)
    assert "左右翻转" in found.sentence


def test_a_blank_wall_never_matches() -> None:
    wall = sighting(np.full((300, 400, 3), 230, np.uint8))
    assert not wall.upright.usable
    found = compare(wall, wall.upright)
    assert (found.distance, found.same_picture) == (0, False)


def test_a_frame_of_a_clip_is_found_again_as_a_photo() -> None:
    path = demo_pictures.clips()[4]
    seen = pdq.of_clip(path)
    later = list(frames(path, every_s=2.3))[2]
    found = nearest([sighting(later.image)], [each.upright for each in seen])
    assert found is not None
    assert found.same_picture


def test_no_two_shipped_clips_are_taken_for_one() -> None:
    seen = [pdq.of_clip(path) for path in demo_pictures.clips()]
    for one, other in itertools.combinations(seen, 2):
        found = nearest(one, [each.upright for each in other])
        assert found is None or not found.same_picture


def test_a_clip_is_sampled_at_least_every_second_and_not_beyond_the_cap() -> None:
    times = [frame.at_s for frame in frames(demo_pictures.clips()[0])]
    assert times[0] == 0
    assert max(later - earlier for earlier, later in itertools.pairwise(times)) <= 1.11
    assert len(list(frames(demo_pictures.clips()[0], every_s=0.1, cap=7))) == 7


def test_what_does_not_decode_is_refused() -> None:
    with pytest.raises(Unacceptable):
        pdq.of_photo(b"\xff\xd8\xff\xe0 nothing")


@given(st.integers(0, 2**256 - 1), st.integers(0, 255))
def test_bits_go_to_the_database_and_back(value: int, flipped: int) -> None:
    one = Print(value, 100)
    assert len(one.bits) == 256
    assert Print.from_bits(one.bits, 100) == one
    assert hamming(one, Print(value ^ (1 << flipped), 100)) == 1


def test_a_bit_string_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="256"):
        Print.from_bits("01", 100)


def test_the_wider_set_is_not_flagged_against_itself(capsys: pytest.CaptureFixture[str]) -> None:
    """Garments photographed again and again on the same sheets and floors: the hard honest case."""
    shared = attacks.wider_set()
    if shared is None:
        pytest.skip("../shared/data is not here: only the shipped photos were compared")
    paths = sorted((shared / "photos" / "clothing").iterdir())[::3]
    seen = [pdq.of_photo(path) for path in paths]
    stored = [each.upright for each in seen]
    usable = [index for index, each in enumerate(stored) if each.usable]
    close = [
        (paths[a].name, paths[b].name)
        for a, b in itertools.combinations(usable, 2)
        if any((turned.value ^ stored[b].value).bit_count() <= SAME_PICTURE for turned in seen[a].turned)
    ]
    with capsys.disabled():
        print(f"\n{len(paths)} real photos compared pairwise in 8 orientations, {len(close)} pairs flagged")
    assert close == []
