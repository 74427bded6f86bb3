"""Policy finds people: the same conditions in SQL and in words, matched and followed to the end (A1-16)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from tests.rooms.care.conftest import MONDAY, Ward
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.reach import Reach
from yimi.rooms.care import actions
from yimi.rooms.care.models import Policy, PolicyMatch
from yimi.rooms.care.queries import policies
from yimi.rooms.care.rules.policies import Conditions, fits
from yimi.rooms.network.queries import reach
from yimi.rooms.people.actions import add_household, answer_survey, end_category, set_category, start_round
from yimi.rooms.people.models import Person

WORDS = {"title": "高龄津贴", "who": "80 岁以上老人", "what": "每月 100 元", "where": "村便民服务点"}
BY = System("test")


def written(ward: Ward, **conditions: Any) -> Policy:
    return actions.write_policy(county="500114", words=WORDS, conditions=conditions, by=ward.cast.business_he)


def released(ward: Ward, **conditions: Any) -> Policy:
    return actions.release_policy(policy=written(ward, **conditions), by=ward.cast.business_he)


def held(person: Person, category: str) -> Any:
    return set_category(person=person, category=category, valid_from=date(2026, 1, 1), source="批文", by=BY)


def found(policy: Policy) -> set[str]:
    rows = PolicyMatch.objects.filter(policy=policy).exclude(state="gone")
    return set(rows.values_list("person__name", flat=True))


def test_released_it_finds_whom_it_may_concern_and_the_night_finds_who_comes_later(ward: Ward) -> None:
    ward.elder("王大", born=date(1940, 1, 1))
    ward.elder("李大", born=date(1960, 1, 1))
    policy = released(ward, age_from=80)
    assert found(policy) == {"王大"}
    ward.elder("赵大", born=date(1946, 11, 2))  # eighty today
    ward.elder("孙大", born=date(1946, 11, 3))  # tomorrow
    assert actions.match_policies(by=BY) == 1
    with clock.frozen(MONDAY + timedelta(days=1)):
        assert actions.match_policies(by=BY) == 1
        assert actions.match_policies(by=BY) == 0
    assert found(policy) == {"王大", "赵大", "孙大"}


def test_sql_and_words_agree_on_everybody(ward: Ward) -> None:
    people = [ward.elder(), ward.child(), ward.elder("周八", born=date(2008, 2, 29)), ward.patient()]
    held(people[0], "lives_alone")
    held(people[0], "dibao")
    ward.coloured(people[0], "L1", "F3")
    add_household(division=ward.cast.xinhua, head=people[1], members=people[1:3], by=BY)
    survey = start_round(
        division=ward.cast.lishui, title="秋", starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30),
        by=ward.cast.station_head_ma,
    )  # fmt: skip
    for form in survey.forms.all():
        facts = ["illness"] if form.household_id else ["alone"]
        answer_survey(form=form, facts=facts, by=ward.cast.station_zhou)
    known = {each.pk: policies.known_of(each) for each in Person.objects.all()}
    choices: dict[str, list[Any]] = {
        "categories": [None, ["dibao"], ["smd_patient", "lives_alone"]], "without": [None, ["dibao"]],
        "colours": [None, ["yellow"], ["red", "green"]], "facts": [None, ["illness"], ["alone", "study"]],
        "age_from": [None, 18], "age_to": [None, 17, 60],
    }  # fmt: skip
    tried = 0
    for values in product(*choices.values()):
        given = {name: value for name, value in zip(choices, values, strict=True) if value is not None}
        try:
            asked = Conditions.of(given)
        except Refusal:
            continue
        tried += 1
        by_sql = set(policies.concerned("500114", asked).values_list("pk", flat=True))
        assert by_sql == {pk for pk, one in known.items() if fits(asked, one)}, given
    assert tried > 150


def hints(person: Person, whose: Reach) -> list[PolicyMatch]:
    today = set(person.categories.filter(valid_to=None).values_list("category", flat=True))
    return policies.hints(person, whose, colour="", categories=today)


def test_a_hint_stands_on_the_person_before_the_night_has_come(ward: Ward) -> None:
    policy = released(ward, categories=["dibao"])
    person = ward.elder()
    here = reach(ward.cast.station_zhou)
    assert hints(person, here) == []
    entry = held(person, "dibao")
    [hint] = hints(person, here)
    assert (hint.policy, hint.pk) == (policy, None)
    assert hints(person, reach(ward.cast.village_li)) == []
    actions.follow_match(policy=policy, person=person, to="told", by=ward.cast.station_zhou)
    end_category(entry=entry, on=date(2026, 11, 1), by=BY)
    assert [each.state for each in hints(person, here)] == ["told"]  # under way: not forgotten


def test_told_helped_succeeded_are_counted_and_nothing_skipped(ward: Ward) -> None:
    people = [ward.elder(name) for name in ("王大", "李大", "赵大")]
    policy, zhou = released(ward, age_from=60), ward.cast.station_zhou
    actions.follow_match(policy=policy, person=people[0], to="told", by=zhou)
    actions.follow_match(policy=policy, person=people[0], to="helped", by=zhou)
    actions.follow_match(policy=policy, person=people[0], to="succeeded", by=zhou)
    with pytest.raises(Refusal, match="为什么"):
        actions.follow_match(policy=policy, person=people[1], to="declined", by=zhou)
    actions.follow_match(policy=policy, person=people[1], to="declined", said="已经在领", by=zhou)
    with pytest.raises(Stale):
        actions.follow_match(policy=policy, person=people[1], to="told", by=zhou)
    counted = policies.counted(reach(zhou)).get(pk=policy.pk)
    assert (counted.found, counted.told, counted.helped, counted.succeeded) == (3, 1, 1, 1)
    elsewhere = policies.counted(reach(ward.cast.station_head_wu)).get(pk=policy.pk)
    assert (elsewhere.found, elsewhere.told) == (0, 0)


def test_who_no_longer_fits_is_gone_until_they_fit_again(ward: Ward) -> None:
    person = ward.elder()
    entry = held(person, "dibao")
    policy = released(ward, categories=["dibao"])
    end_category(entry=entry, on=date(2026, 11, 1), by=BY)
    actions.match_policies(by=BY)
    assert found(policy) == set()
    with pytest.raises(Refusal, match="不符"):
        actions.follow_match(policy=policy, person=person, to="told", by=ward.cast.station_zhou)
    set_category(person=person, category="dibao", valid_from=date(2026, 11, 2), source="批文", by=BY)
    actions.match_policies(by=BY)
    assert found(policy) == {"王秀英"}


@pytest.mark.parametrize(
    "conditions",
    [
        {},
        {"without": ["dibao"]},
        {"colours": ["pink"]},
        {"age_from": 60, "age_to": 50},
        {"age_from": 200},
        {"income": 3},
    ],
)
def test_conditions_that_ask_nothing_or_nonsense_are_refused(ward: Ward, conditions: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        written(ward, **conditions)


def test_only_the_county_writes_and_only_those_responsible_follow(ward: Ward) -> None:
    person, policy = ward.elder(), released(ward, age_from=60)
    for user in (ward.cast.station_head_ma, ward.cast.village_li, ward.cast.stranger):
        with pytest.raises(NotYours):
            actions.end_policy(policy=policy, by=user)
    for user in (ward.cast.station_head_wu, ward.cast.village_li, ward.cast.provider_a_worker):
        with pytest.raises(NotYours):
            actions.follow_match(policy=policy, person=person, to="told", by=user)
    actions.end_policy(policy=policy, by=ward.cast.business_he)
    with pytest.raises(Stale):
        actions.end_policy(policy=policy, by=ward.cast.business_he)
