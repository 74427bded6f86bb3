"""Changes with another's yes, what people ask about their data, files kept long enough (PIPL 19, 44–47)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.cast import BY, Cast
from tests.rooms.people.sheets import an_id
from yimi.kernel import audit, clock
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.workdays import load_calendar
from yimi.rooms.people import actions
from yimi.rooms.people.models import ChangeRequest, Person, PersonCategory, RetentionProposal, RightsRequest
from yimi.rooms.people.queries.rights import looks_at

MONDAY = timezone.make_aware(datetime(2026, 11, 2, 9))


@pytest.fixture(autouse=True)
def monday(db: None) -> object:
    with clock.frozen(MONDAY):
        load_calendar()
        yield None


def elder(cast: Cast, **given: object) -> Person:
    return actions.add_person(
        **{"name": "王秀英", "division": cast.xinhua, "birth_date": date(1950, 3, 8), "by": BY} | given  # type: ignore[arg-type]
    )


def ask(cast: Cast, person: Person, **content: str) -> ChangeRequest:
    asked = {"category": "dibao", "valid_from": "2026-11-01"} | content
    return actions.ask_change(
        person=person, kind="set_category", content=asked, evidence="民救〔2026〕7 号", by=cast.station_zhou
    )


def test_a_category_asked_for_with_evidence_holds_when_another_says_yes(cast: Cast) -> None:
    asked = ask(cast, elder(cast))
    assert not PersonCategory.objects.exists()
    with pytest.raises(NotYours, match="另一个人"):
        actions.decide_change(asked=asked, approve=True, by=cast.station_zhou)
    actions.decide_change(asked=asked, approve=True, by=cast.station_head_ma)
    held = PersonCategory.objects.get()
    assert (held.category, held.source, held.confirmed_by) == (
        "dibao",
        "民救〔2026〕7 号",
        cast.station_head_ma,
    )
    with pytest.raises(Stale):
        actions.decide_change(asked=asked, approve=False, reason="晚了", by=cast.station_head_ma)


def test_the_end_of_a_category_and_a_number_go_the_same_way(cast: Cast) -> None:
    person = elder(cast)
    actions.decide_change(asked=ask(cast, person), approve=True, by=cast.station_head_ma)
    entry = PersonCategory.objects.get()
    end = actions.ask_change(
        person=person, kind="end_category", content={"entry": str(entry.pk), "on": "2026-11-30"}, evidence="核查",
        by=cast.village_li,
    )  # fmt: skip
    actions.decide_change(asked=end, approve=True, by=cast.station_zhou)
    entry.refresh_from_db()
    assert entry.valid_to == date(2026, 11, 30)
    number = an_id(1, date(1950, 3, 8))
    mend = actions.ask_change(
        person=person, kind="id_number", content={"id_number": number}, evidence="身份证", by=cast.village_li
    )
    actions.decide_change(asked=mend, approve=True, by=cast.station_zhou)
    person.refresh_from_db()
    assert person.id_number == number
    with connection.cursor() as cursor:  # what was asked for lies sealed
        cursor.execute("SELECT content FROM people_changerequest")
        assert number not in str(cursor.fetchall())


def test_a_no_needs_its_reason_and_changes_nothing(cast: Cast) -> None:
    asked = ask(cast, elder(cast))
    with pytest.raises(Refusal, match="为什么"):
        actions.decide_change(asked=asked, approve=False, by=cast.station_head_ma)
    actions.decide_change(asked=asked, approve=False, reason="批文不对", by=cast.station_head_ma)
    assert not PersonCategory.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "income", "content": {}},
        {"kind": "set_category", "content": {"category": "rich"}},
        {"kind": "end_category", "content": {"entry": "1"}},
        {"kind": "id_number", "content": {"id_number": "123"}},
        {"kind": "id_number", "content": {"id_number": an_id(1)}, "evidence": " "},
    ],
)
def test_what_cannot_be_is_refused_when_it_is_asked(cast: Cast, given: dict[str, object]) -> None:
    with pytest.raises(Refusal):
        actions.ask_change(**{"person": elder(cast), "evidence": "证件", "by": cast.station_zhou} | given)  # type: ignore[arg-type]


def test_a_request_is_answered_within_fifteen_working_days(cast: Cast) -> None:
    asked = actions.ask_right(
        person=elder(cast), kind="access", said="想看谁查过我", given_by="self", by=cast.village_li
    )
    assert asked.due_on == date(2026, 11, 23)
    with pytest.raises(NotYours):
        actions.answer_right(asked=asked, grant=True, answer="已打印", by=cast.village_li)
    actions.answer_right(asked=asked, grant=True, answer="已打印", by=cast.station_zhou)
    with pytest.raises(Stale):
        actions.answer_right(asked=asked, grant=True, answer="再打印", by=cast.station_zhou)


def test_who_looked_when_and_why_is_read_from_the_log(cast: Cast) -> None:
    child = elder(cast, birth_date=date(2018, 5, 1))
    audit.viewed(by=cast.station_zhou, subject=child, purpose="service")
    newest = looks_at(child).first()
    assert newest is not None
    assert (newest.actor, newest.verb, newest.detail) == (
        cast.station_zhou.audit_name,
        "people.viewed",
        {"purpose": "service"},
    )
    with pytest.raises(Refusal, match="监护人"):
        actions.ask_right(person=child, kind="access", said="看", given_by="self", by=cast.station_zhou)


def test_erasing_takes_who_it_was_and_keeps_that_somebody_was_served(cast: Cast) -> None:
    person = elder(cast, phone="19900001111", note="腿不好")
    asked = actions.ask_right(
        person=person, kind="erase", said="请删掉", given_by="self", by=cast.station_zhou
    )
    with pytest.raises(NotYours):
        actions.answer_right(asked=asked, grant=True, answer="已删", by=cast.station_zhou)
    actions.answer_right(asked=asked, grant=True, answer="已删", by=cast.business_he)
    person.refresh_from_db()
    assert (person.name, person.phone, person.phone_index, person.note, person.birth_date) == (
        "已删除",
        "",
        "",
        "",
        None,
    )
    assert person.erased_by == cast.business_he and not Person.objects.present().filter(pk=person.pk).exists()


def test_while_somebody_receives_benefits_the_file_stays(cast: Cast) -> None:
    person = elder(cast)
    actions.decide_change(asked=ask(cast, person), approve=True, by=cast.station_head_ma)
    asked = actions.ask_right(
        person=person, kind="erase", said="请删掉", given_by="self", by=cast.station_zhou
    )
    with pytest.raises(Refusal, match="享受"):
        actions.answer_right(asked=asked, grant=True, answer="已删", by=cast.business_he)
    assert RightsRequest.objects.get().state == "asked"


def test_files_kept_long_enough_are_proposed_once_and_a_person_decides(cast: Cast) -> None:
    old, fresh, moved = elder(cast), elder(cast), elder(cast)
    actions.record_death(person=old, on=date(2016, 11, 1), by=BY)
    actions.record_death(person=fresh, on=date(2016, 11, 2), by=BY)
    actions.merge_person(person=moved, into=elder(cast), by=cast.station_zhou)
    Person.objects.filter(pk=moved.pk).update(merged_at=MONDAY - timedelta(days=3 * 366))
    assert actions.propose_retention(by=BY) == 2
    assert actions.propose_retention(by=BY) == 0
    by_rule = {each.rule: each for each in RetentionProposal.objects.all()}
    with pytest.raises(NotYours):
        actions.decide_retention(proposal=by_rule["deceased"], erase=True, by=cast.station_zhou)
    actions.decide_retention(proposal=by_rule["deceased"], erase=True, by=cast.business_he)
    actions.decide_retention(proposal=by_rule["merged"], erase=False, reason="有案件", by=cast.business_he)
    old.refresh_from_db()
    moved.refresh_from_db()
    assert (old.name, moved.name) == ("已删除", "王秀英")
    assert actions.propose_retention(by=BY) == 0
