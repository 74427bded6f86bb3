"""What the village whose place it was may say of a session; no database."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from yimi.rooms.projects.states import SessionState

ASKED_FOR = timedelta(days=14)  # afterwards nobody is asked any more; who knows may still say so


def answerable(*, state: str, starts_at: datetime, now: datetime, works_on_it: bool) -> str | None:
    """Of a session that has begun and stands, by somebody who is not paid for it (D9: two independent words)."""
    if works_on_it:
        return _("你是这一场的工作人员，请由村（社区）里另一位同事确认。")
    if state not in SessionState.LIVE:
        return _("这一场已取消或登记未开展，不用再确认。")
    if now < starts_at:
        return _("还没有到开始时间，开始以后再确认。")
    return None


def word_of_host(held: bool) -> str:
    """What the village said, in the words of every page."""
    return _("村（社区）确认在这里开展") if held else _("村（社区）说没有在这里开展")
