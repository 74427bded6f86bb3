"""Cells as integers: what clerks write, and the quick way through whole columns beside the slow one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rooms.people.linkage.persons import number
from yimi.rooms.people.linkage import days, digits, names, numbers, phones, places
from yimi.rooms.people.linkage.cells import Cells
from yimi.rooms.people.linkage.keys import joined
from yimi.rooms.people.linkage.numbers import Kind


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1950-03-08", 19500308), ("1950/3/8", 19500308), ("1950.3.8", 19500308), ("19500308", 19500308),
        ("1950年3月8日", 19500308), ("１９５０年３月", 19500300), ("1950", 19500000), ("1950-03-00", 19500300),
        ("1950-00-00", 19500000), ("1951-02-29", 19510200), ("1952-02-29", 19520229), ("1950-13-01", 19500000),
        ("1950-03-08 00:00:00", 19500308), ("18330", 19500308), ("不详", 0), ("", 0), ("0001-01-01", 0),
    ],
)  # fmt: skip
def test_days(written: str, read: int) -> None:
    assert days.read_days(Cells.of([written, "1999-09-09", written])).tolist() == [read, 19990909, read]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (number("1950-03-08"), Kind.GOOD), ("990101500308023", Kind.FIFTEEN), (number("1950-03-08")[:17] + "?", Kind.OTHER),
        ("990101195003080239"[:17] + "0", Kind.WRONG_CHECK), ("", Kind.MISSING), ("无", Kind.MISSING), ("G1234567", Kind.OTHER),
        ("不详", Kind.MISSING),
    ],
)  # fmt: skip
def test_kinds_of_numbers(written: str, kind: Kind) -> None:
    assert Kind(int(numbers.read_ids(Cells.of([written]))[2][0])) is kind


def test_an_old_number_is_completed() -> None:
    full = number("1950-03-08")
    old = full[:6] + full[8:17]
    one, other = numbers.read_id(full), numbers.read_id(old)
    assert one[:2] == other[:2]
    assert numbers.read_id("990101" + "010203" + "997")[0] == int(
        "990101" + "18010203" + "997"
    )  # a centenarian


@given(st.dates(), st.integers(0, 999), st.sampled_from(["{}", " {} ", "{}x", "{}　"]))
def test_the_quick_way_reads_numbers_as_the_slow_one(born: object, order: int, form: str) -> None:
    text = form.format(number(f"{born}".replace("-", "").zfill(8), order).lower())
    quick = numbers.read_ids(Cells.of([text]).trimmed())
    assert (int(quick[0][0]), int(quick[1][0]), Kind(int(quick[2][0]))) == numbers.read_id(text)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("13800000001", 13800000001), ("+86 138-0000-0001", 13800000001), ("８６１３８０００００００１", 13800000001),
        ("0579-86660000", 57986660000), ("13800000001、13900000002", 13800000001), ("00000000", 0), ("无", 0), ("123", 0),
        ("0579-86660000/13800000001", 13800000001),
    ],
)  # fmt: skip
def test_phones(written: str, read: int) -> None:
    assert phones.read_phones(Cells.of([written, ""])).tolist() == [read, 0]


@given(st.lists(st.text("王秀英張峯A a·0𠮷", max_size=9), max_size=20))
def test_the_quick_way_reads_names_as_the_slow_one(texts: list[str]) -> None:
    quick, _ = names.read_names(Cells.of(texts))
    slow = [names._codes(names.folded(text)) for text in texts]
    assert quick.tolist() == slow


def test_names_fold_and_sound() -> None:
    read, odd = names.read_names(
        Cells.of(["张国峰", "張國峯", "单雄信", "善雄信", "欧阳 修", "古丽·买买提", "古丽•买买提"])
    )
    assert read[0].tolist() == read[1].tolist()
    assert odd.tolist() == [False, True, False, False, True, False, True]
    assert (
        names.sounds(read)[2].tolist() == names.sounds(read)[3].tolist()
    )  # 单 is read shan as a family name
    assert names.surname_lengths(read).tolist() == [1, 1, 1, 1, 2, 1, 1]
    assert read[5].tolist() == read[6].tolist()


def test_places() -> None:
    assert (
        len(
            {
                places.village(each)
                for each in ("大坪村村民委员会", "大坪村", "大坪", "大坪村委会", " 大坪 村")
            }
        )
        == 1
    )
    assert len({places.house(each) for each in ("3组12号", "三组十二号", "3-12", "３组 12 号")}) == 1
    assert places.house("12号") != places.house("21号")
    assert places.village("村") == "村"


@given(st.lists(st.integers(0, 10**15 - 1), min_size=1), st.integers(0, 14), st.integers(1, 9))
def test_digits_that_differ_are_counted(values: list[int], place: int, by: int) -> None:
    one = np.array(values, np.int64)
    digit = one // 10**place % 10
    other = one + ((digit + by) % 10 - digit) * 10**place
    marks = digits.differing(digits.packed(one, 15), digits.packed(other, 15))
    assert (digits.count(marks) == 1).all()


def test_neighbours_that_changed_places_are_seen() -> None:
    one, other = (digits.packed(np.array([value]), 11) for value in (13812345678, 13813245678))
    assert digits.exchanged(one, other, digits.differing(one, other)).tolist() == [True]
    third = digits.packed(np.array([13823145678]), 11)
    assert digits.exchanged(one, third, digits.differing(one, third)).tolist() == [False]


@given(st.lists(st.text(max_size=80), min_size=1, max_size=30))
def test_equal_texts_have_equal_keys_and_different_ones_do_not(texts: list[str]) -> None:
    keys = Cells.of(texts).hashes().tolist()
    encoded = [text.encode("utf-8", "replace") for text in texts]
    short = [(text, key) for text, key in zip(encoded, keys, strict=True) if len(text) <= 64]
    assert len({text for text, _ in short}) == len({key for _, key in short})


def test_a_key_with_an_unknown_part_is_no_key() -> None:
    key = joined(np.array([0, 1, 1]), np.array([1, 0, 1]))
    assert (key != 0).tolist() == [False, False, True]
