from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.cast import BY, Cast, build_cast
from yimi.kernel import clock
from yimi.kernel.reach import Hat, Reach
from yimi.rooms.accounts.actions import create_user, deactivate, end_administrator
from yimi.rooms.accounts.models import AdminGrant, User
from yimi.rooms.accounts.rules import wants_second_factor
from yimi.rooms.accounts.states import Role
from yimi.rooms.network import queries
from yimi.rooms.network.actions import assign, end_assignment, strike_off, suspend
from yimi.rooms.network.models import Assignment, Organisation
from yimi.rooms.network.queries import reach
from yimi.rooms.places.actions import add_hamlet

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return build_cast()


def test_each_hat_says_role_house_and_area(cast: Cast) -> None:
    expected = {
        "village_li": Hat(
            "village_member", cast.committee_xinhua.pk, "village_committee", "500114109203", "500114"
        ),
        "station_zhou": Hat("station_worker", cast.station_lishui.pk, "station", "500114109", "500114"),
        "provider_a_worker": Hat("provider_worker", cast.provider_a.pk, "provider", "500114", "500114"),
        "reviewer_chen": Hat("county_reviewer", cast.bureau.pk, "bureau", "500114", "500114"),
        "auditor": Hat("audit_admin", None, "", "500114", "500114"),
        "stranger": Hat("station_head", cast.strange_station.pk, "station", "510104017", "510104"),
    }
    for name, hat in expected.items():
        user = getattr(cast, name)
        assert reach(user) == Reach(user_id=user.pk, hats=(hat,))


def test_nobody_an_unsaved_and_an_unassigned_person_have_no_reach(cast: Cast) -> None:
    newcomer = create_user(username="new", display_name="新人", by=BY)
    for user in (None, AnonymousUser(), User(username="unsaved"), newcomer):
        assert reach(user).hats == ()


def test_a_locked_account_loses_its_reach(cast: Cast) -> None:
    for user in (cast.station_zhou, cast.sysadmin):
        deactivate(user=user, by=BY)
        assert reach(user) == Reach.nothing(user.pk)


def test_a_stale_copy_of_a_locked_user_has_no_reach_either(cast: Cast) -> None:
    copies = [User.objects.get(pk=user.pk) for user in (cast.station_zhou, cast.sysadmin)]
    for user in (cast.station_zhou, cast.sysadmin):
        deactivate(user=user, by=BY)
    assert [(copy.is_active, reach(copy).hats) for copy in copies] == [(True, ()), (True, ())]


def test_an_assignment_reaches_from_its_first_day_through_its_last(cast: Cast) -> None:
    user = create_user(username="new", display_name="新人", by=BY)
    today = clock.today()
    assign(
        user=user,
        role=Role.STATION_WORKER,
        organisation=cast.station_lishui,
        starts_on=today + timedelta(days=1),
        ends_on=today + timedelta(days=3),
        by=BY,
    )
    reached = [bool(reach(user, today + timedelta(days=day))) for day in range(5)]
    assert reached == [False, True, True, True, False]


def test_an_assignment_ended_today_is_over_at_once(cast: Cast) -> None:
    end_assignment(assignment=Assignment.objects.get(user=cast.station_zhou), by=BY)
    assert reach(cast.station_zhou).hats == ()
    assert cast.station_zhou not in queries.staff_of(cast.station_lishui.pk)


def test_a_planned_end_leaves_the_last_day(cast: Cast) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    end_assignment(assignment=Assignment.objects.get(user=cast.station_zhou), on=tomorrow.date(), by=BY)
    with clock.frozen(tomorrow):
        assert reach(cast.station_zhou).has(Role.STATION_WORKER)
    with clock.frozen(tomorrow + timedelta(days=1)):
        assert reach(cast.station_zhou).hats == ()


def test_a_suspended_provider_reads_on_and_a_struck_off_one_does_not(cast: Cast) -> None:
    suspend(organisation=cast.provider_a, reason="查实虚报一场", by=BY)
    assert reach(cast.provider_a_worker).organisations() == {cast.provider_a.pk}
    assert not cast.provider_a.can_take_orders(clock.today())
    strike_off(organisation=cast.provider_a, reason="再次查实虚报", by=BY)
    assert reach(cast.provider_a_worker).hats == ()


def test_an_ended_grant_of_administration_reaches_nothing(cast: Cast) -> None:
    end_administrator(grant=AdminGrant.objects.get(user=cast.auditor), by=BY)
    assert reach(cast.auditor).hats == ()


def test_reach_costs_two_queries_however_many_hats(cast: Cast, django_assert_num_queries: object) -> None:
    assign(user=cast.station_zhou, role=Role.SUPERVISOR, organisation=cast.station_zhuoshui, by=BY)
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(reach(cast.station_zhou).hats) == 2


def test_who_proves_themselves_twice(cast: Cast) -> None:
    asked = {u.username for u in cast.everybody if wants_second_factor(queries.roles_of(u))}
    assert asked == {
        "reviewer_chen",
        "reviewer_sun",
        "business_he",
        "finance_qian",
        "sysadmin",
        "secadmin",
        "auditor",
    }


def test_the_staff_of_a_house_is_its_active_people(cast: Cast) -> None:
    assert list(queries.staff_of(cast.station_lishui.pk)) == [cast.station_zhou, cast.station_head_ma]
    assert queries.holders_of(cast.station_lishui.pk, Role.STATION_HEAD) == [cast.station_head_ma.pk]
    assert queries.holders_in("500114", Role.COUNTY_REVIEWER) == [cast.reviewer_chen.pk, cast.reviewer_sun.pk]
    deactivate(user=cast.station_zhou, by=BY)
    assert list(queries.staff_of(cast.station_lishui.pk)) == [cast.station_head_ma]


def test_the_station_of_a_village_is_its_towns(cast: Cast) -> None:
    hamlet = add_hamlet(village=cast.xinhua, name="上坝", by=BY)
    for code in (hamlet.code, cast.xinhua.code, cast.changping.code, cast.lishui.code):
        assert queries.station_of(code) == cast.station_lishui
    assert queries.station_of(cast.puhua.code) == cast.station_zhuoshui
    assert (queries.station_of("500114110000"), queries.station_of(cast.county.code)) == (None, None)


def test_the_committee_of_a_village_serves_its_natural_villages_and_no_neighbour(cast: Cast) -> None:
    hamlet = add_hamlet(village=cast.xinhua, name="上坝", by=BY)
    assert queries.village_committee_of(cast.xinhua.code) == cast.committee_xinhua
    assert queries.village_committee_of(hamlet.code) == cast.committee_xinhua
    assert queries.village_committee_of(cast.changping.code) is None
    assert queries.village_committee_of(cast.lishui.code) is None


def test_the_providers_of_a_county_by_name(cast: Cast) -> None:
    assert list(queries.providers_in("500114")) == sorted(
        [cast.provider_a, cast.provider_b], key=lambda each: each.name
    )
    strike_off(organisation=cast.provider_b, reason="注销", by=BY)
    assert list(queries.providers_in("500114")) == [cast.provider_a]
    assert list(queries.providers_in("510104")) == []
    assert (queries.bureau_of("500114"), queries.bureau_of("510104")) == (cast.bureau, None)


def test_organisations_and_assignments_are_seen_within_reach_only(cast: Cast) -> None:
    ours = set(Organisation.objects.filter(county="500114"))
    for user in cast.everybody:
        seen = set(Organisation.objects.visible_to(reach(user)))
        assert seen == ({cast.strange_station} if user == cast.stranger else ours)
    people = {
        user.username: {
            each.user for each in Assignment.objects.visible_to(reach(user)).select_related("user")
        }
        for user in cast.everybody
    }
    serving = {user for user in cast.everybody if user not in (cast.sysadmin, cast.secadmin, cast.auditor)}
    county = serving - {cast.stranger}
    assert people["leader_tang"] == people["secadmin"] == county
    assert people["station_zhou"] == {cast.station_zhou, cast.station_head_ma}
    assert people["provider_b_worker"] == {cast.provider_b_manager, cast.provider_b_worker}
    assert people["stranger"] == {cast.stranger}
    assert people["auditor"] == set()
    for model in (Organisation, Assignment):
        assert list(model.objects.visible_to(Reach.nothing())) == []
