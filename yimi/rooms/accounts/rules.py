"""Who may hold an administrator's role, what a phone and a name look like; no database."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable

from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal
from yimi.rooms.accounts.states import ADMINS, SECOND_FACTOR, Role

_PHONE = re.compile(r"1[3-9][0-9]{9}")
TOKEN_DAYS = 90  # a phone that was lost and never reported stops knocking after a quarter
DEVICE_DAYS = 14  # bound to a device's key: a week without a signal and a week to spare
_NAME = re.compile(r"[\w.@-]{2,64}")


def clean_phone(text: str) -> str | None:
    """Eleven digits out of "+86 138-1234-5678"; None when nothing was given. Refuses anything else."""
    digits = re.sub(r"[\s\-()]", "", text).removeprefix("+86")
    if not digits:
        return None
    if not _PHONE.fullmatch(digits):
        raise Refusal(_("手机号应为 11 位数字，以 1 开头。请核对后重填。"), field="phone")
    return digits


def clean_username(text: str) -> str:
    """A name to sign in with: letters (Chinese too), digits, dot, hyphen, underscore; not a phone number."""
    name = text.strip()
    if not _NAME.fullmatch(name):
        raise Refusal(_("用户名要 2 到 64 个字，只用汉字、字母、数字和 . - _。"), field="username")
    if _PHONE.fullmatch(name):
        raise Refusal(_("用户名不能是手机号：手机号填在“手机号”一栏，两者都可用来登录。"), field="username")
    return name


def cannot_administer(role: str, held: Iterable[str]) -> str | None:
    """Why `role` cannot be given beside the roles held now, or None (three separated administrators, B11)."""
    others = {Role(each) for each in held} - {Role(role)}
    if Role(role) not in ADMINS:
        return _("“%(role)s”不是管理员，请用任职。") % {"role": Role(role).label}
    if others & ADMINS:
        return _("三员分立：一个人只能担任系统、安全、审计管理员中的一种。")
    if others:
        return _("系统、安全、审计管理员不能同时担任业务岗位。请先结束业务岗位，或换一个人。")
    return None


def wants_second_factor(roles: Iterable[str]) -> bool:
    """Whether any of these roles must prove itself twice at sign-in (issue 2 §2)."""
    return any(role in SECOND_FACTOR for role in roles)


def new_key() -> str:
    """A key of 32 random bytes for the field client, as text for a header."""
    return secrets.token_urlsafe(32)


def digest_of(key: str) -> str:
    """What is stored of a key. It is random and long, so one fast hash is enough."""
    return hashlib.sha256(key.encode()).hexdigest()
