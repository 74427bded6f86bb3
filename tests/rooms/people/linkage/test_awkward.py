"""What real lists bring: each case of the register that a naive comparison gets wrong."""

from __future__ import annotations

import pytest

from tests.rooms.people.linkage.persons import Row, compared, number, person
from yimi.rooms.people.linkage.verdicts import Outcome, Verdict


def only(left: Row, right: Row) -> Outcome:
    lines = compared([left], [right])
    assert len(lines) == 1, lines
    return lines[0]


def test_one_row_twice_is_the_same_person() -> None:
    line = only(person(), person())
    assert (line.verdict, line.left, line.right) == (Verdict.SAME, 0, 0)
    assert line.score > 0.99


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"phone": "13911112222"}, "phone_differs"),
        ({"phone": ""}, "phone_only_left"),
        ({"village": "石桥1村", "house": "9号"}, "moved"),
        ({"name": "王秀瑛"}, "name_same_sound"),
        ({"name": "王琇英"}, "name_same_sound"),
        ({"name": "汪秀英"}, "surname_same_sound"),
        ({"id_no": ""}, "id_only_left"),
        ({"id_no": number("1950-03-08")[:6] + number("1950-03-08")[8:17]}, "id_fifteen_digits"),
        ({"dob": "1950-08-03"}, "dob_one_slip"),
        ({"dob": "1950-03"}, "dob_partly_known"),
        ({"dob": "1950"}, "dob_partly_known"),
    ],
)
def test_one_thing_changed_is_still_the_person_and_is_named(change: Row, reason: str) -> None:
    line = only(person(), person() | change)
    assert line.verdict is Verdict.CHANGED
    assert reason in line.reasons


def test_how_a_thing_is_written_is_no_change() -> None:
    written = {
        "phone": "+86 138-0000-0001",
        "village": "大坪村村民委员会",
        "house": "十二号",
        "dob": "1950年3月8日",
    }
    assert (
        only(person(), person() | written | {"id_no": " " + person()["id_no"] + " "}).verdict is Verdict.SAME
    )


def test_a_variant_character_is_the_same_name_written_otherwise() -> None:
    line = only(person("张国峰"), person("張國峯"))
    assert line.verdict is Verdict.CHANGED
    assert {"name_equal", "name_variant"} <= set(line.reasons)


@pytest.mark.parametrize("place", range(17))
def test_one_wrong_digit_fails_the_check_and_is_forgiven(place: int) -> None:
    good = person()["id_no"]
    wrong = good[:place] + str((int(good[place]) + 3) % 10) + good[place + 1 :]
    line = only(person(), person(id_no=wrong))
    assert line.verdict is Verdict.CHANGED
    assert "id_check_wrong_right" in line.reasons
    assert {"id_one_slip", "id_few_slips"} & set(line.reasons)


def test_without_any_number_name_birth_and_home_are_enough() -> None:
    assert only(person(id_no=""), person(id_no="", phone="")).verdict is Verdict.CHANGED


def test_born_on_29_february() -> None:
    leap = person(born="1952-02-29")
    assert only(leap, leap).verdict is Verdict.SAME
    assert "dob_partly_known" in only(leap, leap | {"dob": "1952-02-30"}).reasons
    assert (
        "dob_partly_known"
        in only(person(born="1951-02-28", id_no=""), person(born="1951-02-29", id_no="")).reasons
    )


def test_twins_with_one_phone_find_each_its_own() -> None:
    one = person("王大明", "2012-05-01", id_no=number("2012-05-01", 11))
    two = person("王小明", "2012-05-01", id_no=number("2012-05-01", 13))
    lines = compared([one, two], [two, one])
    assert [(line.left, line.right, line.verdict) for line in lines] == [
        (0, 1, Verdict.SAME),
        (1, 0, Verdict.SAME),
    ]


def test_one_twin_alone_is_never_taken_for_the_other() -> None:
    one = person("王大明", "2012-05-01", id_no=number("2012-05-01", 11))
    two = person("王小明", "2012-05-01", id_no=number("2012-05-01", 13))
    assert Verdict.SAME not in {line.verdict for line in compared([one], [two])}
    assert Verdict.CHANGED not in {line.verdict for line in compared([one], [two])}


def test_people_of_one_house_with_one_phone_and_surname_are_different_people() -> None:
    father = person("王建国", "1948-01-02", id_no="")
    daughter = person("王丽芳", "1975-11-20", id_no="")
    assert {line.verdict for line in compared([father], [daughter])} <= {Verdict.GONE, Verdict.NEW}


def test_two_good_numbers_on_one_name_are_for_a_person_to_decide() -> None:
    line = compared([person()], [person(id_no=number("1950-03-08", 45))])[0]
    assert line.verdict is Verdict.REVIEW
    assert "id_alike_both_good" in line.reasons


def test_one_number_on_two_people_is_for_a_person_to_decide() -> None:
    husband = person("王建国", "1948-01-02")
    wife = person("刘秀英", "1950-03-08", id_no=husband["id_no"])
    lines = compared([husband], [wife])
    assert not {Verdict.SAME, Verdict.CHANGED} & {line.verdict for line in lines}


def test_another_document_counts_when_it_is_equal() -> None:
    assert "id_equal" in only(person(id_no="H12345678"), person(id_no="h 12345678")).reasons


def test_a_namesake_born_another_day_in_another_village_is_somebody_else() -> None:
    other = person(born="1971-09-30", village="石桥3村", house="77号", phone="13700000000")
    assert {line.verdict for line in compared([person()], [other])} == {Verdict.GONE, Verdict.NEW}


def test_a_row_twice_in_one_list_goes_to_one_row_only() -> None:
    lines = compared([person(), person()], [person()])
    assert sorted(line.right is None for line in lines) == [False, True]


@pytest.mark.parametrize(("left", "right"), [([], []), ([person()], []), ([], [person()]), ([{}], [{}])])
def test_lists_with_next_to_nothing(left: list[Row], right: list[Row]) -> None:
    lines = compared(left, right, background=0)
    assert len(lines) == len(left) + len(right)
