"""Signing in with WeChat: a code exchanged at a stand-in that answers as WeChat documents it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.cast import Cast
from tests.doors.api.device import Device
from tests.doors.api.phone import Phone
from tests.doors.api.wechat import StandIn, differs, standing_in
from yimi.kernel.audit import AuditEvent
from yimi.rooms.accounts.actions import deactivate, link_wechat, unlink_wechat
from yimi.rooms.accounts.models import WeChatLink

FENG = "provider_a_worker"


@pytest.fixture
def wechat(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    with standing_in() as one:
        monkeypatch.setattr(settings, "WECHAT_ADDRESS", one.address)
        monkeypatch.setattr(settings, "WECHAT_APPID", "wx0123456789abcdef")
        monkeypatch.setattr(settings, "WECHAT_SECRET", "not-a-real-secret")
        yield one


def ask(phone: Phone, code: str, **more: str) -> tuple[int, str]:
    answer = phone.post("/tokens/wechat", {"wechat_code": code, "device": "微信小程序", **more})
    said = answer.json()  # type: ignore[attr-defined]
    return answer.status_code, said.get("code") or said["token"]


def link(cast: Cast, wechat: StandIn, person: str) -> int:
    phone = Phone.of(getattr(cast, person))
    return phone.put("/me/wechat", {"wechat_code": wechat.login(person)}).status_code


def test_linked_once_and_signed_in_by_wechat_from_then_on(cast: Cast, wechat: StandIn) -> None:
    assert ask(Phone(), wechat.login(FENG)) == (401, "wechat_unknown")
    assert link(cast, wechat, FENG) == 204
    device = Device()
    status, token = ask(device, wechat.login(FENG))
    assert status == 201
    device.token = token
    me = device.get("/me").json()  # type: ignore[attr-defined]
    assert (me["username"], me["bound"]) == (cast.provider_a_worker.username, True)
    assert Phone(token).get("/me").status_code == 401  # bound to the device that signed in


def test_a_code_works_once(cast: Cast, wechat: StandIn) -> None:
    link(cast, wechat, FENG)
    code = wechat.login(FENG)
    assert ask(Phone(), code)[0] == 201
    assert ask(Phone(), code) == (401, "wechat_code")
    assert ask(Phone(), "made-up") == (401, "wechat_code")


@pytest.mark.parametrize("errcode", [-1, 45011])
def test_wechat_in_trouble_is_said_and_passes(cast: Cast, wechat: StandIn, errcode: int) -> None:
    wechat.errcode = errcode
    answer = Phone().post("/tokens/wechat", {"wechat_code": "any", "device": "手机"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def test_no_answer_and_no_mini_program(cast: Cast, wechat: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "WECHAT_ADDRESS", "http://127.0.0.1:9")
    assert ask(Phone(), "any") == (503, "wechat_busy")
    monkeypatch.setattr(settings, "WECHAT_APPID", "")
    assert ask(Phone(), "any") == (403, "wechat_off")


def test_one_wechat_one_account(cast: Cast, wechat: StandIn) -> None:
    assert link(cast, wechat, FENG) == 204
    other = Phone.of(cast.provider_b_worker)
    answer = other.put("/me/wechat", {"wechat_code": wechat.login(FENG)})
    assert answer.json()["code"] == "wechat_taken"  # type: ignore[attr-defined]
    phone = Phone.of(cast.provider_a_worker)
    assert phone.put("/me/wechat", {"wechat_code": wechat.login("another phone")}).status_code == 204
    assert ask(Phone(), wechat.login(FENG)) == (401, "wechat_unknown")  # replaced
    assert phone.delete("/me/wechat").status_code == 204
    assert ask(Phone(), wechat.login("another phone")) == (401, "wechat_unknown")
    assert WeChatLink.objects.filter(ended_at__isnull=True).count() == 0


def test_who_is_closed_or_needs_a_second_factor_does_not_slip_in(cast: Cast, wechat: StandIn) -> None:
    link(cast, wechat, FENG)
    deactivate(user=cast.provider_a_worker, by=cast.sysadmin)
    assert ask(Phone(), wechat.login(FENG)) == (401, "wechat_unknown")
    reviewer = cast.reviewer_chen
    link_wechat(user=reviewer, openid="openid-of-chen", by=reviewer)
    assert ask(Phone(), wechat.login("chen")) == (403, "second_factor_not_set_up")
    unlink_wechat(user=reviewer, by=cast.secadmin)
    assert ask(Phone(), wechat.login("chen")) == (401, "wechat_unknown")


def test_wechats_name_for_a_person_is_nowhere(cast: Cast, wechat: StandIn) -> None:
    link(cast, wechat, FENG)
    kept = WeChatLink.objects.get()
    assert "openid" not in kept.openid_bidx
    event = AuditEvent.objects.get(verb="accounts.link_wechat")
    assert "openid" not in str(event.detail)


def test_the_stand_in_is_held_to_the_document() -> None:
    assert differs({"openid": "o", "session_key": "s"}) == []
    assert differs({"openid": "o"}) == ["session_key is missing"]
    assert differs({"openid": 1, "session_key": "s", "nick": "n"}) == [
        "nick is not documented",
        "openid is no string",
    ]
    assert differs({"errcode": 41, "errmsg": ""}) == ["errcode 41 is not documented"]
