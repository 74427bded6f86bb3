"""Signing in: allauth's page with our form; the demo's sign-ins; what a locked-out person is told."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import Role
from yimi.rooms.network import queries

DEMO_PASSWORD = "yimi-demo-2026"  # noqa: S105  (the demonstration's own, printed on its sign-in page)

CAN_DO = {
    Role.VILLAGE_MEMBER: _lazy("替村民点单、做东道、确认参加人"),
    Role.STATION_WORKER: _lazy("受理点单、发起征集、定承接机构、初核材料"),
    Role.STATION_HEAD: _lazy("受理点单、发起征集、定承接机构、初核、确认结算"),
    Role.PROVIDER_MANAGER: _lazy("响应征集、排人排期、确认结算单"),
    Role.PROVIDER_WORKER: _lazy("去现场、拍照、提交本场次"),
    Role.COUNTY_REVIEWER: _lazy("周评审：通过、部分通过、退回"),
    Role.COUNTY_BUSINESS: _lazy("管预算、出通报、冻结和公布季度结算"),
    Role.COUNTY_FINANCE: _lazy("确认结算单、付款"),
    Role.COUNTY_LEADER: _lazy("看全县进展、比较成效"),
    Role.COUNTY_EDITOR: _lazy("发布公示墙和公告、撤下内容"),
    Role.SUPERVISOR: _lazy("看个案质量、签督导意见"),
    Role.ASSESSOR: _lazy("在第三方轮次里入户调查、填调查表"),
    Role.VOLUNTEER: _lazy("看自己参加的场次和时长"),
    Role.SYSTEM_ADMIN: _lazy("开账号、排任职"),
    Role.SECURITY_ADMIN: _lazy("授权管理员、停用账号"),
    Role.AUDIT_ADMIN: _lazy("看操作日志、核对封存"),
}


class SignInForm(LoginForm):
    """One field for phone or name; the two fields are labelled as one says them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _lazy("手机号或用户名")
        self.fields["password"].label = _lazy("密码")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "autofocus": True,
        }

    def user_credentials(self) -> dict[str, Any]:
        return {"username": self.cleaned_data["login"], "password": self.cleaned_data["password"]}


class SignIn(LoginView):
    form_class = SignInForm

    def get_form_class(self) -> type[forms.Form]:
        return SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "idle": self.request.GET.get("idle") == "1",
            "idle_minutes": settings.SESSION_IDLE_SECONDS // 60,
            "demo": demo_sign_ins() if settings.DEMO else [],
            "demo_password": DEMO_PASSWORD,
        }


def demo_sign_ins() -> list[dict[str, str]]:
    """The demonstration's accounts: who, as what, able to do what, and for some the code of the moment."""
    users = list(User.objects.filter(is_demo=True, is_active=True).order_by("pk")[:20])
    codes = {
        each.user_id: _code_now(each)
        for each in Authenticator.objects.filter(user__in=users, type=Authenticator.Type.TOTP)
    }
    return [_demo_line(user, codes.get(user.pk, "")) for user in users]


def _demo_line(user: User, code: str) -> dict[str, str]:
    roles = list(dict.fromkeys(Role(hat.role) for hat in queries.reach(user).hats))
    return {
        "username": user.username,
        "name": user.display_name,
        "roles": "、".join(str(role.label) for role in roles),
        "can": "；".join(str(CAN_DO[role]) for role in roles),
        "code": code,
    }


def _code_now(authenticator: Authenticator) -> str:
    """The TOTP code of this half minute: shown in demonstrations only, where secrecy protects nothing."""
    secret = get_adapter().decrypt(authenticator.data["secret"])
    now = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, now[len(now) // 2])))


def locked_out(request: HttpRequest, *args: Any) -> HttpResponse:
    """After five wrong passwords (axes): how long, and who can help sooner."""
    context = {"minutes": round(settings.AXES_COOLOFF_TIME * 60), "limit": settings.AXES_FAILURE_LIMIT}
    return render(request, "account/locked_out.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
