"""What holds for any two lists: one to one, the same from either side, in any order, and again."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rooms.people.linkage.persons import Row, number
from yimi.rooms.people.linkage.alike import compare
from yimi.rooms.people.linkage.assign import certainty, one_to_one
from yimi.rooms.people.linkage.joining import Sorted, join
from yimi.rooms.people.linkage.matching import Pairs, match
from yimi.rooms.people.linkage.register import Register
from yimi.rooms.people.linkage.verdicts import judge, outcomes

BORN = st.sampled_from(["1950-03-08", "1950-03-09", "1951-03-08", "2012-05-01", "1950", ""])
ROW = st.fixed_dictionaries({
    "name": st.sampled_from(["王秀英", "王秀瑛", "汪秀英", "张三", "張三", "王大明", "王小明", ""]),
    "dob": BORN,
    "id_no": st.one_of(st.just(""), st.builds(number, st.sampled_from(["1950-03-08", "2012-05-01"]), st.integers(1, 4))),
    "phone": st.sampled_from(["13800000001", "13800000010", ""]),
    "village": st.sampled_from(["大坪村", "石桥村", ""]),
    "house": st.sampled_from(["1号", "2号", ""]),
})  # fmt: skip
ROWS = st.lists(ROW, min_size=1, max_size=12)
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def pairs_of(left: list[Row], right: list[Row]) -> Pairs:
    return match(Register.of(left), Register.of(right))


@SLOW
@given(ROWS, ROWS)
def test_each_row_has_one_partner_and_one_line(left: list[Row], right: list[Row]) -> None:
    one, other = Register.of(left), Register.of(right)
    found = match(one, other)
    assert len(set(found.left.tolist())) == len(found.left)
    assert len(set(found.right.tolist())) == len(found.right)
    lines = list(outcomes(judge(one, other, found)))
    assert [line.left for line in lines if line.left is not None] == list(range(len(left)))
    named = [line.right for line in lines if line.right is not None]
    assert sorted(named) == list(range(len(right)))
    assert all(0 <= line.score <= 1 for line in lines)


@SLOW
@given(ROWS, ROWS)
def test_two_rows_are_as_alike_from_either_side(left: list[Row], right: list[Row]) -> None:
    one, other = Register.of(left), Register.of(right)
    rows, others = (each.ravel() for each in np.meshgrid(np.arange(len(one)), np.arange(len(other))))
    there, back = compare(one, other, rows, others), compare(other, one, others, rows)
    for level in ("who", "given", "home"):
        assert getattr(there, level).tolist() == getattr(back, level).tolist()


@SLOW
@given(ROWS, ROWS)
def test_twice_is_the_same_to_the_last_bit(left: list[Row], right: list[Row]) -> None:
    one, two = pairs_of(left, right), pairs_of(left, right)
    assert one.chance.tobytes() == two.chance.tobytes()
    assert (one.left.tolist(), one.right.tolist()) == (two.left.tolist(), two.right.tolist())


def _content(rows: list[Row], places: np.ndarray) -> list[tuple[tuple[str, str], ...]]:
    return [tuple(sorted(rows[place].items())) for place in places.tolist()]


@SLOW
@given(
    ROWS.filter(lambda rows: len({tuple(sorted(r.items())) for r in rows}) == len(rows)),
    st.randoms(use_true_random=False),
)
def test_a_list_against_itself_in_another_order_finds_everybody_alike(
    rows: list[Row], random: object
) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found = pairs_of(rows, shuffled)
    again = pairs_of(rows, rows)
    key = sorted(zip(_content(rows, found.left), _content(shuffled, found.right), strict=True))
    assert key == sorted(zip(_content(rows, again.left), _content(rows, again.right), strict=True))


@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(-3, 3)),
        max_size=30,
        unique_by=lambda e: e[:2],
    )
)
def test_the_best_pair_is_always_kept_and_no_row_twice(edges: list[tuple[int, int, int]]) -> None:
    rows, others, score = (np.array([each[at] for each in edges], np.int64) for at in range(3))
    ties = (rows * 7 + others).astype(np.uint64)
    kept = one_to_one(rows, others, score.astype(float), ties, (7, 7))
    assert len(set(rows[kept].tolist())) == len(kept) == len(set(others[kept].tolist()))
    if len(edges):
        assert score[kept].max() == score.max()
    free = set(range(len(edges))) - set(kept.tolist())
    assert all(
        rows[at] in rows[kept] or others[at] in others[kept] for at in free
    )  # nothing is left that could be added


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 4), st.floats(-20, 20)),
        max_size=20,
        unique_by=lambda e: e[:2],
    )
)
def test_a_rival_never_makes_a_pair_surer(edges: list[tuple[int, int, float]]) -> None:
    rows, others = (np.array([each[at] for each in edges], np.int64) for at in range(2))
    odds = np.array([each[2] for each in edges], float)
    chance = certainty(rows, others, odds, (5, 5))
    assert ((chance >= 0) & (chance <= 1 / (1 + np.exp(-odds)) + 1e-9)).all()


@given(st.lists(st.integers(0, 5), max_size=30), st.lists(st.integers(0, 5), max_size=30))
def test_a_join_finds_exactly_the_equal_keys(left: list[int], right: list[int]) -> None:
    keys = [np.array(each, np.uint64) << np.uint64(50) for each in (left, right)]
    rows, others = join(Sorted.of(keys[0]), Sorted.of(keys[1]), 10**9)
    found = sorted(zip(rows.tolist(), others.tolist(), strict=True))
    assert found == [(i, j) for i, a in enumerate(left) for j, b in enumerate(right) if a == b != 0]
