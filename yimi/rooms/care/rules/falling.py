"""When a colour may fall (D5.5): up at once, down slowly."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from yimi.rooms.care.rules.sheets import Sheet
from yimi.rooms.care.states import Colour


def rises(before: str | None, after: str) -> bool:
    """Is this the first colour, the same, or a graver one? Then any responsible worker may say so."""
    return before is None or Colour(after).rank <= Colour(before).rank


def step_down(sheet: Sheet, before: str, after: str) -> Colour:
    """Where a falling colour lands: at most `falling_levels` lower at a time."""
    return list(Colour)[min(Colour(after).rank, Colour(before).rank + sheet.falling_levels)]


def too_early(sheet: Sheet, *, changed_on: date, today: date, visits: int) -> str:
    """Why the colour cannot fall yet, as a sentence; empty when it can."""
    days = (today - changed_on).days
    if days < sheet.falling_days:
        return _("上次变色才过 %(days)s 天，满 %(least)s 天才能降级。") % {
            "days": days,
            "least": sheet.falling_days,
        }
    if visits < sheet.falling_visits:
        return _("上次变色以来走访了 %(n)s 次，至少 %(least)s 次才能降级。") % {
            "n": visits,
            "least": sheet.falling_visits,
        }
    return ""
