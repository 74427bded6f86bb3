from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import BY, PASSWORD
from yimi.kernel import clock
from yimi.kernel.audit import AuditEvent
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.accounts.actions import (
    change_password,
    create_user,
    deactivate,
    issue_token,
    reactivate,
    revoke_token,
)
from yimi.rooms.accounts.models import ApiToken, User
from yimi.rooms.accounts.queries import tokens_of, user_of_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> User:
    return create_user(username="worker", display_name="社工", password=PASSWORD, by=BY)


def test_a_key_opens_the_door_for_its_owner(worker: User) -> None:
    key = issue_token(user=worker, device="红米 12", by=worker)
    assert (user_of_token(key), user_of_token(key + "x"), user_of_token("")) == (worker, None, None)


def test_the_key_itself_is_stored_nowhere(worker: User) -> None:
    key = issue_token(user=worker, device="红米 12", by=worker)
    token = ApiToken.objects.get()
    event = AuditEvent.objects.get(verb="accounts.issue_token")
    assert len(key) == 43
    assert key not in f"{vars(token)} {event.detail}"


def test_a_key_stops_at_its_hour(worker: User) -> None:
    key = issue_token(user=worker, device="红米 12", days=1, by=worker)
    issued = clock.now()
    with clock.frozen(issued + timedelta(hours=23)):
        assert user_of_token(key) == worker
    with clock.frozen(issued + timedelta(hours=25)):
        assert (user_of_token(key), tokens_of(worker)) == (None, [])


@pytest.mark.parametrize("days", [0, -1, 91])
def test_a_key_lives_between_a_day_and_a_quarter(worker: User, days: int) -> None:
    with pytest.raises(Refusal, match="1 到 90 天"):
        issue_token(user=worker, device="", days=days, by=worker)


def test_a_revoked_key_stops_at_once(worker: User) -> None:
    key = issue_token(user=worker, device="", by=worker)
    [token] = tokens_of(worker)
    revoke_token(token=token, by=worker)
    assert (user_of_token(key), tokens_of(worker), token.revoked_by) == (None, [], "worker")
    with pytest.raises(Stale):
        revoke_token(token=token, by=worker)


def test_keys_end_with_a_new_password_and_with_the_account(worker: User) -> None:
    first = issue_token(user=worker, device="", by=worker)
    change_password(user=worker, new_password=PASSWORD + "x", by=worker)
    second = issue_token(user=worker, device="", by=worker)
    deactivate(user=worker, by=BY)
    reactivate(user=worker, by=BY)
    assert (user_of_token(first), user_of_token(second)) == (None, None)


def test_nobody_issues_or_revokes_for_another(worker: User) -> None:
    other = create_user(username="other", display_name="别人", by=BY)
    with pytest.raises(NotYours):
        issue_token(user=worker, device="", by=other)
    issue_token(user=worker, device="", by=worker)
    with pytest.raises(NotYours):
        revoke_token(token=ApiToken.objects.get(), by=other)


def test_a_locked_account_gets_no_key(worker: User) -> None:
    deactivate(user=worker, by=BY)
    with pytest.raises(Refusal, match="已停用"):
        issue_token(user=worker, device="", by=worker)
