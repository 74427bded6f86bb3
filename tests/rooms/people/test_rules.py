from __future__ import annotations

from datetime import date

import pytest

from yimi.rooms.people import rules


def test_age_is_full_years_and_the_29th_of_february_turns_on_the_first_of_march() -> None:
    assert rules.age_on(date(2008, 11, 22), date(2026, 11, 21)) == 17
    assert rules.age_on(date(2008, 11, 22), date(2026, 11, 22)) == 18
    assert rules.age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert rules.age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("王秀英", "wxy"), ("杨黔婷", "yqt"), ("单明", "sm"), ("曾庆红", "zqh"), ("欧阳娜", "oyn"),
        ("解放", "xf"), ("赵蕊", "zr"), ("买买提·艾力", "mmtal"), ("Ann Lee", "annlee"), ("", ""),
    ],
)  # fmt: skip
def test_initials_are_those_a_clerk_would_type(name: str, initials: str) -> None:
    assert rules.initials_of(name) == initials


def test_a_name_is_found_by_any_run_of_its_characters_and_by_the_start_of_its_initials() -> None:
    assert rules.name_keys("王秀英") == sorted(["王", "秀", "英", "王秀", "秀英", "王秀英", "w", "wx", "wxy"])


def test_phones_are_cleaned_of_country_code_and_hyphens() -> None:
    assert rules.clean_phone("+86 199-0000-0001") == "19900000001"
    assert rules.is_phone("19900000001")
    assert rules.is_phone("02379000000")
    assert not rules.is_phone("1990000001")


def test_names_are_cleaned_of_spaces_and_of_the_several_dots() -> None:
    assert rules.clean_name(" 王　秀 英 ") == "王秀英"
    assert rules.clean_name("买买提•艾力") == "买买提·艾力"
    assert rules.clean_name("Ann  Lee") == "Ann Lee"


def test_a_minors_yes_needs_the_guardian_and_a_no_does_not() -> None:
    assert "监护人" in rules.consent_problem(minor=True, given=True, given_by="self")
    assert "监护人" in rules.consent_problem(minor=True, given=True, given_by="relative")
    assert rules.consent_problem(minor=True, given=True, given_by="guardian") == ""
    assert rules.consent_problem(minor=True, given=False, given_by="self") == ""
    assert rules.consent_problem(minor=False, given=True, given_by="relative") == ""
