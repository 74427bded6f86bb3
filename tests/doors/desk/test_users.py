"""Accounts and the three administrators."""

from __future__ import annotations

import re

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import BY, Cast
from tests.doors.client import StrictClient
from yimi.kernel import clock
from yimi.kernel.audit import AuditEvent
from yimi.kernel.outbox import OutboxMessage
from yimi.rooms.accounts.actions import create_user, issue_token
from yimi.rooms.accounts.models import AdminGrant, User


def test_the_system_administrator_opens_an_account_and_hands_over_its_password_once(cast: Cast) -> None:
    client = StrictClient.of(cast.sysadmin)
    given = {"display_name": "新来的", "username": "newcomer", "phone": "19900009999"}
    address = client.post("/desk/users/new/", given).url
    shown = client.post(f"{address}password/")
    found = re.search(r"d-once[^>]*>([^<]+)<", shown.content.decode())
    assert found and User.objects.get(username="newcomer").check_password(found[1])
    assert "no-store" in shown.headers["Cache-Control"]
    assert found[1] not in client.get(address).content.decode()


def test_a_name_taken_is_refused_in_place(cast: Cast) -> None:
    given = {"display_name": "新来的", "username": "village_li"}
    answer = StrictClient.of(cast.sysadmin).post("/desk/users/new/", given)
    assert answer.status_code == 422 and User.objects.filter(display_name="新来的").count() == 0


def test_an_account_is_closed_and_opened_again_but_never_ones_own(cast: Cast) -> None:
    client, address = StrictClient.of(cast.sysadmin), f"/desk/users/{cast.village_li.pk}/"
    client.post(f"{address}switch/", {"verb": "deactivate"})
    assert StrictClient.of(cast.village_li).get("/desk/people/").status_code == 302
    client.post(f"{address}switch/", {"verb": "reactivate"})
    cast.village_li.refresh_from_db()
    assert cast.village_li.is_active
    own = f"/desk/users/{cast.sysadmin.pk}/switch/"
    assert client.post(own, {"verb": "deactivate"}).status_code == 403


def test_an_account_shut_by_wrong_passwords_shows_it_and_is_opened(cast: Cast) -> None:
    AccessAttempt.objects.create(username="village_li", failures_since_start=5, attempt_time=clock.now())
    client, address = StrictClient.of(cast.sysadmin), f"/desk/users/{cast.village_li.pk}/"
    assert "已锁住" in client.get(address).content.decode()
    secadmin = StrictClient.of(cast.secadmin)
    assert secadmin.post(f"{address}switch/", {"verb": "unlock"}).status_code == 403
    client.post(f"{address}switch/", {"verb": "unlock"})
    assert AccessAttempt.objects.count() == 0 and "已锁住" not in client.get(address).content.decode()


def test_the_security_administrator_appoints_within_the_separation(cast: Cast) -> None:
    user = create_user(username="newcomer", display_name="新来的", by=BY)
    client, address = StrictClient.of(cast.secadmin), f"/desk/users/{user.pk}/"
    assert client.post(f"{address}appoint/", {"role": "audit_admin"}).status_code == 302
    grant = AdminGrant.objects.get(user=user)
    client.post(f"/desk/grants/{grant.pk}/end/")
    grant.refresh_from_db()
    assert grant.ended_by == "secadmin"
    busy = client.post(f"/desk/users/{cast.village_li.pk}/appoint/", {"role": "audit_admin"})
    assert busy.status_code == 422 and "不能同时担任业务岗位" in busy.content.decode()
    assert StrictClient.of(cast.sysadmin).get(f"{address}appoint/").status_code == 403


def a_second_factor(user: User) -> None:
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})


def test_a_lost_second_factor_is_reset_once_with_its_reason_and_the_person_is_signed_out(cast: Cast) -> None:
    a_second_factor(cast.reviewer_chen)
    issue_token(user=cast.reviewer_chen, device="旧手机", by=cast.reviewer_chen)
    open_ = StrictClient.of(cast.reviewer_chen)
    assert open_.get("/desk/review/", follow=True).status_code == 200
    client, address = StrictClient.of(cast.secadmin), f"/desk/users/{cast.reviewer_chen.pk}/"
    assert 'data-dialog="reset"' in client.get(address).content.decode()
    client.post(f"{address}second-factor/", {})  # without a reason nothing happens
    assert Authenticator.objects.filter(user=cast.reviewer_chen).count() == 2
    for _time in range(2):
        assert client.post(f"{address}second-factor/", {"reason": "lost"}).status_code == 302
    assert "没有绑定" in client.get(address).content.decode()
    assert not Authenticator.objects.filter(user=cast.reviewer_chen).exists()
    assert open_.get("/desk/").url.startswith("/sign-in/")
    assert cast.reviewer_chen.tokens.get().revoked_by == "secadmin"
    events = AuditEvent.objects.filter(verb="accounts.reset_second_factor")
    assert [(each.actor, each.detail["reason"]) for each in events] == [("secadmin", "lost")]
    assert OutboxMessage.objects.get(topic="second_factor_reset").recipient_id == cast.reviewer_chen.pk


def test_nobody_resets_their_own_second_factor_and_nobody_else_resets_one(cast: Cast) -> None:
    for user in (cast.secadmin, cast.reviewer_chen):
        a_second_factor(user)
    tried = [(cast.secadmin, cast.secadmin), (cast.sysadmin, cast.reviewer_chen)]
    tried += [(each, cast.reviewer_chen) for each in (cast.business_he, cast.reviewer_chen, cast.auditor)]
    for by, whose in tried:
        answer = StrictClient.of(by).post(f"/desk/users/{whose.pk}/second-factor/", {"reason": "lost"})
        assert answer.status_code in (403, 404)
    assert Authenticator.objects.count() == 4
    own = StrictClient.of(cast.secadmin).get(f"/desk/users/{cast.secadmin.pk}/").content.decode()
    assert 'data-dialog="reset"' not in own


def test_a_lost_phones_token_is_revoked(cast: Cast) -> None:
    issue_token(user=cast.village_li, device="旧手机", by=cast.village_li)
    client = StrictClient.of(cast.secadmin)
    assert "旧手机" in client.get(f"/desk/users/{cast.village_li.pk}/").content.decode()
    client.post(f"/desk/tokens/{cast.village_li.tokens.get().pk}/revoke/")
    assert cast.village_li.tokens.get().revoked_by == "secadmin"


def test_nobody_else_comes_near_the_accounts(cast: Cast) -> None:
    for user in (cast.business_he, cast.auditor, cast.station_head_ma):
        client = StrictClient.of(user)
        assert client.get("/desk/users/").status_code == 403
        assert client.get(f"/desk/users/{cast.village_li.pk}/").status_code == 403
        assert client.post(f"/desk/users/{cast.village_li.pk}/password/").status_code == 403


def test_the_list_asks_as_much_for_many_as_for_few(cast: Cast) -> None:
    client = StrictClient.of(cast.sysadmin)

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get("/desk/users/?q=number")
        return len(caught)

    for number in range(2):
        create_user(username=f"number{number}", display_name="某人", by=BY)
    asked()  # the first page of a session writes when it was seen
    few = asked()
    for number in range(2, 12):
        create_user(username=f"number{number}", display_name="某人", by=BY)
    assert asked() == few
