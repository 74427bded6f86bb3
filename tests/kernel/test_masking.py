"""What of a person may be shown (B11)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimi.kernel.masking import Audience, mask_id, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("欧阳小三", "欧**三"),
        ("阿依古丽·买买提", "阿**"),
        ("三", "*"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_first_character_and_at_most_its_last(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_a_mobile_number_keeps_three_and_four_digits() -> None:
    assert mask_phone("13812341234") == "138****1234"
    assert mask_phone("138 1234-1234") == "138****1234"
    assert mask_phone("72345678") == "******78"
    assert mask_phone("110") == "***"
    assert mask_phone("") == ""


def test_an_identity_number_is_cut_by_audience() -> None:
    number = "990101194001010016"
    assert mask_id(number, Audience.STATION) == "990101********0016"
    assert mask_id(number, Audience.VILLAGE) == "**************0016"
    assert mask_id(number, Audience.PUBLIC) == ""


@given(st.text(alphabet="0123456789X", min_size=1, max_size=18), st.sampled_from(Audience))
def test_a_masked_identity_number_never_shows_more_than_ten_characters(
    number: str, audience: Audience
) -> None:
    assert len(mask_id(number, audience).replace("*", "")) <= 10
    assert number not in mask_id(number, audience)


@given(st.text(min_size=2, max_size=12).filter(lambda name: "*" not in name and len(name.strip()) >= 2))
def test_a_masked_name_is_never_the_whole_name(name: str) -> None:
    assert name.strip() not in mask_name(name)
