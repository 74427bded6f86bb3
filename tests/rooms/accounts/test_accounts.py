from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.cast import BY, PASSWORD, Cast, build_cast
from yimi.kernel.audit import AuditEvent
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.actions import (
    accept_terms,
    change_password,
    create_user,
    deactivate,
    end_administrator,
    grant_administrator,
    reactivate,
    set_preferences,
)
from yimi.rooms.accounts.models import AdminGrant, User
from yimi.rooms.accounts.queries import administrator_roles, needs_second_factor
from yimi.rooms.accounts.rules import cannot_administer, clean_phone, clean_username
from yimi.rooms.accounts.states import ADMINS, COUNTY, PROVIDER, SERVICE, STATION, VILLAGE, Role
from yimi.rooms.network.queries import reach

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return build_cast()


def person(name: str) -> User:
    return create_user(username=name, display_name="某人", by=BY)


def test_every_role_is_either_service_or_administration() -> None:
    assert (frozenset(Role), frozenset()) == (SERVICE | ADMINS, SERVICE & ADMINS)
    assert VILLAGE | STATION | PROVIDER | COUNTY | {Role.SUPERVISOR, Role.VOLUNTEER, Role.ASSESSOR} == SERVICE


@pytest.mark.parametrize(
    ("typed", "kept"), [("+86 199-0000-0000", "19900000000"), ("19900000000", "19900000000"), ("  ", None)]
)
def test_phones_are_kept_as_eleven_digits(typed: str, kept: str | None) -> None:
    assert clean_phone(typed) == kept


@pytest.mark.parametrize("typed", ["110", "29900000000", "1990000000a", "199000000001"])
def test_what_is_not_a_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="手机号应为 11 位数字"):
        clean_phone(typed)


@pytest.mark.parametrize("typed", ["", "a", "two words", "a" * 65, "名<字"])
def test_what_is_not_a_user_name_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="用户名要 2 到 64 个字"):
        clean_username(typed)


def test_a_user_name_cannot_be_a_phone_even_in_the_database() -> None:
    with pytest.raises(Refusal, match="用户名不能是手机号"):
        person("19900000000")
    with pytest.raises(IntegrityError, match="accounts_user_name_is_not_a_phone"), transaction.atomic():
        User.objects.create(username="19900000000", display_name="x")


def test_two_accounts_cannot_share_a_name_or_a_phone() -> None:
    create_user(username="one", display_name="甲", phone="19900000001", by=BY)
    with pytest.raises(Refusal):
        person("one")
    with pytest.raises(Refusal):
        create_user(username="two", display_name="乙", phone="19900000001", by=BY)
    assert list(User.objects.values_list("username", flat=True)) == ["one"]


def test_the_audit_event_of_a_new_account_names_nobody() -> None:
    create_user(username="one", display_name="甲乙丙", phone="19900000001", password=PASSWORD, by=BY)
    event = AuditEvent.objects.get(verb="accounts.create_user")
    assert (event.actor, event.detail) == ("system:cast", {})


def test_only_the_system_administrator_keeps_accounts(cast: Cast) -> None:
    for user in cast.everybody:
        if user == cast.sysadmin:
            continue
        with pytest.raises(NotYours):
            create_user(username=f"by_{user.username}", display_name="某人", by=user)
    assert create_user(username="new", display_name="某人", by=cast.sysadmin).is_active


def test_a_password_is_changed_by_its_owner_or_the_system_administrator(cast: Cast) -> None:
    with pytest.raises(NotYours):
        change_password(user=cast.village_li, new_password=PASSWORD + "x", by=cast.station_head_ma)
    change_password(user=cast.village_li, new_password=PASSWORD + "x", by=cast.sysadmin)
    cast.village_li.refresh_from_db()
    assert cast.village_li.check_password(PASSWORD + "x")


def test_nobody_locks_their_own_account_and_locking_twice_is_stale(cast: Cast) -> None:
    with pytest.raises(NotYours):
        deactivate(user=cast.secadmin, by=cast.secadmin)
    deactivate(user=cast.village_li, by=cast.secadmin)
    assert (cast.village_li.is_active, cast.village_li.deactivated_by) == (False, "secadmin")
    with pytest.raises(Stale):
        deactivate(user=cast.village_li, by=cast.secadmin)
    reactivate(user=cast.village_li, by=cast.secadmin)
    with pytest.raises(Stale):
        reactivate(user=cast.village_li, by=cast.secadmin)


def test_a_locked_administrator_may_do_nothing_more(cast: Cast) -> None:
    deactivate(user=cast.sysadmin, by=cast.secadmin)
    with pytest.raises(NotYours):
        create_user(username="new", display_name="某人", by=cast.sysadmin)


@pytest.mark.parametrize("second", sorted(ADMINS - {Role.AUDIT_ADMIN}))
def test_one_person_never_holds_two_of_the_three(second: Role) -> None:
    user = person("one")
    grant_administrator(user=user, role=Role.AUDIT_ADMIN, by=BY)
    with pytest.raises(Refusal, match="三员分立"):
        grant_administrator(user=user, role=second, by=BY)
    with pytest.raises(IntegrityError, match="accounts_one_administrator_role_each"), transaction.atomic():
        AdminGrant.objects.create(
            user=user, role=second, county="500114", granted_at="2026-01-01T00:00Z", granted_by="x"
        )
    assert administrator_roles(user) == {Role.AUDIT_ADMIN}


@pytest.mark.parametrize("held", sorted(SERVICE))
def test_an_administrator_holds_no_service_role(held: Role) -> None:
    assert cannot_administer(Role.SYSTEM_ADMIN, [held]) == (
        "系统、安全、审计管理员不能同时担任业务岗位。请先结束业务岗位，或换一个人。"
    )


def test_a_service_role_is_not_granted_as_administration() -> None:
    with pytest.raises(Refusal, match="不是管理员"):
        grant_administrator(user=person("one"), role=Role.COUNTY_REVIEWER, by=BY)


def test_only_the_security_administrator_grants_and_never_to_themselves(cast: Cast) -> None:
    user = person("one")
    for by in (cast.sysadmin, cast.auditor, cast.leader_tang):
        with pytest.raises(NotYours):
            grant_administrator(user=user, role=Role.AUDIT_ADMIN, by=by)
    with pytest.raises(NotYours, match="不能给自己授权"):
        grant_administrator(user=cast.secadmin, role=Role.SYSTEM_ADMIN, by=cast.secadmin)
    grant = grant_administrator(user=user, role=Role.AUDIT_ADMIN, by=cast.secadmin)
    assert (grant.county, grant.granted_by) == ("500114", "secadmin")
    with pytest.raises(Stale):
        grant_administrator(user=user, role=Role.AUDIT_ADMIN, by=cast.secadmin)


def test_an_ended_grant_gives_nothing_and_signs_the_person_out(cast: Cast) -> None:
    grant = AdminGrant.objects.get(user=cast.sysadmin)
    with pytest.raises(NotYours):
        end_administrator(grant=AdminGrant.objects.get(user=cast.secadmin), by=cast.secadmin)
    end_administrator(grant=grant, by=cast.secadmin)
    before = cast.sysadmin.session_epoch
    cast.sysadmin.refresh_from_db()
    assert (administrator_roles(cast.sysadmin), cast.sysadmin.session_epoch) == (frozenset(), before + 1)
    with pytest.raises(Stale):
        end_administrator(grant=grant, by=cast.secadmin)


def test_administrators_prove_themselves_twice(cast: Cast) -> None:
    asked = [user.username for user in cast.everybody if needs_second_factor(user)]
    assert asked == ["sysadmin", "secadmin", "auditor"]


def test_terms_and_preferences_are_ones_own(cast: Cast) -> None:
    li = cast.village_li
    with pytest.raises(NotYours):
        accept_terms(user=li, by=cast.sysadmin)
    with pytest.raises(NotYours):
        set_preferences(user=li, by=cast.sysadmin, large_type=True)
    with pytest.raises(Refusal, match="没有这种界面语言"):
        set_preferences(user=li, by=li, language="fr")
    accept_terms(user=li, by=li)
    set_preferences(user=li, by=li, language="en", large_type=True)
    li.refresh_from_db()
    assert (li.terms_accepted_at is not None, li.language, li.large_type) == (True, "en", True)


def test_accounts_are_seen_by_their_administrators_and_oneself(cast: Cast) -> None:
    everybody = set(User.objects.all())
    assert set(User.objects.visible_to(reach(cast.sysadmin))) == everybody
    assert set(User.objects.visible_to(reach(cast.secadmin))) == everybody
    assert list(User.objects.visible_to(reach(cast.auditor))) == [cast.auditor]
    assert list(User.objects.visible_to(reach(cast.stranger))) == [cast.stranger]
    assert list(User.objects.visible_to(Reach.nothing())) == []
