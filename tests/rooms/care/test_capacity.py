"""What colours promise in visits (D6 capacity check), and the order of a walk."""

from __future__ import annotations

import pytest

from yimi.kernel.geo import Point
from yimi.rooms.care.rules.capacity import moved, promised, share
from yimi.rooms.care.rules.route import nearest_first

CONTACTS = {"red": 1, "yellow": 2, "blue": 1, "green": 1}


def test_the_worked_example_of_the_design_comes_out() -> None:
    """2,155 people, 2/10/28/60 %: 19,828 contacts a year, 9,826 of them in person."""
    found = promised({"red": 43, "yellow": 216, "blue": 603, "green": 1293}, CONTACTS)
    assert (found.contacts, found.at_home) == (19_828, 9_826)
    assert (found.a_month, found.at_home_a_month) == (1_653, 819)


def test_one_more_red_person_is_fifty_two_visits_a_year_all_at_home() -> None:
    people = {"red": 1, "green": 3}
    after = moved(people, {("green", "red"): 1, ("", "blue"): 2})
    assert after == {"red": 2, "yellow": 0, "blue": 2, "green": 2}
    more = promised(after, CONTACTS).contacts - promised(people, CONTACTS).contacts
    assert more == 52 + 2 * 12 - 4


@pytest.mark.parametrize(("needed", "can", "percent"), [(50, 100, 50), (150, 100, 150), (3, 0, None)])
def test_the_share_says_nothing_where_nobody_is(needed: int, can: int, percent: int | None) -> None:
    assert share(needed, can) == percent


def at(longitude: float) -> Point:
    return Point(longitude, 29.5)


def test_the_way_goes_to_the_nearest_that_is_left_and_does_not_go_to_and_fro() -> None:
    stops = [at(108.5), at(108.1), at(108.3), None, at(108.2)]
    order = nearest_first(at(108.0), stops)
    assert [number for number, _metres in order] == [1, 4, 2, 0, 3]
    assert order[0][1] == pytest.approx(9_677, rel=0.01) and order[-1][1] is None


def test_without_a_start_the_way_begins_at_the_first_stop() -> None:
    assert [number for number, _ in nearest_first(None, [at(108.3), at(108.1), at(108.2)])] == [0, 2, 1]
    assert nearest_first(None, []) == []
