from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from tests.cast import BY, Cast, build_cast
from yimi.kernel import clock
from yimi.kernel.audit import AuditEvent
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import Role
from yimi.rooms.network import queries
from yimi.rooms.network.actions import (
    assign,
    correct_organisation,
    declare_relation,
    lift_suspension,
    record_licence,
    register_organisation,
    sign_contract,
    strike_off,
    suspend,
    verify_licence,
)
from yimi.rooms.network.models import DeclaredRelation, FrameworkContract, Licence, Organisation
from yimi.rooms.network.queries import reach
from yimi.rooms.network.rules import months_later
from yimi.rooms.network.states import OrganisationStatus

pytestmark = pytest.mark.django_db
GOOD_USCC = "91350100M000100Y43"  # a published sample of GB 32100


@pytest.fixture
def cast() -> Cast:
    return build_cast()


@pytest.mark.parametrize(
    ("typed", "kept", "doubtful"),
    [
        ("", "", False),
        (GOOD_USCC.lower(), GOOD_USCC, False),
        (GOOD_USCC[:-1] + "4", GOOD_USCC[:-1] + "4", True),
        ("123", "123", True),
    ],
)
def test_a_doubtful_credit_code_is_kept_and_marked(cast: Cast, typed: str, kept: str, doubtful: bool) -> None:
    made = register_organisation(kind="enterprise", name="新企业", division=cast.county, uscc=typed, by=BY)
    assert (made.uscc, made.uscc_doubtful) == (kept, doubtful)


def test_a_bank_account_is_sealed_and_found_by_its_index(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT account FROM network_organisation WHERE id = %s", [cast.provider_a.pk])
        assert "990100000001" not in cursor.fetchone()[0]
    assert Organisation.objects.get(pk=cast.provider_a.pk).account == "990100000001"
    assert cast.provider_a.account_index != cast.provider_b.account_index
    correct_organisation(organisation=cast.provider_b, account="9901 0000 0001", by=BY)
    assert cast.provider_a.account_index == cast.provider_b.account_index
    assert "account" not in str(AuditEvent.objects.get(verb="network.correct_organisation").detail)


def test_business_and_the_system_administrator_keep_organisations(cast: Cast) -> None:
    keepers = []
    for user in cast.everybody:
        try:
            correct_organisation(organisation=cast.provider_a, phone="023-0000", by=user)
            keepers.append(user.username)
        except NotYours:
            continue
    assert keepers == ["business_he", "sysadmin"]


def test_one_station_a_town_and_one_name_a_kind(cast: Cast) -> None:
    with pytest.raises(Refusal, match="一处一个"):
        register_organisation(kind="station", name="另一个站", division=cast.lishui, by=BY)
    with pytest.raises(Refusal, match="同名同类"):
        register_organisation(kind="provider", name=cast.provider_a.name, division=cast.county, by=BY)
    with pytest.raises(Refusal, match="没有这种机构类别"):
        register_organisation(kind="temple", name="某某", division=cast.county, by=BY)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 22), 3, date(2027, 2, 22)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 1), 0, date(2026, 12, 1)),
    ],
)
def test_months_later_is_the_same_day_or_the_months_last(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_a_suspension_lasts_three_months_and_ends_by_itself(cast: Cast) -> None:
    today = clock.today()
    suspend(organisation=cast.provider_a, reason="查实虚报一场", by=cast.business_he)
    until = months_later(today, 3)
    assert (cast.provider_a.status, cast.provider_a.suspended_until) == ("suspended", until)
    for day, able in [(today, False), (until, False), (until + timedelta(days=1), True)]:
        assert cast.provider_a.can_take_orders(day) == able
        found = Organisation.objects.filter(pk=cast.provider_a.pk).taking_orders(day).exists()
        assert found == able
    [change] = queries.changes_of(cast.provider_a)
    assert (change.from_status, change.to_status, change.until, change.reason, change.changed_by) == (
        "active",
        "suspended",
        until,
        "查实虚报一场",
        "business_he",
    )


def test_a_suspension_can_be_lifted_once(cast: Cast) -> None:
    suspend(organisation=cast.provider_a, reason="核查", until=clock.today() + timedelta(days=7), by=BY)
    lift_suspension(organisation=cast.provider_a, reason="查明属实", by=BY)
    assert cast.provider_a.can_take_orders(clock.today())
    assert [each.to_status for each in queries.changes_of(cast.provider_a)] == ["active", "suspended"]
    with pytest.raises(Stale, match="青杠社工现在是“正常”"):
        lift_suspension(organisation=cast.provider_a, reason="查明属实", by=BY)


def test_a_struck_off_provider_does_not_come_back(cast: Cast) -> None:
    strike_off(organisation=cast.provider_a, reason="再次查实虚报", by=BY)
    for verb in (suspend, lift_suspension, strike_off):
        with pytest.raises(Stale):
            verb(organisation=cast.provider_a, reason="再试", by=BY)
    assert cast.provider_a.status == OrganisationStatus.STRUCK_OFF


def test_a_change_of_status_needs_a_reason_a_provider_and_business(cast: Cast) -> None:
    with pytest.raises(Refusal, match="请写明原因"):
        suspend(organisation=cast.provider_a, reason=" ", by=BY)
    with pytest.raises(Refusal, match="只有承接机构"):
        suspend(organisation=cast.station_lishui, reason="某事", by=BY)
    with pytest.raises(Refusal, match="不能早于今天"):
        suspend(organisation=cast.provider_a, reason="某事", until=date(2020, 1, 1), by=BY)
    for user in cast.everybody:
        if user != cast.business_he:
            with pytest.raises(NotYours):
                suspend(organisation=cast.provider_a, reason="某事", by=user)


def contract(cast: Cast, **changes: object) -> FrameworkContract:
    given: dict[str, object] = {
        "purchaser": cast.bureau,
        "provider": cast.provider_a,
        "number": "YS-2026-01",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "ceiling_fen": 20_000_000,
        "type_codes": ["MP06", "MP04", "MP06"],
        "by": BY,
    }
    return sign_contract(**{**given, **changes})  # type: ignore[arg-type]


def test_a_contract_names_parties_time_types_and_ceiling(cast: Cast) -> None:
    made = contract(cast, by=cast.business_he)
    assert (made.type_codes, made.signed_by) == (["MP04", "MP06"], "business_he")
    found = FrameworkContract.objects.current(date(2026, 12, 31))
    assert (list(found), list(FrameworkContract.objects.current(date(2027, 1, 1)))) == ([made], [])


def test_a_contract_is_refused_with_the_reason(cast: Cast) -> None:
    contract(cast)
    for changes, sentence in [
        ({}, "合同编号已经登记过"),
        ({"number": " "}, "请填写合同编号"),
        ({"number": "2", "provider": cast.station_lishui}, "登记在册的承接机构"),
        ({"number": "2", "purchaser": cast.provider_b}, "购买方要是"),
        ({"number": "2", "ceiling_fen": 0}, "合同金额应大于零"),
        ({"number": "2", "ends_on": date(2025, 1, 1)}, "结束日期不能早于开始日期"),
        ({"number": "2", "ends_on": date(2029, 1, 1)}, "最长三年"),
    ]:
        with pytest.raises(Refusal, match=sentence):
            contract(cast, **changes)
    with pytest.raises(NotYours):
        contract(cast, number="2", by=cast.finance_qian)


def test_contracts_are_seen_by_the_county_and_the_provider(cast: Cast) -> None:
    made = contract(cast)
    seeing = [
        user.username
        for user in cast.everybody
        if list(FrameworkContract.objects.visible_to(reach(user))) == [made]
    ]
    assert seeing == [
        "provider_a_manager",
        "provider_a_worker",
        "provider_a_worker_2",
        "provider_a_worker_3",
        "reviewer_chen",
        "reviewer_sun",
        "business_he",
        "finance_qian",
        "leader_tang",
        "editor_lin",
    ]


def test_a_licence_counts_once_somebody_else_has_verified_it(cast: Cast) -> None:
    zhou = cast.station_zhou
    licence = record_licence(user=zhou, kind="social_worker", level="assistant", number="SW-1", by=zhou)
    today = clock.today()
    assert list(Licence.objects.valid(today)) == []
    for by in (zhou, cast.provider_a_manager, cast.stranger):
        with pytest.raises(NotYours):
            verify_licence(licence=licence, by=by)
    verify_licence(licence=licence, by=cast.station_head_ma)
    assert (list(Licence.objects.valid(today)), licence.verified_by) == ([licence], "station_head_ma")
    with pytest.raises(Stale):
        verify_licence(licence=licence, by=cast.business_he)
    with pytest.raises(Refusal, match="已经登记过"):
        record_licence(user=zhou, kind="social_worker", number="SW-1", by=zhou)


def test_a_chief_enters_the_licences_of_their_own_people_only(cast: Cast) -> None:
    given = {"user": cast.provider_a_worker, "kind": "nurse"}
    record_licence(**given, number="N-1", by=cast.provider_a_manager)
    for by in (cast.provider_b_manager, cast.provider_a_worker_2, cast.station_head_ma):
        with pytest.raises(NotYours):
            record_licence(**given, number="N-2", by=by)
    seeing = {user.username for user in cast.everybody if Licence.objects.visible_to(reach(user)).exists()}
    assert {"provider_a_worker", "provider_a_manager", "business_he"} <= seeing
    assert seeing.isdisjoint({"provider_b_manager", "station_zhou", "village_li", "stranger", "auditor"})


def test_a_relation_is_declared_once_by_one_of_the_two_or_business(cast: Cast) -> None:
    worker, reviewer = cast.provider_a_worker, cast.reviewer_chen
    with pytest.raises(NotYours):
        declare_relation(user_a=worker, user_b=reviewer, relation="spouse", by=cast.provider_b_manager)
    made = declare_relation(user_a=reviewer, user_b=worker, relation="spouse", by=reviewer)
    assert (made.user_a, made.user_b) == (worker, reviewer)
    with pytest.raises(Refusal, match="已经申报过"):
        declare_relation(user_a=worker, user_b=reviewer, relation="spouse", by=cast.business_he)
    with pytest.raises(Refusal, match="两个不同的人"):
        declare_relation(user_a=worker, user_b=worker, relation="spouse", by=worker)
    pair = [(worker.pk, reviewer.pk)]
    assert queries.related({worker.pk}, {reviewer.pk}) == queries.related({reviewer.pk}, {worker.pk}) == pair
    assert queries.related({worker.pk}, {cast.reviewer_sun.pk}) == []


def test_relations_are_seen_by_whoever_weighs_them_and_whom_they_name(cast: Cast) -> None:
    declare_relation(user_a=cast.provider_a_worker, user_b=cast.station_zhou, relation="sibling", by=BY)
    seeing = [u.username for u in cast.everybody if DeclaredRelation.objects.visible_to(reach(u)).exists()]
    assert seeing == [
        "station_zhou",
        "provider_a_worker",
        "reviewer_chen",
        "reviewer_sun",
        "business_he",
        "leader_tang",
    ]
    for model in (DeclaredRelation, FrameworkContract, Licence):
        assert not model.objects.visible_to(Reach.nothing()).exists()


def test_a_volunteer_role_may_be_held_in_any_house(cast: Cast) -> None:
    made = assign(
        user=cast.village_li, role=Role.VOLUNTEER, organisation=cast.station_lishui, by=cast.station_head_ma
    )
    assert made.granted_by == "station_head_ma"
