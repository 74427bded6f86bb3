from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.cast import BY, Cast
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.network.queries import reach
from yimi.rooms.people.actions import (
    add_person,
    confirm_category,
    end_category,
    give_consent,
    record_death,
    set_category,
    withdraw_consent,
)
from yimi.rooms.people.models import Consent, Person, PersonCategory
from yimi.rooms.people.queries import answers_of, consented, contact_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def elder(cast: Cast) -> Person:
    return add_person(name="王秀英", division=cast.xinhua, birth_date=date(1945, 3, 8), by=cast.village_li)


@pytest.fixture
def child(cast: Cast) -> Person:
    return add_person(name="王小满", division=cast.xinhua, birth_date=date(2016, 5, 1), by=cast.village_li)


def test_nothing_recorded_means_no_consent(cast: Cast, elder: Person) -> None:
    assert consented([elder.pk], "photo") == set()
    assert answers_of(elder) == {}


def test_a_yes_holds_for_its_own_use_only(cast: Cast, elder: Person) -> None:
    give_consent(person=elder, use="photo", given_by="self", by=cast.village_li)
    assert consented([elder.pk], "photo") == {elder.pk}
    assert consented([elder.pk], "public_photo") == set()


def test_the_newest_answer_wins(cast: Cast, elder: Person) -> None:
    give_consent(person=elder, use="callback", given_by="self", by=cast.village_li)
    give_consent(person=elder, use="callback", given_by="relative", given=False, by=cast.village_li)
    assert consented([elder.pk], "callback") == set()
    give_consent(person=elder, use="callback", given_by="self", by=cast.village_li)
    assert consented([elder.pk], "callback") == {elder.pk}
    assert Consent.objects.count() == 3


def test_a_yes_is_withdrawn_once_with_name_and_time_even_by_the_reviewer_who_calls(
    cast: Cast, elder: Person
) -> None:
    give_consent(person=elder, use="public_photo", given_by="self", by=cast.village_li)
    row = withdraw_consent(person=elder, use="public_photo", by=cast.reviewer_chen)
    assert row.withdrawn_by == cast.reviewer_chen
    assert row.withdrawn_at is not None
    assert consented([elder.pk], "public_photo") == set()
    with pytest.raises(Stale, match="没有可以撤回的同意"):
        withdraw_consent(person=elder, use="public_photo", by=cast.village_li)


def test_withdrawing_the_newest_does_not_bring_back_an_older_yes(cast: Cast, elder: Person) -> None:
    for _time in range(2):
        give_consent(person=elder, use="clip", given_by="self", by=cast.village_li)
    withdraw_consent(person=elder, use="clip", by=cast.village_li)
    assert consented([elder.pk], "clip") == set()


def test_a_minor_needs_the_guardian(cast: Cast, child: Person) -> None:
    for given_by in ("self", "relative"):
        with pytest.raises(Refusal, match="监护人同意") as refused:
            give_consent(person=child, use="photo", given_by=given_by, by=cast.village_li)
        assert refused.value.code == "guardian_needed"
    give_consent(person=child, use="photo", given_by="guardian", by=cast.village_li)
    assert consented([child.pk], "photo") == {child.pk}


def test_strangers_and_providers_record_no_consent(cast: Cast, elder: Person) -> None:
    for who in (cast.provider_a_worker, cast.village_zhao, cast.stranger, cast.finance_qian):
        with pytest.raises(NotYours):
            give_consent(person=elder, use="photo", given_by="self", by=who)
        with pytest.raises(NotYours):
            withdraw_consent(person=elder, use="photo", by=who)


def test_an_unknown_use_and_the_dead_are_refused(cast: Cast, elder: Person) -> None:
    with pytest.raises(Refusal, match="用途"):
        give_consent(person=elder, use="advertising", given_by="self", by=cast.village_li)
    elder = record_death(person=elder, on=date(2026, 1, 5), by=cast.village_li)
    with pytest.raises(Refusal, match="去世"):
        give_consent(person=elder, use="photo", given_by="relative", by=cast.village_li)


def test_many_people_are_asked_about_in_one_query(
    cast: Cast, elder: Person, child: Person, django_assert_num_queries: object
) -> None:
    give_consent(person=elder, use="photo", given_by="self", by=cast.village_li)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert consented([elder.pk, child.pk], "photo") == {elder.pk}


def test_whoever_enters_a_category_never_confirms_it(cast: Cast, elder: Person) -> None:
    start = date(2026, 1, 1)
    mine = set_category(
        person=elder, category="dibao", valid_from=start, source="批复1号", by=cast.station_zhou
    )
    assert mine.confirmed_at is None and mine.entered_by == cast.station_zhou
    with pytest.raises(NotYours, match="另一个人"):
        confirm_category(entry=mine, by=cast.station_zhou)
    assert confirm_category(entry=mine, by=cast.station_head_ma).confirmed_by == cast.station_head_ma
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        PersonCategory.objects.filter(pk=mine.pk).update(confirmed_by=cast.station_zhou)
    theirs = set_category(
        person=elder, category="lives_alone", valid_from=start, source="走访", by=cast.village_li
    )
    assert theirs.confirmed_by is None
    with pytest.raises(NotYours):
        confirm_category(entry=theirs, by=cast.village_li)
    assert confirm_category(entry=theirs, by=cast.station_head_ma).confirmed_by == cast.station_head_ma
    with pytest.raises(Stale):
        confirm_category(entry=theirs, by=cast.station_head_ma)


def test_a_category_is_refused_without_source_out_of_order_overlapping_or_unknown(
    cast: Cast, elder: Person
) -> None:
    start, by = date(2026, 1, 1), cast.station_zhou
    first = set_category(person=elder, category="dibao", valid_from=start, source="批复", by=by)
    for category, valid_from, valid_to, source, words in [
        ("dibao", date(2026, 6, 1), None, "批复", "已有这一类别"),
        ("tekun", start, date(2025, 1, 1), "批复", "止期不能早于起期"),
        ("tekun", start, None, " ", "写明依据"),
        ("rich", start, None, "批复", "没有这个类别"),
    ]:
        with pytest.raises(Refusal, match=words):
            set_category(
                person=elder,
                category=category,
                valid_from=valid_from,
                valid_to=valid_to,
                source=source,
                by=by,
            )
    with pytest.raises(NotYours, match="申请变更"):
        end_category(entry=first, on=date(2026, 5, 31), by=cast.station_head_ma)
    end_category(entry=first, on=date(2026, 5, 31), by=BY)
    assert set_category(person=elder, category="dibao", valid_from=date(2026, 6, 1), source="批复", by=by).pk


def test_a_village_does_not_enter_mental_disorder_enrolment(cast: Cast, elder: Person) -> None:
    with pytest.raises(NotYours, match="社工站或区县登记"):
        set_category(
            person=elder, category="smd_patient", valid_from=date(2026, 1, 1), source="x", by=cast.village_li
        )


def test_a_number_is_given_out_only_with_consent_and_within_the_reach(cast: Cast) -> None:
    born = date(1946, 5, 1)
    person = add_person(
        name="王桂兰", division=cast.xinhua, birth_date=born, phone="19900001234", by=cast.village_li
    )
    station = reach(cast.station_zhou)
    assert contact_of(station, person.pk) is None
    give_consent(person=person, use="callback", given_by="self", by=cast.village_li)
    found = contact_of(station, person.pk)
    assert found is not None and (found.name, found.phone, found.relation) == ("王桂兰", "19900001234", "")
    assert contact_of(reach(cast.station_head_wu), person.pk) is None
    assert contact_of(reach(cast.provider_a_manager), person.pk) is None
