"""Service cards: random, one valid a person, worthless once withdrawn."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.cast import Cast
from yimi.kernel import clock
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.network.queries import reach
from yimi.rooms.people import carding
from yimi.rooms.people.actions import (
    add_person,
    issue_card,
    issue_cards,
    merge_person,
    record_death,
    replace_card,
    withdraw_card,
)
from yimi.rooms.people.models import Person, ServiceCard
from yimi.rooms.people.queries import card_of, holder_of, marks_of, without_card

pytestmark = pytest.mark.django_db
TOWN = "500114109"


@pytest.fixture
def elder(cast: Cast) -> Person:
    return add_person(name="王秀英", division=cast.xinhua, birth_date=date(1945, 3, 8), by=cast.village_li)


def test_code_and_number_are_random_and_say_nothing() -> None:
    codes = {carding.new_code() for _each in range(200)}
    assert len(codes) == 200 and all(len(each) == 20 and set(each) <= set(carding.LETTERS) for each in codes)
    number = carding.new_number()
    assert len(number) == 12 and carding.check_digit(number[:-1]) == number[-1]
    assert carding.check_digit("7992739871") == "3"  # the worked example of the literature
    for place in range(12):
        slip = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        assert carding.check_digit(slip[:-1]) != slip[-1]
    assert carding.in_groups("384722109956") == "3847 2210 9956"


def test_one_valid_card_a_person_found_by_code_and_by_number(cast: Cast, elder: Person) -> None:
    card = issue_card(person=elder, by=cast.village_li)
    assert card.issued_by == cast.village_li
    for said in (card.code, card.number, carding.in_groups(card.number), f" {card.code.lower()} "):
        assert holder_of(said, TOWN) == elder
    with pytest.raises(Stale):
        issue_card(person=elder, by=cast.village_li)
    with pytest.raises(IntegrityError, match="servicecard_one_valid"), transaction.atomic():
        ServiceCard.objects.create(
            person=elder, code="x", code_index="x", number="y", number_index="y", issued_at=clock.now(),
            issued_by=cast.village_li,
        )  # fmt: skip


def test_a_card_opens_nothing_elsewhere_nor_after_its_end(cast: Cast, elder: Person) -> None:
    card = issue_card(person=elder, by=cast.village_li)
    assert holder_of(card.code, "500114112") is None and holder_of("0" * 20, TOWN) is None
    assert holder_of("", TOWN) is None
    newer = replace_card(card=card, reason="lost", by=cast.station_zhou)
    assert holder_of(card.code, TOWN) is None and holder_of(card.number, TOWN) is None
    assert holder_of(newer.code, TOWN) == elder and newer.code != card.code
    card.refresh_from_db()
    assert (card.reason, card.withdrawn_by) == ("lost", cast.station_zhou)
    with pytest.raises(Stale):
        withdraw_card(card=card, reason="lost", by=cast.village_li)
    for wrong in ("", "closed", "because"):
        with pytest.raises(Refusal):
            withdraw_card(card=newer, reason=wrong, by=cast.village_li)
    record_death(person=elder, on=date(2026, 1, 1), by=cast.village_li)
    assert holder_of(newer.code, TOWN) is None
    with pytest.raises(Refusal):
        issue_card(person=elder, by=cast.village_li)


def test_a_merged_file_leads_to_the_other(cast: Cast, elder: Person) -> None:
    card = issue_card(person=elder, by=cast.village_li)
    other = add_person(name="王秀英", division=cast.xinhua, birth_date=date(1945, 3, 8), by=cast.village_li)
    merge_person(person=elder, into=other, by=cast.station_zhou)
    assert holder_of(card.code, TOWN) == other


def test_cards_are_given_where_one_keeps_the_register(cast: Cast, elder: Person) -> None:
    for user in (cast.village_zhao, cast.provider_a_worker, cast.reviewer_chen, cast.stranger):
        with pytest.raises(NotYours):
            issue_card(person=elder, by=user)
    card = issue_card(person=elder, by=cast.business_he)
    with pytest.raises(NotYours):
        withdraw_card(card=card, reason="lost", by=cast.village_zhao)


def test_a_village_at_once_passes_over_who_has_one(cast: Cast, elder: Person) -> None:
    others = [
        add_person(name=name, division=cast.xinhua, birth_date=date(1950, 1, 1), by=cast.village_li)
        for name in ("李长贵", "张玉珍")
    ]
    far = add_person(name="陈淑琴", division=cast.puhua, birth_date=date(1950, 1, 1), by=cast.village_zhao)
    mine = reach(cast.village_li)
    issue_card(person=elder, by=cast.village_li)
    assert list(without_card(mine, cast.xinhua.stem)) == others
    assert far not in without_card(mine, cast.puhua.stem)
    assert len(issue_cards(people=[elder, *others], by=cast.village_li)) == 2
    with pytest.raises(Refusal):
        issue_cards(people=[elder, *others], by=cast.village_li)


def test_what_a_phone_holds_differs_from_session_to_session(cast: Cast, elder: Person) -> None:
    card = issue_card(person=elder, by=cast.village_li)
    assert card_of(elder) == card
    here, there = marks_of(card, 7), marks_of(card, 8)
    assert not set(here) & set(there) and here == marks_of(card, 7)
    assert here[0] == carding.mark_of(card.code, carding.key_of(7))
    assert all(card.code not in mark and card.number not in mark for mark in here)
