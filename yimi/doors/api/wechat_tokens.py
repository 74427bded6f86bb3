"""Signing in with WeChat, for an account that was linked to it by somebody signed in with the password."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field, StringConstraints

from yimi.doors.api import limits, proofs, tokens
from yimi.doors.api.asking import Asked
from yimi.doors.api.problems import Trouble, refusals
from yimi.doors.api.values import PLAIN
from yimi.doors.api.wechat import exchange
from yimi.rooms.accounts import actions
from yimi.rooms.accounts.queries import user_of_wechat
from yimi.rooms.network.queries import reach

router = Router(tags=["accounts"])
LoginCode = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=PLAIN)]


class WeChatSignIn(Schema):
    wechat_code: LoginCode = Field(description="What wx.login just gave; it works once")
    device: Annotated[str, StringConstraints(max_length=100, pattern=PLAIN)]
    code: Annotated[str, StringConstraints(max_length=20, pattern=r"^[0-9 -]*$")] = Field(
        "", description="Second factor, as for `issue_token`; send it with a fresh `wechat_code`"
    )


class WeChatCode(Schema):
    wechat_code: LoginCode


@router.post(
    "/tokens/wechat",
    operation_id="issue_token_by_wechat",
    summary="Sign in with WeChat",
    response={201: tokens.Issued, **refusals(403, 503)},
)
def issue_token_by_wechat(request: HttpRequest, given: WeChatSignIn) -> Status[tokens.Issued]:
    """The account this WeChat was linked to. 401 `wechat_unknown`: sign in with the password once, then link it.

    Everything else is as with the password: the device's proof binds the token, the second factor is asked for.
    """
    limits.admit("sign_in", limits.address_of(request))
    device_key = proofs.of_sign_in(request)
    user = user_of_wechat(exchange().openid(given.wechat_code))
    if user is None:
        sentence = _("这个微信还没有绑定账号。请先用手机号和密码登录一次，勾上“以后用微信登录”。")
        raise Trouble(401, "wechat_unknown", sentence)
    hands = reach(user)
    tokens.second_factor(request, given.code, user, hands)
    return tokens.issued(user, given.device, hands, device_key)


@router.put(
    "/me/wechat", operation_id="link_wechat", summary="Sign in with this WeChat from now on",
    response={204: None, **refusals(403, 409, 503)}, auth=tokens.CURRENT,
)  # fmt: skip
def link_wechat(request: Asked, given: WeChatCode) -> Status[None]:
    """Replaces the WeChat linked before. Only a keyed digest of WeChat's name for the person is kept."""
    actions.link_wechat(user=request.user, openid=exchange().openid(given.wechat_code), by=request.user)
    return Status(204, None)


@router.delete(
    "/me/wechat", operation_id="unlink_wechat", summary="No longer sign in with WeChat",
    response={204: None, **refusals()}, auth=tokens.CURRENT,
)  # fmt: skip
def unlink_wechat(request: Asked) -> Status[None]:
    """Nothing linked is a success too."""
    actions.unlink_wechat(user=request.user, by=request.user)
    return Status(204, None)
