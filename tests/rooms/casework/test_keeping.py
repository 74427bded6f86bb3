"""Whoever is being helped keeps their file: an open case or alert outlives every retention (PIPL 47, B11)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.cast import BY
from tests.doors.client import StrictClient
from tests.rooms.care.conftest import MONDAY
from tests.rooms.casework.conftest import Office
from yimi.kernel.errors import Refusal
from yimi.rooms.care import actions as care
from yimi.rooms.casework import actions
from yimi.rooms.people import actions as people
from yimi.rooms.people.models import Person, RetentionProposal


def kept(office: Office, person: Person, why: str) -> None:
    """Neither asked for, nor proposed, nor by the database's own hand."""
    asked = people.ask_right(person=person, kind="erase", said="请删掉", given_by="self", by=office.zhou)
    by: Any = office.cast.business_he
    with pytest.raises(Refusal, match=why):
        actions.answer_right(asked=asked, grant=True, answer="已删", by=by)
    proposal = RetentionProposal.objects.create(person=person, rule="deceased", proposed_on=date(2026, 11, 2))
    with pytest.raises(Refusal, match=why):
        actions.decide_retention(proposal=proposal, erase=True, by=by)
    for call in (
        lambda: people.decide_retention(proposal=proposal, erase=True, by=by),
        lambda: Person.objects.filter(pk=person.pk).update(erased_at=MONDAY, erased_by=by),
    ):
        with pytest.raises(DatabaseError, match="is not erased"), transaction.atomic():
            call()
    person.refresh_from_db()
    assert person.erased_at is None and person.name != "已删除"
    actions.decide_retention(proposal=proposal, erase=False, reason="还在办", by=by)
    assert actions.answer_right(asked=asked, grant=False, answer="还在办", by=by).state == "refused"


def test_an_open_case_keeps_the_file(office: Office) -> None:
    person = office.elder()
    actions.open_case(person=person, by=office.zhou)
    kept(office, person, "在办的个案")


def test_whoever_is_being_helped_is_not_proposed_and_the_page_says_why(office: Office) -> None:
    people_of = [office.elder(name) for name in ("王大", "李大", "赵大")]
    actions.open_case(person=people_of[0], by=office.zhou)
    care.raise_alert(person=people_of[1], rule="AL03", text="一个人住", by=office.zhou)
    Person.objects.filter(pk__in=[each.pk for each in people_of]).update(deceased_on=date(1990, 1, 1))
    assert actions.propose_retention(by=BY) == 1
    assert RetentionProposal.objects.get().person == people_of[2]
    page = StrictClient.of(office.head).get("/desk/rights/").content.decode()
    assert "年限已满、还不能删的 2 份" in page and "在办的个案" in page and "没办结的预警" in page
    assert (
        "还不能删的" not in StrictClient.of(office.cast.station_head_wu).get("/desk/rights/").content.decode()
    )


def test_an_open_alert_keeps_the_file_until_it_is_closed(office: Office) -> None:
    person = office.elder()
    alert = care.raise_alert(person=person, rule="AL03", text="一个人住", by=office.zhou)
    kept(office, person, "没办结的预警")
    care.take_alert(alert=alert, by=office.zhou)
    care.dispose_alert(alert=alert, was_true=False, result="女儿在", by=office.zhou)
    care.verify_alert(alert=alert, fine=True, by=office.head)
    asked = people.ask_right(person=person, kind="erase", said="请删掉", given_by="self", by=office.zhou)
    actions.answer_right(asked=asked, grant=True, answer="已删", by=office.cast.business_he)
    assert Person.objects.get(pk=person.pk).erased_at is not None


def test_an_alert_under_a_merged_file_keeps_the_other_and_the_other_way_round(office: Office) -> None:
    old, living = office.elder("王秀英"), office.elder("王秀英")
    care.raise_alert(person=old, rule="AL03", text="一个人住", by=office.zhou)
    people.merge_person(person=old, into=living, by=office.zhou)
    kept(office, living, "没办结的预警")
    third = office.elder("王秀英")
    people.merge_person(person=third, into=living, by=office.zhou)
    proposal = RetentionProposal.objects.create(person=third, rule="merged", proposed_on=date(2026, 11, 2))
    with pytest.raises(Refusal, match="没办结的预警"):
        actions.decide_retention(proposal=proposal, erase=True, by=office.cast.business_he)
