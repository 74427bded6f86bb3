"""Provider, stations, county, finance: another person each, in turn; objections are answered, not edited."""

from __future__ import annotations

from datetime import date

import pytest

from tests.rooms.settlement.quarter import JANUARY, Books
from yimi.kernel import clock
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.outbox import OutboxMessage
from yimi.rooms.accounts.states import Role
from yimi.rooms.network.actions import assign, strike_off
from yimi.rooms.network.queries import reach
from yimi.rooms.settlement.actions import (
    answer_objection,
    confirm_for_provider,
    confirm_statement,
    object_to_statement,
)
from yimi.rooms.settlement.models import Statement
from yimi.rooms.settlement.queries import waiting_for


@pytest.fixture(autouse=True)
def january():
    with clock.frozen(JANUARY):
        yield


@pytest.fixture
def statement(books: Books) -> Statement:
    books.session()
    books.session(day=date(2026, 11, 12), town=books.cast.zhuoshui)
    books.freeze()
    return books.statement()


def state_of(statement: Statement) -> str:
    statement.refresh_from_db()
    return statement.state


def test_four_parties_sign_in_turn_and_each_station_its_own_lines(books: Books, statement: Statement):
    cast = books.cast
    states = []
    for person in (
        cast.provider_a_manager,
        cast.station_head_ma,
        cast.station_head_wu,
        cast.business_he,
        cast.finance_qian,
    ):
        confirm_statement(statement=statement, by=person)
        states.append(state_of(statement))
    assert states == [
        "provider_confirmed",
        "provider_confirmed",
        "stations_confirmed",
        "county_confirmed",
        "finance_confirmed",
    ]
    assert statement.close.state == "confirmed"


@pytest.mark.parametrize(
    "who",
    ["provider_b_manager", "provider_a_worker", "station_head_ma", "business_he", "stranger", "auditor"],
)
def test_nobody_but_the_provider_signs_first(books: Books, statement: Statement, who: str):
    with pytest.raises(NotYours):
        confirm_statement(statement=statement, by=getattr(books.cast, who))
    assert state_of(statement) == "frozen"


def test_a_station_signs_once_and_waits_for_the_other(books: Books, statement: Statement):
    confirm_statement(statement=statement, by=books.cast.provider_a_manager)
    confirm_statement(statement=statement, by=books.cast.station_head_ma)
    with pytest.raises(Stale, match="等其他社工站"):
        confirm_statement(statement=statement, by=books.cast.station_zhou)
    with pytest.raises(Refusal, match="已在这张结算单上签过字"):
        confirm_statement(statement=statement, by=books.cast.station_head_ma)


def test_one_person_with_two_hats_cannot_sign_twice(books: Books, statement: Statement):
    cast = books.cast
    assign(
        user=cast.station_head_ma, role=Role.COUNTY_BUSINESS, organisation=cast.bureau,
        starts_on=date(2026, 1, 1), by=cast.secadmin,
    )  # fmt: skip
    for person in (cast.provider_a_manager, cast.station_head_ma, cast.station_head_wu):
        confirm_statement(statement=statement, by=person)
    with pytest.raises(Refusal, match="另一位有权的同事"):
        confirm_statement(statement=statement, by=cast.station_head_ma)


def test_nothing_is_to_be_confirmed_after_the_last_signature(books: Books):
    books.session()
    books.freeze()
    statement = books.signed(books.statement())
    with pytest.raises(Stale, match="没有要确认的"):
        confirm_statement(statement=statement, by=books.cast.leader_tang)


def test_an_objection_stops_the_signatures_until_the_county_has_answered(books: Books, statement: Statement):
    cast = books.cast
    object_to_statement(statement=statement, reason="第 2 行应为全额", by=cast.provider_a_manager)
    assert state_of(statement) == "objected"
    assert OutboxMessage.objects.filter(recipient_id=cast.business_he.pk, topic="statement_objected").exists()
    with pytest.raises(Stale):
        confirm_statement(statement=statement, by=cast.provider_a_manager)
    with pytest.raises(NotYours):
        answer_objection(statement=statement, answer="核对过", by=cast.provider_a_manager)
    with pytest.raises(Refusal, match="写明核对的结果"):
        answer_objection(statement=statement, answer=" ", by=cast.business_he)
    objection = answer_objection(statement=statement, answer="请走申诉，差额下季补付", by=cast.business_he)
    assert (objection.answered_by, state_of(statement)) == (cast.business_he, "frozen")
    confirm_statement(statement=statement, by=cast.provider_a_manager)
    with pytest.raises(Stale, match="机构确认之前"):
        object_to_statement(statement=statement, reason="又想起一件", by=cast.provider_a_manager)


def test_an_objection_needs_a_reason_and_the_providers_manager(books: Books, statement: Statement):
    with pytest.raises(Refusal, match="有异议"):
        object_to_statement(statement=statement, reason="  ", by=books.cast.provider_a_manager)
    with pytest.raises(NotYours):
        object_to_statement(statement=statement, reason="不对", by=books.cast.provider_b_manager)


def test_today_shows_a_statement_to_whoever_is_next_and_to_nobody_else(books: Books, statement: Statement):
    cast = books.cast

    def asked() -> set[str]:
        return {user.username for user in cast.everybody if waiting_for(reach(user))}

    seen = [asked()]
    for person in (cast.provider_a_manager, cast.station_head_ma, cast.station_head_wu, cast.business_he):
        confirm_statement(statement=statement, by=person)
        seen.append(asked())
    assert seen == [
        {"provider_a_manager"},
        {"station_head_ma", "station_zhou", "station_head_wu"},
        {"station_head_wu"},
        {"business_he"},
        {"finance_qian"},
    ]
    (line,) = waiting_for(reach(cast.finance_qian))
    assert (line.kind, line.args) == ("confirm_statement", (statement.pk,))


def test_a_statement_is_seen_by_its_own_parties_only(books: Books, statement: Statement):
    seen = {
        user.username
        for user in books.cast.everybody
        if Statement.objects.visible_to(reach(user)).filter(pk=statement.pk).exists()
    }
    assert seen == {
        "provider_a_manager", "station_zhou", "station_head_ma", "station_head_wu",
        "reviewer_chen", "reviewer_sun", "business_he", "finance_qian", "leader_tang",
    }  # fmt: skip


def struck_off(books: Books) -> None:
    strike_off(organisation=books.cast.provider_a, reason="两次查实不符", by=books.cast.business_he)


def test_the_county_signs_for_a_provider_that_was_struck_off(books: Books, statement: Statement):
    cast, reason = books.cast, "逐场核对了评审结论，已书面告知原负责人。"
    struck_off(books)
    with pytest.raises(NotYours):
        confirm_statement(statement=statement, by=cast.provider_a_manager)
    assert [line.args for line in waiting_for(reach(cast.business_he))] == [(statement.pk,)]
    OutboxMessage.objects.all().delete()
    signed = confirm_for_provider(statement=statement, reason=reason, by=cast.leader_tang)
    assert (signed.step, signed.organisation_id, signed.instead_because) == (
        "provider",
        cast.provider_a.pk,
        reason,
    )
    assert state_of(statement) == "provider_confirmed"
    told = set(OutboxMessage.objects.values_list("recipient_id", flat=True))
    assert {cast.station_head_ma.pk, cast.station_head_wu.pk} <= told
    for person in (cast.station_head_ma, cast.station_head_wu, cast.business_he, cast.finance_qian):
        confirm_statement(statement=statement, by=person)
    assert state_of(statement) == "finance_confirmed"


def test_nobody_signs_for_a_provider_that_is_there(books: Books, statement: Statement):
    with pytest.raises(Refusal, match="没有被清退"):
        confirm_for_provider(statement=statement, reason="机构没有空", by=books.cast.business_he)
    assert state_of(statement) == "frozen"


def test_only_the_county_signs_instead_with_a_reason_and_once(books: Books, statement: Statement):
    cast = books.cast
    struck_off(books)
    for stranger in (cast.station_head_ma, cast.finance_qian, cast.reviewer_chen, cast.stranger):
        with pytest.raises(NotYours):
            confirm_for_provider(statement=statement, reason="代签", by=stranger)
    with pytest.raises(Refusal, match="请写明"):
        confirm_for_provider(statement=statement, reason="  ", by=cast.business_he)
    confirm_for_provider(statement=statement, reason="核对过", by=cast.business_he)
    with pytest.raises(Stale):
        confirm_for_provider(statement=statement, reason="核对过", by=cast.leader_tang)
    for head in (cast.station_head_ma, cast.station_head_wu):
        confirm_statement(statement=statement, by=head)
    with pytest.raises(Refusal, match="签过字"):  # who signed for the provider does not sign for the county
        confirm_statement(statement=statement, by=cast.business_he)
