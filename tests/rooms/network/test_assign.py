from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import BY, Cast, build_cast
from yimi.kernel import clock
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.accounts.actions import create_user, deactivate
from yimi.rooms.accounts.models import AdminGrant, User
from yimi.rooms.accounts.states import ADMINS, SERVICE, Role
from yimi.rooms.network.actions import appoint_administrator, assign, end_assignment, strike_off
from yimi.rooms.network.models import Assignment, Organisation
from yimi.rooms.network.rules import clash, misplaced
from yimi.rooms.network.states import HOMES, OrganisationKind

pytestmark = pytest.mark.django_db
HERE, THERE = "500114", "510104"


@pytest.fixture
def cast() -> Cast:
    return build_cast()


@pytest.fixture
def newcomer() -> User:
    return create_user(username="new", display_name="新人", by=BY)


@pytest.mark.parametrize(
    ("held", "county", "role", "sentence"),
    [
        (Role.PROVIDER_WORKER, HERE, Role.STATION_WORKER, "不能自己评审自己"),
        (Role.STATION_HEAD, HERE, Role.PROVIDER_MANAGER, "不能自己评审自己"),
        (Role.PROVIDER_MANAGER, HERE, Role.COUNTY_REVIEWER, "不能自己评审自己"),
        (Role.PROVIDER_WORKER, HERE, Role.VILLAGE_MEMBER, "见证人要独立"),
        (Role.COUNTY_FINANCE, HERE, Role.COUNTY_REVIEWER, "验收的人不付款"),
        (Role.COUNTY_BUSINESS, HERE, Role.COUNTY_FINANCE, "验收的人不付款"),
        (Role.STATION_WORKER, HERE, Role.COUNTY_REVIEWER, "不同的人把关"),
        (Role.VILLAGE_MEMBER, HERE, Role.COUNTY_FINANCE, "不同的人把关"),
        (Role.SYSTEM_ADMIN, THERE, Role.VOLUNTEER, "管理员不能同时担任业务岗位"),
        (Role.STATION_WORKER, THERE, Role.AUDIT_ADMIN, "管理员不能同时担任业务岗位"),
    ],
)
def test_roles_that_exclude_each_other(held: Role, county: str, role: Role, sentence: str) -> None:
    assert sentence in (clash([(held, county)], role, HERE) or "")


@pytest.mark.parametrize(
    ("held", "county", "role"),
    [
        (Role.PROVIDER_WORKER, THERE, Role.STATION_WORKER),
        (Role.STATION_WORKER, HERE, Role.STATION_HEAD),
        (Role.STATION_WORKER, HERE, Role.VILLAGE_MEMBER),
        (Role.COUNTY_REVIEWER, HERE, Role.COUNTY_BUSINESS),
        (Role.PROVIDER_WORKER, HERE, Role.VOLUNTEER),
    ],
)
def test_roles_that_go_together(held: Role, county: str, role: Role) -> None:
    assert clash([(held, county)], role, HERE) is None


@pytest.mark.parametrize("admin", sorted(ADMINS))
@pytest.mark.parametrize("role", sorted(SERVICE))
def test_every_administrator_clashes_with_every_service(admin: Role, role: Role) -> None:
    assert clash([(admin, HERE)], role, HERE) is not None
    assert clash([(role, HERE)], admin, HERE) is not None


def test_every_service_role_has_a_home_and_no_other() -> None:
    assert set(HOMES) == set(SERVICE)
    for role in SERVICE:
        for kind in OrganisationKind:
            assert (misplaced(role, kind) is None) == (kind in HOMES[role])


def test_a_reviewer_cannot_work_for_a_provider_of_the_county(cast: Cast) -> None:
    with pytest.raises(Refusal, match="不能自己评审自己"):
        assign(user=cast.reviewer_chen, role=Role.PROVIDER_WORKER, organisation=cast.provider_a, by=BY)
    end_assignment(assignment=Assignment.objects.get(user=cast.reviewer_chen), by=BY)
    assign(user=cast.reviewer_chen, role=Role.PROVIDER_WORKER, organisation=cast.provider_a, by=BY)


def test_a_future_assignment_counts_as_held(cast: Cast, newcomer: User) -> None:
    soon = clock.today() + timedelta(days=30)
    assign(user=newcomer, role=Role.COUNTY_FINANCE, organisation=cast.bureau, starts_on=soon, by=BY)
    with pytest.raises(Refusal, match="验收的人不付款"):
        assign(user=newcomer, role=Role.COUNTY_REVIEWER, organisation=cast.bureau, by=BY)


def test_an_administrator_is_not_assigned_and_who_serves_is_not_appointed(cast: Cast, newcomer: User) -> None:
    with pytest.raises(Refusal, match="不能同时担任业务岗位"):
        assign(user=cast.sysadmin, role=Role.STATION_WORKER, organisation=cast.station_lishui, by=BY)
    with pytest.raises(Refusal, match="不能同时担任业务岗位"):
        appoint_administrator(user=cast.station_zhou, role=Role.SYSTEM_ADMIN, by=cast.secadmin)
    with pytest.raises(Refusal, match="三员分立"):
        appoint_administrator(user=cast.auditor, role=Role.SYSTEM_ADMIN, by=cast.secadmin)
    with pytest.raises(NotYours):
        appoint_administrator(user=newcomer, role=Role.SYSTEM_ADMIN, by=cast.leader_tang)
    assert appoint_administrator(user=newcomer, role=Role.SYSTEM_ADMIN, by=cast.secadmin).county == HERE


def test_the_database_itself_keeps_administration_and_service_apart(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="serves and cannot administer"), transaction.atomic():
        AdminGrant.objects.create(
            user=cast.station_zhou, role="audit_admin", county=HERE, granted_at=clock.now(), granted_by="x"
        )
    with pytest.raises(IntegrityError, match="administers and cannot serve"), transaction.atomic():
        Assignment.objects.create(
            user=cast.auditor,
            role=Role.VOLUNTEER,
            organisation=cast.station_lishui,
            division=cast.lishui,
            starts_on=clock.today(),
            granted_at=clock.now(),
            granted_by="x",
        )


def test_the_same_assignment_does_not_overlap_itself(cast: Cast) -> None:
    held = Assignment.objects.get(user=cast.station_zhou)
    with pytest.raises(Refusal, match="已经担任同一岗位"):
        assign(user=cast.station_zhou, role=Role.STATION_WORKER, organisation=cast.station_lishui, by=BY)
    with pytest.raises(IntegrityError, match="network_assignment_no_overlap"), transaction.atomic():
        held.pk = None
        held.save(force_insert=True)
    held = Assignment.objects.get(user=cast.station_zhou)
    end_assignment(assignment=held, by=BY)
    assign(
        user=cast.station_zhou,
        role=Role.STATION_WORKER,
        organisation=cast.station_lishui,
        starts_on=clock.today() + timedelta(days=1),
        by=BY,
    )
    assert Assignment.objects.filter(user=cast.station_zhou).count() == 2


def test_a_window_before_another_may_touch_but_not_cross_it(cast: Cast, newcomer: User) -> None:
    given = {"user": newcomer, "role": Role.STATION_WORKER, "organisation": cast.station_lishui, "by": BY}
    assign(**given, starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 31))
    assign(**given, starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 30))
    with pytest.raises(Refusal):
        assign(**given, starts_on=date(2026, 4, 15), ends_on=date(2026, 5, 1))
    assign(**given, starts_on=date(2026, 6, 1))
    with pytest.raises(Refusal):
        assign(**given, starts_on=date(2026, 7, 1), ends_on=date(2026, 7, 2))


@pytest.mark.parametrize(
    ("role", "house"),
    [
        (Role.STATION_WORKER, "provider_a"),
        (Role.PROVIDER_WORKER, "bureau"),
        (Role.COUNTY_REVIEWER, "station_lishui"),
        (Role.VILLAGE_MEMBER, "station_lishui"),
        (Role.SYSTEM_ADMIN, "bureau"),
        ("emperor", "bureau"),
    ],
)
def test_a_role_belongs_in_its_kind_of_house(cast: Cast, newcomer: User, role: str, house: str) -> None:
    with pytest.raises(Refusal) as refused:
        assign(user=newcomer, role=role, organisation=getattr(cast, house), by=BY)
    assert refused.value.field == "role"


def test_who_may_assign_whom(cast: Cast) -> None:
    chances: list[tuple[Role, Organisation]] = [
        (Role.STATION_WORKER, cast.station_lishui),
        (Role.VILLAGE_MEMBER, cast.committee_xinhua),
        (Role.STATION_HEAD, cast.station_lishui),
        (Role.PROVIDER_WORKER, cast.provider_a),
        (Role.COUNTY_REVIEWER, cast.bureau),
    ]
    able: dict[str, list[str]] = {}
    for by in cast.everybody:
        for role, house in chances:
            user = create_user(username=f"{by.username}.{role}", display_name="新人", by=BY)
            try:
                assign(user=user, role=role, organisation=house, by=by)
            except NotYours:
                continue
            able.setdefault(by.username, []).append(role.value)
    assert able == {
        "station_head_ma": ["station_worker", "village_member"],
        "provider_a_manager": ["provider_worker"],
        "secadmin": [role.value for role, _house in chances],
    }


def test_nobody_assigns_themselves(cast: Cast) -> None:
    with pytest.raises(NotYours, match="不能给自己"):
        assign(
            user=cast.station_head_ma,
            role=Role.STATION_WORKER,
            organisation=cast.station_lishui,
            by=cast.station_head_ma,
        )


def test_a_locked_person_and_a_struck_off_house_get_no_assignment(cast: Cast, newcomer: User) -> None:
    strike_off(organisation=cast.provider_a, reason="注销", by=BY)
    with pytest.raises(Refusal, match="已清退"):
        assign(user=newcomer, role=Role.PROVIDER_WORKER, organisation=cast.provider_a, by=BY)
    deactivate(user=newcomer, by=BY)
    with pytest.raises(Refusal, match="已停用"):
        assign(user=newcomer, role=Role.STATION_WORKER, organisation=cast.station_lishui, by=BY)


def test_the_area_lies_inside_the_houses_own(cast: Cast, newcomer: User) -> None:
    given = {"user": newcomer, "role": Role.STATION_WORKER, "organisation": cast.station_lishui, "by": BY}
    with pytest.raises(Refusal, match="蒲花社区不在黎水社工站的范围内"):
        assign(**given, division=cast.puhua)
    assert assign(**given, division=cast.xinhua).division == cast.xinhua


def test_an_end_is_not_before_the_start_nor_after_an_earlier_end(cast: Cast) -> None:
    held = Assignment.objects.get(user=cast.station_zhou)
    with pytest.raises(NotYours):
        end_assignment(assignment=held, by=cast.station_zhou)
    with pytest.raises(Refusal, match="不能早于开始日期"):
        end_assignment(assignment=held, on=held.starts_on - timedelta(days=1), by=BY)
    with pytest.raises(Refusal, match="不能早于开始日期"):
        assign(
            user=cast.station_zhou,
            role=Role.SUPERVISOR,
            organisation=cast.station_lishui,
            ends_on=clock.today() - timedelta(days=1),
            by=BY,
        )
    end_assignment(assignment=held, by=cast.station_head_ma)
    assert (held.ends_on, held.ended_by) == (clock.today(), "station_head_ma")
    with pytest.raises(Stale):
        end_assignment(assignment=held, by=BY)
