from __future__ import annotations

import pytest
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.test import Client

from tests.cast import BY, PASSWORD
from yimi.kernel.errors import Refusal
from yimi.rooms.accounts import backends
from yimi.rooms.accounts.actions import change_password, create_user, deactivate, reactivate
from yimi.rooms.accounts.backends import PhoneOrNameBackend
from yimi.rooms.accounts.models import User

pytestmark = pytest.mark.django_db
BACKEND = "yimi.rooms.accounts.backends.PhoneOrNameBackend"


@pytest.fixture
def li() -> User:
    return create_user(
        username="village_li", display_name="李青禾", phone="19900000000", password=PASSWORD, by=BY
    )


@pytest.mark.parametrize("typed", ["village_li", " village_li ", "19900000000"])
def test_a_person_signs_in_by_name_or_by_phone(li: User, typed: str) -> None:
    assert PhoneOrNameBackend().authenticate(None, typed, PASSWORD) == li


def test_a_wrong_password_an_unknown_name_and_a_locked_account_are_refused_alike(li: User) -> None:
    deactivate(user=create_user(username="gone", display_name="去者", password=PASSWORD, by=BY), by=BY)
    answers = [
        PhoneOrNameBackend().authenticate(None, name, password)
        for name, password in [
            ("village_li", "wrong"),
            ("nobody", PASSWORD),
            ("gone", PASSWORD),
            ("", ""),
            ("x", None),
        ]
    ]
    assert answers == [None] * 5


def test_an_unknown_name_costs_one_hash_like_a_known_one(li: User, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    monkeypatch.setattr(backends, "make_password", hashed.append)
    PhoneOrNameBackend().authenticate(None, "nobody", "a guess")
    assert hashed == ["a guess"]


def test_an_account_without_a_password_cannot_sign_in() -> None:
    create_user(username="new", display_name="新人", by=BY)
    assert PhoneOrNameBackend().authenticate(None, "new", "") is None


def signed_in(client: Client) -> bool:
    request = HttpRequest()
    request.session = client.session
    return get_user(request).is_authenticated


def test_a_new_password_signs_the_person_out_everywhere(li: User, client: Client) -> None:
    client.force_login(li, backend=BACKEND)
    assert signed_in(client)
    change_password(user=li, new_password="another-" + PASSWORD, by=li)
    assert not signed_in(client)


def test_locking_signs_out_and_unlocking_does_not_sign_in_again(li: User, client: Client) -> None:
    client.force_login(li, backend=BACKEND)
    deactivate(user=li, by=BY)
    assert not signed_in(client)
    reactivate(user=li, by=BY)
    assert not signed_in(client)


def test_signing_in_leaves_no_trace_of_when(li: User, client: Client) -> None:
    client.force_login(li, backend=BACKEND)
    assert "last_login" not in {field.name for field in User._meta.get_fields()}


@pytest.mark.parametrize("typed", ["short", "village_li1", "1234567890"])
def test_a_weak_password_is_refused_with_the_cure(li: User, typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        change_password(user=li, new_password=typed, by=li)
    assert (str(refused.value), refused.value.field) == (
        "密码至少 10 个字符，不能是常见的密码，也不能和用户名、姓名相近。请换一个。",
        "password",
    )
    assert PhoneOrNameBackend().authenticate(None, "village_li", PASSWORD) == li
