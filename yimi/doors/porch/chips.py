"""State chips (ux.md): grey draft, blue waiting, amber needs you, green good, red bad; icon and word."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _


class Tone(StrEnum):
    DRAFT = "draft"
    WAITING = "waiting"
    NEEDS_YOU = "needs-you"
    GOOD = "good"
    BAD = "bad"


ICONS = {
    Tone.DRAFT: "pencil",
    Tone.WAITING: "clock",
    Tone.NEEDS_YOU: "hand-finger",
    Tone.GOOD: "check",
    Tone.BAD: "x",
}

# One word, one colour, in every room: a state that is new here shows grey until it is given its tone.
TONES = {
    Tone.DRAFT: "draft closed withdrawn superseded merged apart gone new same lapsed ended expired not_needed undone",
    Tone.WAITING: "changed running open awarded planned called_out station_task waiting received replied offered frozen "
    "submitted pending provider_confirmed stations_confirmed county_confirmed finance_confirmed scheduled",
    Tone.NEEDS_YOU: "delivered returned return partial disputed due suspended objected review contradictory moved columns",
    Tone.GOOD: "accepted accept approved confirmed passed published paid active ready answered done "
    "reached joined verified",
    Tone.BAD: "rejected reject refused cancelled no_show failed declined struck_off overdue deceased",
}
_BY_STATE = {state: tone for tone, states in TONES.items() for state in states.split()}
TONE_OF_STRENGTH = {
    "certain": Tone.BAD,
    "strong": Tone.BAD,
    "medium": Tone.NEEDS_YOU,
    "hint": Tone.WAITING,
    "support": Tone.GOOD,
}


def tone_of(state: str) -> Tone:
    return _BY_STATE.get(state, Tone.DRAFT)


def chip(thing: Any, label: str = "", tone: str = "") -> dict[str, str]:
    """A chip of a model instance (its `state`), of an enum member, or of a plain state with its label."""
    state = getattr(thing, "state", thing)
    if not label:
        shown = getattr(thing, "get_state_display", None)
        label = str(shown() if shown else getattr(state, "label", state))
    chosen = Tone(tone) if tone else tone_of(str(getattr(state, "value", state)))
    return {"tone": chosen.value, "icon": ICONS[chosen], "label": label or _("未定")}


def strength(value: str, label: str) -> dict[str, str]:
    """A chip of a flag's strength: the machine says how sure it is, never what to decide."""
    tone = TONE_OF_STRENGTH.get(value, Tone.DRAFT)
    return {"tone": tone.value, "icon": "flag", "label": label}
