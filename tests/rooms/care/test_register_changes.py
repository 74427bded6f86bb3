"""What changes in the register is answered in minutes: AL03, AL04, policies (A1-02, A1-16); the night finds no twins."""

from __future__ import annotations

from datetime import date

import pytest

from tests.rooms.care.conftest import MONDAY, Ward
from yimi.kernel.action import System
from yimi.rooms.care import actions
from yimi.rooms.care.models import Alert, Policy, PolicyMatch, RegisterChange, Window
from yimi.rooms.people import actions as people
from yimi.rooms.people.models import Household, Person

BY = System("test")


def together(ward: Ward, *persons: Person) -> Household:
    house = people.add_household(division=ward.cast.xinhua, by=BY)
    people.join_household(household=house, persons=persons, why="filed", by=BY)
    return house


def found(rule: str) -> list[tuple[str, str]]:
    return [(each.person.name, each.text) for each in Alert.objects.filter(rule=rule) if each.person]


def category(ward: Ward, person: Person, word: str, **given: date | None) -> object:
    plain = {"valid_from": MONDAY.date(), "source": "名单", "by": ward.cast.station_zhou}
    return people.set_category(person=person, category=word, **plain | given)


def test_a_death_in_the_household_is_answered_at_once_and_not_again_by_night(ward: Ward) -> None:
    wife, husband, cousin = ward.elder(), ward.elder("王大山"), ward.elder("王远")
    ward.coloured(wife, "L1", "F3")
    ward.coloured(cousin, "L2")
    together(ward, wife, husband, cousin)
    people.record_death(person=husband, on=date(2026, 11, 1), by=BY)
    assert actions.follow_changes(by=BY) == 1 and not RegisterChange.objects.exists()
    assert found("AL03") == [("王秀英", "同户有人去世（2026-11-01）")]  # once, about the gravest who stays
    assert Window.objects.filter(standing__person=wife, why="change", state="open").exists()
    actions.find_alerts(by=BY)
    assert len(found("AL03")) == 1


def test_the_night_finds_a_death_nobody_followed(ward: Ward) -> None:
    wife, husband = ward.elder(), ward.elder("王大山")
    ward.coloured(wife, "L1", "F3")
    together(ward, wife, husband)
    people.record_death(person=husband, on=date(2026, 11, 1), by=BY)
    RegisterChange.objects.all().delete()
    actions.find_alerts(by=BY)
    assert len(found("AL03")) == 1


def test_somebody_who_leaves_is_news_and_a_file_that_gets_its_household_is_none(ward: Ward) -> None:
    mother, son = ward.elder(), ward.elder("王小山", born=date(1990, 1, 1))
    ward.coloured(mother, "L1", "F3")
    together(ward, mother, son)
    assert not RegisterChange.objects.filter(what="family").exists()
    people.leave_household(person=son, by=BY)
    actions.follow_changes(by=BY)
    assert found("AL03") == [("王秀英", "同户有人搬走（2026-11-02）")]


def test_a_birth_is_found_and_a_mistake_is_no_news(ward: Ward) -> None:
    mother = ward.elder("王梅", born=date(1998, 1, 1))
    ward.coloured(mother, "E2")
    house = together(ward, mother)
    baby, wrong = ward.elder("王新", born=date(2026, 10, 30)), ward.elder("王误")
    people.join_household(household=house, persons=[baby], why="born", since=date(2026, 10, 30), by=BY)
    people.join_household(household=house, persons=[wrong], why="filed", by=BY)
    people.leave_household(person=wrong, why="mistake", by=BY)
    actions.find_alerts(by=BY)
    assert found("AL03") == [("王梅", "同户添了人：出生（2026-10-30）")]


def test_a_benefit_that_ended_is_an_economic_change_unless_another_took_its_place(ward: Ward) -> None:
    poor, other, rigid = ward.elder("甲一"), ward.elder("乙二"), ward.elder("丙三")
    for each in (poor, other, rigid):
        ward.coloured(each, "L2")
    for each in (poor, other):
        category(ward, each, "dibao", valid_from=date(2026, 1, 1), valid_to=date(2026, 10, 31))
    category(ward, other, "near_poor", valid_from=date(2026, 11, 1))
    category(ward, rigid, "rigid_expense", valid_from=date(2026, 11, 1))
    actions.follow_changes(by=BY)
    actions.find_alerts(by=BY)
    assert found("AL04") == [
        ("甲一", "最低生活保障到 2026-10-31 止，没有别的救助接上"),
        ("丙三", "2026-11-01 起认定为刚性支出困难：医疗等支出占收入太多"),
    ]


@pytest.fixture
def allowance(ward: Ward) -> Policy:
    words = {"title": "残疾人补贴", "who": "残疾人", "what": "补贴", "documents": "证", "where": "村里"}
    policy = actions.write_policy(
        county="500114",
        words=words,
        conditions={"categories": ["disabled"], "age_from": 60},
        by=ward.cast.business_he,
    )
    return actions.release_policy(policy=policy, by=ward.cast.business_he)


def test_a_policy_finds_somebody_within_a_minute_of_the_category_and_lets_go_again(
    ward: Ward, allowance: Policy
) -> None:
    person = ward.elder()
    actions.follow_changes(by=BY)
    assert not PolicyMatch.objects.filter(person=person).exists()
    held = category(ward, person, "disabled", valid_from=date(2026, 10, 1))
    actions.follow_changes(by=BY)
    match = PolicyMatch.objects.get(person=person, policy=allowance)
    assert match.state == "found"
    people.end_category(entry=held, on=date(2026, 11, 1), by=BY)
    actions.follow_changes(by=BY)
    match.refresh_from_db()
    assert match.state == "gone"


def test_a_corrected_birth_date_counts_at_once(ward: Ward, allowance: Policy) -> None:
    person = ward.elder(born=date(1970, 1, 1))
    category(ward, person, "disabled", valid_from=date(2026, 10, 1))
    actions.follow_changes(by=BY)
    assert not PolicyMatch.objects.filter(person=person).exists()
    people.correct_person(person=person, changes={"birth_date": date(1950, 1, 1)}, by=ward.cast.station_zhou)
    actions.follow_changes(by=BY)
    assert PolicyMatch.objects.filter(person=person).exists()


def test_a_whole_list_is_left_to_the_night(
    ward: Ward, allowance: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yimi.rooms.care.actions.following.MANY", 0)
    person = ward.elder()
    category(ward, person, "disabled", valid_from=date(2026, 10, 1))
    assert actions.follow_changes(by=BY) == 0 and not RegisterChange.objects.exists()
    actions.match_policies(by=BY)
    assert PolicyMatch.objects.filter(person=person).exists()
