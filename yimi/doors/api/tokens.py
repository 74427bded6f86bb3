"""Signing in on a device, signing out of it, and who one is."""

from __future__ import annotations

from typing import Annotated

from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field, StringConstraints

from yimi.doors.api import limits, proofs
from yimi.doors.api.asking import Asked, Bearer
from yimi.doors.api.problems import Trouble, refusals
from yimi.doors.api.values import PLAIN, At
from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.accounts import actions
from yimi.rooms.accounts.models import ApiToken, User
from yimi.rooms.accounts.queries import token_of
from yimi.rooms.accounts.states import SECOND_FACTOR, Role
from yimi.rooms.network.models import Organisation
from yimi.rooms.network.queries import reach

router = Router(tags=["accounts"])
CURRENT = Bearer()


class SignIn(Schema):
    login: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=PLAIN)] = Field(
        description="Phone or user name"
    )
    password: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PLAIN)]
    device: Annotated[str, StringConstraints(max_length=100, pattern=PLAIN)] = Field(
        description="What the person calls this device, to recognise it in the list of tokens"
    )
    code: Annotated[str, StringConstraints(max_length=20, pattern=r"^[0-9 -]*$")] = Field(
        "", description="Second factor: the code shown now, or a recovery code; for roles that need one"
    )


class Hat(Schema):
    role: str
    label: str
    organisation_id: int | None
    organisation: str


class Me(Schema):
    username: str
    name: str
    language: str
    large_type: bool
    roles: list[Hat]
    device: str
    bound: bool = Field(description="The token opens nothing without the proof of this device's key")
    expires_at: At
    server_time: At


class Issued(Schema):
    token: str = Field(description="Shown this once; send it as Authorization: Bearer <token>")
    expires_at: At
    me: Me


@router.post(
    "/tokens",
    operation_id="issue_token",
    summary="Sign in on a device",
    response={201: Issued, **refusals(403)},
)
def issue_token(request: HttpRequest, given: SignIn) -> Status[Issued]:
    """With a `DPoP` proof the token is bound to that key: a request stolen from one device is useless on another.

    Wrong passwords and wrong codes count together with those of the sign-in page and lock the account.

    401 `credentials` or `second_factor_required` (ask for the code and send everything again), 403
    `second_factor_not_set_up`, 429 `locked_out` or `too_many_requests` with Retry-After.
    """
    limits.admit("sign_in", limits.address_of(request))
    device_key = proofs.of_sign_in(request)
    user = _recognised(request, given)
    hands = reach(user)
    second_factor(request, given.code, user, hands)
    AxesProxyHandler.reset_attempts(username=given.login)
    return issued(user, given.device, hands, device_key)


def issued(user: User, device: str, hands: Reach, device_key: str) -> Status[Issued]:
    """The answer to somebody who has shown who they are."""
    key = actions.issue_token(user=user, device=device, by=user, device_key=device_key)
    token = token_of(key)
    assert token is not None
    return Status(201, Issued(token=key, expires_at=token.expires_at, me=_about(user, hands, token)))


@router.delete("/tokens/current", operation_id="revoke_token", summary="Sign out of this device",
               response={204: None, **refusals(409)}, auth=CURRENT)  # fmt: skip
def revoke_token(request: Asked) -> Status[None]:
    """The token opens nothing from this moment on."""
    actions.revoke_token(token=request.token, by=request.user)
    return Status(204, None)


@router.get("/me", operation_id="me", summary="Who this token belongs to",
            response={200: Me, **refusals()}, auth=CURRENT)  # fmt: skip
def me(request: Asked) -> Me:
    """Name, roles and organisations of today; and the server's clock, for captures made offline later."""
    return _about(request.user, request.reach, request.token)


def _recognised(request: HttpRequest, given: SignIn) -> User:
    user = authenticate(request, username=given.login, password=given.password)
    if isinstance(user, User):
        return user
    _refuse_when_locked(request)
    raise Trouble(
        401,
        "credentials",
        _("手机号（用户名）或密码不对。请核对后再试；连续输错 {n} 次将锁定 {minutes} 分钟。").format(
            n=settings.AXES_FAILURE_LIMIT, minutes=_minutes()
        ),
    )


def second_factor(request: HttpRequest, code: str, user: User, hands: Reach) -> None:
    """Raise Trouble unless `code` is right, or none is asked for.

    Whoever has set one up shows it; whose role needs one and who has none sets it up on the desk first.
    """
    if not is_mfa_enabled(user, [Authenticator.Type.TOTP]):
        if hands.has(*SECOND_FACTOR):
            raise Trouble(
                403,
                "second_factor_not_set_up",
                _("你的岗位需要二次验证。请先用电脑登录网页，绑定验证器，再到这里登录。"),
            )
        return
    if not code:
        raise Trouble(401, "second_factor_required", _("请输入验证器上现在显示的 6 位数字。"))
    form = AuthenticateForm({"code": code}, user=user)
    if form.is_valid():
        form.authenticator.record_usage()
        return
    # a guessed code counts like a guessed password, or six digits would be no obstacle
    user_login_failed.send(sender=__name__, credentials={"username": user.username}, request=request)
    _refuse_when_locked(request)
    raise Trouble(401, "second_factor_wrong", _("验证码不对。验证码每 30 秒换一次，请输入现在显示的数字。"))


def _refuse_when_locked(request: HttpRequest) -> None:
    if not getattr(request, "axes_locked_out", False):
        return
    request.axes_locked_out = False  # type: ignore[attr-defined]  # or axes would answer with its page
    raise Trouble(
        429,
        "locked_out",
        _("输错次数太多，请过 {minutes} 分钟再试，或请系统管理员重设密码。").format(minutes=_minutes()),
        headers={"Retry-After": str(_minutes() * 60)},
    )


def _minutes() -> int:
    return round(settings.AXES_COOLOFF_TIME * 60)


def _about(user: User, hands: Reach, token: ApiToken) -> Me:
    houses = Organisation.objects.visible_to(hands).in_bulk(list(hands.organisations()))
    roles = [
        Hat(
            role=hat.role,
            label=str(Role(hat.role).label),
            organisation_id=hat.organisation_id,
            organisation=houses[hat.organisation_id].name if hat.organisation_id in houses else "",
        )
        for hat in hands.hats
    ]
    return Me(
        username=user.username,
        name=user.display_name,
        language=user.language,
        large_type=user.large_type,
        roles=roles,
        device=token.device,
        bound=token.device_key != "",
        expires_at=token.expires_at,
        server_time=clock.now(),
    )
