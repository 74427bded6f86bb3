"""How allauth's sign-in and second factor behave in this house."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.porch.preferences import remember
from yimi.kernel.crypto import open_text, seal_text
from yimi.rooms.accounts import actions

SECRET_PLACE = "mfa_authenticator.secret"  # noqa: S105  (where it is sealed, not what)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by an administrator; nobody signs up, and no mail is sent."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _lazy(
            "手机号（用户名）或密码不对。请核对后再试；连续输错 5 次将锁定 15 分钟。"
        ),
        "invalid_login": _lazy("手机号（用户名）或密码不对。请核对后再试；连续输错 5 次将锁定 15 分钟。"),
        "too_many_login_attempts": _lazy("输错次数太多，请过 15 分钟再试，或请系统管理员重设密码。"),
        "account_inactive": _lazy("这个账号已停用。请联系区县系统管理员。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        return None

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """The next page shows that it worked; a "welcome" that covers it helps nobody."""

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return remember(response, language=user.language, large_type=user.large_type)

    def set_password(self, user: Any, password: str) -> None:
        """Through the action: it is audited, and every other session of this person ends."""
        actions.change_password(user=user, new_password=password, by=user)
        user.refresh_from_db()

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Not within five minutes of signing in: setting up a second factor asks for no second password."""
        request = context.request
        records = get_authentication_records(request, request.user)
        newest = max((record["at"] for record in records), default=0.0)
        return bool(time.time() - newest > account_settings.REAUTHENTICATION_TIMEOUT)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return settings.LOGIN_REDIRECT_URL


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets lie encrypted; a role that must have a second factor cannot take it off."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _lazy("验证码不对。验证码每 30 秒换一次，请输入手机上现在显示的 6 位数字。"),
        "cannot_delete_authenticator": _lazy(
            "你的岗位必须使用二次验证，不能关闭；可以先停用再重新绑定新手机。"
        ),
    }

    def encrypt(self, text: str) -> str:
        return seal_text(text, SECRET_PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        return open_text(encrypted_text, SECRET_PLACE)

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def build_totp_svg(self, url: str) -> str:
        return ""  # second_factor.picture draws it at an address of its own

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        return None
