"""Signing in on a phone: the same rules as the sign-in page, and a key that can be taken away at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.core.cache import cache

from tests.cast import PASSWORD, Cast
from tests.doors.api.phone import Phone, sign_in
from tests.doors.client import StrictClient
from yimi.doors.api import limits
from yimi.kernel import clock
from yimi.rooms.accounts import actions
from yimi.rooms.accounts.models import ApiToken, User


def with_second_factor(user: User) -> str:
    """Set one up, and return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    cache.clear()  # a code serves once; tests are faster than its half minute
    return str(format_hotp_value(hotp_value(secret, list(counters())[1])))


def test_a_worker_signs_in_by_name_or_phone_and_is_told_who_they_are(cast: Cast) -> None:
    for login in ("provider_a_worker", cast.provider_a_worker.phone or ""):
        answer = sign_in(login)
        assert answer.status_code == 201
        given = answer.json()
        assert given["me"]["name"] == "冯小满"
        assert [(role["role"], role["organisation"]) for role in given["me"]["roles"]] == [
            ("provider_worker", "青杠社工服务中心")
        ]
        assert Phone(given["token"]).get("/me").json()["device"] == "冯小满的手机"


def test_the_key_itself_is_stored_nowhere(cast: Cast) -> None:
    key = sign_in("provider_a_worker").json()["token"]
    assert key not in str(list(ApiToken.objects.values()))


def test_a_wrong_password_names_no_account(cast: Cast) -> None:
    known, unknown = sign_in("provider_a_worker", "wrong-password"), sign_in("nobody", "wrong-password")
    assert known.status_code == unknown.status_code == 401
    assert known.json()["detail"] == unknown.json()["detail"]
    assert known.json()["code"] == "credentials"


def test_five_wrong_passwords_lock_the_account_here_and_on_the_page(cast: Cast) -> None:
    answers = [sign_in("provider_a_worker", "wrong-password") for _each in range(5)]
    assert [each.status_code for each in answers] == [401, 401, 401, 401, 429]
    assert answers[-1].json()["code"] == "locked_out"
    assert answers[-1].headers["Retry-After"] == "900"
    assert sign_in("provider_a_worker").status_code == 429
    page = StrictClient().post("/sign-in/", {"login": "provider_a_worker", "password": PASSWORD})
    assert page.status_code == 429


def test_failures_on_the_page_count_here_too(cast: Cast) -> None:
    for _each in range(5):
        StrictClient().post("/sign-in/", {"login": "provider_a_worker", "password": "wrong-password"})
    assert sign_in("provider_a_worker").json()["code"] == "locked_out"


def test_a_right_password_forgets_earlier_failures(cast: Cast) -> None:
    for _round in range(2):
        for _each in range(4):
            assert sign_in("provider_a_worker", "wrong-password").status_code == 401
        assert sign_in("provider_a_worker").status_code == 201


def test_a_reviewer_needs_the_second_factor(cast: Cast) -> None:
    without = sign_in("reviewer_chen")
    assert (without.status_code, without.json()["code"]) == (403, "second_factor_not_set_up")
    secret = with_second_factor(cast.reviewer_chen)
    asked = sign_in("reviewer_chen")
    assert (asked.status_code, asked.json()["code"]) == (401, "second_factor_required")
    wrong = sign_in("reviewer_chen", code="000000")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "second_factor_wrong")
    right = sign_in("reviewer_chen", code=code_of(secret))
    assert right.status_code == 201
    assert Phone(right.json()["token"]).get("/me").status_code == 200


def test_whether_a_second_factor_exists_is_not_told_to_who_lacks_the_password(cast: Cast) -> None:
    with_second_factor(cast.reviewer_chen)
    assert sign_in("reviewer_chen", "wrong-password").json()["code"] == "credentials"


def test_guessed_codes_lock_the_account_like_guessed_passwords(cast: Cast) -> None:
    with_second_factor(cast.reviewer_chen)
    answers = [sign_in("reviewer_chen", code=f"{number:06d}") for number in range(5)]
    assert [each.status_code for each in answers][-1] == 429


def test_a_recovery_code_serves_once(cast: Cast) -> None:
    with_second_factor(cast.reviewer_chen)
    code = RecoveryCodes.activate(cast.reviewer_chen).get_unused_codes()[0]
    assert sign_in("reviewer_chen", code=code).status_code == 201
    assert sign_in("reviewer_chen", code=code).json()["code"] == "second_factor_wrong"


def test_who_has_set_up_a_second_factor_of_their_own_will_is_asked_too(cast: Cast) -> None:
    with_second_factor(cast.provider_a_worker)
    assert sign_in("provider_a_worker").json()["code"] == "second_factor_required"


def test_a_token_that_never_showed_the_second_factor_opens_nothing_for_such_a_role(cast: Cast) -> None:
    phone = Phone.without_second_factor(cast.reviewer_chen)
    assert phone.get("/me").json()["code"] == "second_factor_required"
    with_second_factor(cast.reviewer_chen)
    assert phone.get("/me").status_code == 401
    Authenticator.objects.update(created_at=clock.now() - timedelta(days=1))
    assert phone.get("/me").status_code == 200


def test_signing_out_stops_the_token_at_once(cast: Cast) -> None:
    phone, other = Phone.of(cast.provider_a_worker), Phone.of(cast.provider_a_worker)
    assert phone.delete("/tokens/current").status_code == 204
    gone = phone.get("/me")
    assert (gone.status_code, gone.json()["code"]) == (401, "token_unknown")
    assert gone.headers["WWW-Authenticate"].startswith("Bearer")
    assert other.get("/me").status_code == 200


@pytest.mark.parametrize("what", ["expired", "deactivated", "new password"])
def test_a_token_ends_with_its_time_its_account_and_its_password(cast: Cast, what: str) -> None:
    phone, worker = Phone.of(cast.provider_a_worker), cast.provider_a_worker
    if what == "deactivated":
        actions.deactivate(user=worker, by=cast.sysadmin)
    elif what == "new password":
        actions.change_password(user=worker, new_password="sheng-huo-yi-mi-26", by=worker)
    with clock.frozen(clock.now() + timedelta(days=91 if what == "expired" else 0)):
        assert phone.get("/me").status_code == 401


def test_a_session_cookie_opens_nothing_here(cast: Cast) -> None:
    client = StrictClient.of(cast.provider_a_worker)
    assert client.get("/desk/preferences/").status_code == 200
    assert client.get("/api/me").status_code == 401
    assert client.get("/api/sessions/mine").status_code == 401


def test_other_ways_of_carrying_the_token_are_not_accepted(cast: Cast) -> None:
    key = Phone.of(cast.provider_a_worker).token
    assert Phone().get(f"/me?token={key}").status_code == 401
    assert Phone().get("/me", headers={"Authorization": f"Token {key}"}).status_code == 401


def test_too_many_requests_of_one_token_wait_for_the_next_minute(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.PER_MINUTE, "token", 3)
    phone, other = Phone.of(cast.provider_a_worker), Phone.of(cast.provider_a_worker_2)
    now = clock.now().replace(second=20)
    with clock.frozen(now):
        assert [phone.get("/me").status_code for _each in range(4)] == [200, 200, 200, 429]
        refused = phone.post("/sessions/1/challenges")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "40")
        assert other.get("/me").status_code == 200
    with clock.frozen(now + timedelta(seconds=40)):
        assert phone.get("/me").status_code == 200


def test_strangers_and_sign_ins_of_one_address_are_limited(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.PER_MINUTE, "stranger", 2)
    monkeypatch.setitem(limits.PER_MINUTE, "sign_in", 1)
    with clock.frozen(clock.now()):
        assert [Phone("nothing").get("/me").status_code for _each in range(3)] == [401, 401, 429]
        assert [sign_in("provider_a_worker").status_code for _each in range(2)] == [201, 429]
        assert Phone.of(cast.provider_a_worker).get("/me").status_code == 200
