"""The rotating code of a session (RFC 6238): who types it in stood beside the worker's phone. No database."""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import compare_digest

from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.utils.translation import gettext as _

STEP_SECONDS = 30
LATE_STEPS = 1  # of a code that was read and typed while it changed
AHEAD_STEPS = 1  # of a worker's phone whose clock runs ahead
REMEMBERED_STEPS = 20  # ten minutes: beyond that it is simply wrong
AROUND = timedelta(hours=2)  # before the plan, and after it

new_secret = generate_totp_secret


def step_of(at: datetime) -> int:
    """Which code is shown at this moment."""
    return int(at.timestamp()) // STEP_SECONDS


def code_of(secret: str, step: int) -> str:
    """Six digits: HMAC-SHA1 as in RFC 4226, over the number of the step."""
    return str(format_hotp_value(hotp_value(secret, step)))


def step_shown(secret: str, code: str, now: datetime) -> tuple[int | None, str | None]:
    """The step of a valid code, or the sentence why it is none."""
    here = step_of(now)
    found = None
    for step in range(here - REMEMBERED_STEPS, here + AHEAD_STEPS + 1):
        if compare_digest(code_of(secret, step), code):
            found = step
    if found is None:
        return None, _("码不对，请看着工作人员的手机再输一次。")
    if found < here - LATE_STEPS:
        return None, _("这个码已经过时，请输工作人员手机上现在显示的 6 位数字。")
    return found, None


def around(*, starts_at: datetime, ends_at: datetime, now: datetime) -> str | None:
    """Only while the session is held, or nearly."""
    if starts_at - AROUND <= now <= ends_at + AROUND:
        return None
    return _("现在不是这一场的时间：开始前两小时到结束后两小时内可以签到。")


def minutes_between(arrived: datetime, left: datetime) -> int:
    """Whole minutes at the session, at least one, at most twelve hours (the table's own bounds)."""
    return min(720, max(1, round((left - arrived).total_seconds() / 60)))
