"""Survey rounds: nobody missed, what did not change is carried, third parties apart from the station (A0-05, A0-06)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.utils import timezone

from tests.cast import BY, Cast
from yimi.kernel import clock
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.accounts.models import User
from yimi.rooms.network.actions import assign
from yimi.rooms.network.queries import reach
from yimi.rooms.people import actions
from yimi.rooms.people.models import Person, SurveyForm, SurveyRound
from yimi.rooms.people.queries import surveys
from yimi.rooms.places.actions import add_hamlet
from yimi.rooms.places.models import Division

SPRING = timezone.make_aware(datetime(2026, 3, 2, 9))
AUTUMN = timezone.make_aware(datetime(2026, 9, 1, 9))


@pytest.fixture
def spring(cast: Cast) -> Iterator[Cast]:
    with clock.frozen(SPRING):
        yield cast


def filed(name: str, place: Division, **given: object) -> Person:
    return actions.add_person(name=name, division=place, birth_date=date(1950, 3, 8), by=BY, **given)  # type: ignore[arg-type]


def home(cast: Cast, *names: str, place: Division | None = None) -> Person:
    place = place or cast.xinhua
    people = [filed(name, place) for name in names]
    actions.add_household(division=place, head=people[0], members=people, by=BY)
    return Person.objects.get(pk=people[0].pk)


def start(cast: Cast, place: Division | None = None, by: User | None = None, **given: object) -> SurveyRound:
    day = clock.today()
    return actions.start_round(
        division=place or cast.lishui, title=f"{day:%Y-%m}", starts_on=day, ends_on=day.replace(day=28),
        by=by or cast.station_head_ma, **given,
    )  # type: ignore[arg-type]  # fmt: skip


def assessor(cast: Cast) -> User:
    user = User.objects.create(username="assessor", display_name="评估员")
    since = date(2026, 1, 1)
    assign(
        user=user, role="assessor", organisation=cast.provider_a, division=cast.lishui, starts_on=since, by=BY
    )
    return user


def test_every_household_and_everybody_without_one_gets_a_form(spring: Cast) -> None:
    hamlet = add_hamlet(village=spring.xinhua, name="一组", by=BY)
    home(spring, "王大", "王二")
    home(spring, "李大", place=hamlet)
    filed("赵一", spring.changping)
    gone = filed("孙一", spring.changping)
    actions.record_death(person=gone, on=date(2026, 3, 1), by=BY)
    filed("外镇人", spring.puhua)
    survey = start(spring)
    assert survey.forms.count() == 3
    covered = surveys.coverage(reach(spring.station_zhou), survey, "500114109")
    assert [(each.name, each.total, each.left) for each in covered] == [("新花村", 2, 2), ("长坪村", 1, 1)]
    inside = surveys.coverage(reach(spring.village_li), survey, "500114109203")
    assert {(each.name, each.total) for each in inside} == {("新花村", 1), ("一组", 1)}
    assert surveys.coverage(reach(spring.stranger), survey, "500114109") == []


def test_who_comes_into_the_register_later_gets_a_form_that_night_and_nobody_two(spring: Cast) -> None:
    home(spring, "王大")
    survey = start(spring)
    home(spring, "李大")
    assert actions.complete_rounds(by=BY) == 1
    assert actions.complete_rounds(by=BY) == 0
    assert survey.forms.count() == 2
    actions.close_round(survey=survey, by=spring.station_head_ma)
    home(spring, "赵大")
    assert actions.complete_rounds(by=BY) == 0


def test_what_did_not_change_is_carried_and_changes_are_not(spring: Cast) -> None:
    home(spring, "王大")
    first = start(spring).forms.get()
    actions.answer_survey(
        form=first,
        facts=["pension", "illness"],
        changes=["discharge"],
        sentence="刚出院",
        by=spring.village_li,
    )
    with pytest.raises(Refusal, match="沿用"):
        actions.answer_survey(form=first, unchanged=True, by=spring.village_li)
    with clock.frozen(AUTUMN):
        second = start(spring).forms.get()
        assert second.previous == first
        answered = actions.answer_survey(form=second, unchanged=True, by=spring.station_zhou)
    assert (answered.facts, answered.changes, answered.is_carried) == (["illness", "pension"], [], True)


def test_what_somebody_said_alone_goes_along_into_a_household(spring: Cast) -> None:
    """Answered alone and moved in: the household's form has the answer to carry. Not asked yet: asked there, once."""
    said, asked = filed("王秀英", spring.xinhua), filed("张德贵", spring.xinhua)
    survey = start(spring)
    actions.answer_survey(form=SurveyForm.objects.get(person=said), facts=["pension"], by=spring.village_li)
    actions.note_nobody_home(form=SurveyForm.objects.get(person=asked), by=spring.village_li)
    home_ = actions.add_household(division=spring.xinhua, head=said, members=[said, asked], by=BY)
    assert actions.complete_rounds(by=BY) == 1
    form = SurveyForm.objects.get(household=home_)
    assert form.previous == SurveyForm.objects.get(person=said) and form.tries == 1
    assert not SurveyForm.objects.filter(person=asked).exists()
    answered = actions.answer_survey(form=form, unchanged=True, by=spring.village_li)
    assert (answered.facts, answered.is_carried) == (["pension"], True)
    actions.close_round(survey=survey, by=spring.station_head_ma)
    with clock.frozen(AUTUMN):
        assert SurveyForm.objects.get(round=start(spring)).previous == answered


def test_nobody_at_home_stays_on_the_red_list_and_away_does_not(spring: Cast) -> None:
    for name in ("王大", "李大"):
        home(spring, name)
    survey, mine = start(spring), reach(spring.village_li)
    one, other = survey.forms.order_by("pk")
    actions.note_nobody_home(form=one, by=spring.village_li)
    actions.answer_survey(form=other, state="away", by=spring.village_li)
    left = surveys.red_list(mine, survey, "500114109203").get()
    assert (left, left.tries) == (one, 1)
    [covered] = surveys.coverage(mine, survey, "500114109")
    assert (covered.done, covered.excused, covered.left, covered.percent) == (0, 1, 1, 50)


def test_a_paper_form_keeps_who_went_and_who_typed_it(spring: Cast) -> None:
    home(spring, "王大")
    form = start(spring).forms.get()
    with clock.frozen(SPRING.replace(day=9)):
        made = actions.answer_survey(
            form=form,
            channel="paper",
            surveyor="李青禾",
            surveyed_on=date(2026, 3, 4),
            by=spring.station_zhou,
        )
    assert (made.surveyor, made.recorded_by, made.surveyed_on) == (
        "李青禾",
        spring.station_zhou,
        date(2026, 3, 4),
    )
    with pytest.raises(Refusal, match="调查日期"):
        actions.answer_survey(form=form, surveyed_on=date(2026, 3, 1), by=spring.station_zhou)


def test_a_third_party_round_is_the_assessors_alone_and_only_while_it_runs(spring: Cast) -> None:
    home(spring, "王大")
    third = assessor(spring)
    own = start(spring, by=spring.station_head_ma)
    assert not SurveyForm.objects.visible_to(reach(third)).exists()
    with pytest.raises(NotYours):
        actions.answer_survey(form=own.forms.get(), by=third)
    with clock.frozen(SPRING.replace(day=3)):
        survey = actions.start_round(
            division=spring.lishui, title="第三方", starts_on=date(2026, 3, 3), ends_on=date(2026, 3, 9),
            by_assessors=True, by=spring.station_head_ma,
        )  # fmt: skip
        form = survey.forms.get()
        assert SurveyForm.objects.visible_to(reach(third)).get() == form
        assert not Person.objects.visible_to(reach(third)).exists()
        with pytest.raises(NotYours, match="第三方"):
            actions.answer_survey(form=form, by=spring.station_zhou)
        actions.answer_survey(form=form, facts=["alone"], by=third)
        actions.close_round(survey=survey, by=spring.business_he)
        assert not SurveyForm.objects.visible_to(reach(third)).exists()
        with pytest.raises(Stale):
            actions.answer_survey(form=form, by=third)


def test_an_assessor_serves_no_station_there(spring: Cast) -> None:
    with pytest.raises(Refusal, match="独立"):
        assign(user=spring.provider_a_worker, role="assessor", organisation=spring.provider_a, by=BY)


def test_who_may_start_and_what_is_refused(spring: Cast) -> None:
    home(spring, "王大")
    for user in (spring.station_zhou, spring.village_li, spring.station_head_wu, spring.stranger):
        with pytest.raises(NotYours):
            start(spring, by=user)
    with pytest.raises(Refusal, match="还没有人"):
        start(spring, place=spring.changping)
    start(spring)
    with pytest.raises(Refusal, match="同名"):
        start(spring)


def test_forms_are_given_in_as_many_questions_however_many_households_there_are(
    spring: Cast, django_assert_max_num_queries: object
) -> None:
    for name in ("王大", "李大", "赵大", "孙大"):
        home(spring, name)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        start(spring)
