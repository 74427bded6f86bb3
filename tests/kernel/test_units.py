"""Money, points and minutes as people read and write them (D8, decision 19)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimi.kernel.errors import Refusal
from yimi.kernel.units import MOST_FEN, hours_minutes, parse_points, parse_yuan, points, yuan
from yimi.kernel.vouchers import yuan_in_words

amounts = st.integers(min_value=-MOST_FEN, max_value=MOST_FEN)


@pytest.mark.parametrize(
    ("fen", "written"),
    [(114_000, "1,140.00"), (0, "0.00"), (5, "0.05"), (-45_000, "-450.00"), (123_456_789, "1,234,567.89")],
)
def test_fen_are_written_as_yuan_with_separators(fen: int, written: str) -> None:
    assert yuan(fen) == written


@given(amounts)
def test_what_is_written_reads_back_to_the_same_fen(fen: int) -> None:
    assert parse_yuan(yuan(fen)) == fen


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("1140", 114_000), ("￥1,140.5", 114_050), ("¥1140", 114_000), ("１１４０元", 114_000), (" 0.07 ", 7)],
)
def test_an_amount_is_understood_as_people_type_it(typed: str, fen: int) -> None:
    assert parse_yuan(typed) == fen


@pytest.mark.parametrize("typed", ["", "元", "12.345", "1,14", "1e3", "一百", "12 34", "NaN", "٣", "9" * 30])
def test_anything_else_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(Refusal, match="金额"):
        parse_yuan(typed)


@pytest.mark.parametrize(
    ("fen", "words"),
    [  # the examples of the Rules on filling in vouchers, and the D8 settlements
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (168_032, "壹仟陆佰捌拾元叁角贰分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (114_000, "壹仟壹佰肆拾元整"),
        (200_000, "贰仟元整"),
        (0, "零元整"),
        (7, "柒分"),
        (50, "伍角整"),
        (-45_000, "负肆佰伍拾元整"),
        (100_000_000, "壹佰万元整"),
        (1_000_000_100, "壹仟万零壹元整"),
        (10_000_000_001_000, "壹仟亿零壹拾元整"),
        (100_010_001_000, "壹拾亿零壹拾万零壹拾元整"),
    ],
)
def test_amounts_are_put_into_voucher_words(fen: int, words: str) -> None:
    assert yuan_in_words(fen) == words


def _spoken(words: str) -> int:
    """An independent reader of voucher words, back to fen."""
    sign = -1 if words.startswith("负") else 1
    total, section, digit = 0, 0, 0
    for symbol in words.removeprefix("负").removesuffix("整"):
        if symbol in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(symbol)
        elif symbol in "拾佰仟":
            section, digit = section + digit * 10 ** ("拾佰仟".index(symbol) + 1), 0
        elif symbol in "万亿兆":
            total, section, digit = total + (section + digit) * 10 ** (4 * ("万亿兆".index(symbol) + 1)), 0, 0
        elif symbol == "元":
            total, section, digit = (total + section + digit) * 100, 0, 0
        else:
            total, digit = total + digit * (10 if symbol == "角" else 1), 0
    return sign * total


@given(amounts)
def test_voucher_words_say_the_amount_and_nothing_else(fen: int) -> None:
    words = yuan_in_words(fen)
    assert _spoken(words) == fen
    assert "零零" not in words


@pytest.mark.parametrize(("half", "written"), [(0, "0"), (3, "1.5"), (32, "16"), (-3, "-1.5"), (-1, "-0.5")])
def test_half_points_are_written_as_points(half: int, written: str) -> None:
    assert points(half) == written


@given(st.integers(min_value=-(10**9), max_value=10**9))
def test_points_read_back_to_the_same_half_points(half: int) -> None:
    assert parse_points(points(half)) == half


@pytest.mark.parametrize("typed", ["", "1.25", "abc", "Infinity", "NaN", "1e99"])
def test_points_that_are_neither_whole_nor_half_are_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="积分"):
        parse_points(typed)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0分钟"), (59, "59分钟"), (120, "2小时"), (135, "2小时15分钟"), (-90, "-1小时30分钟")],
)
def test_minutes_are_said_in_hours_and_minutes(minutes: int, said: str) -> None:
    assert hours_minutes(minutes) == said
