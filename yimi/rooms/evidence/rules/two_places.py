"""Nobody is in two places at once. Independent of every image, therefore strong (evidence.md 4.3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext as _

from yimi.rooms.evidence.rules.facts import Elsewhere, FlagDraft, Occasion
from yimi.rooms.evidence.rules.wording import apart, metres, moment
from yimi.rooms.evidence.states import FlagCode


def person_in_two_places(
    occasion: Occasion, others: Iterable[Elsewhere], *, gap_minutes: int
) -> list[FlagDraft]:
    """A beneficiary present at another place less than `gap_minutes` before or after (D9: 60)."""
    gap = timedelta(minutes=gap_minutes)
    found = [
        one for one in others if _another_place(occasion, one.other) and _between(occasion, one.other) < gap
    ]
    return _flag(FlagCode.PERSON_IN_TWO_PLACES, occasion, found, _("也登记在"))


def staff_in_two_places(
    occasion: Occasion, others: Iterable[Elsewhere], *, speed_kmh: int
) -> list[FlagDraft]:
    """A worker whose two sessions overlap, or who would have had to travel faster than `speed_kmh`."""
    found = []
    for one in others:
        if not _another_place(occasion, one.other):
            continue
        between = _between(occasion, one.other)
        distance = apart(occasion.point, one.other.point) or 0.0
        hours = between.total_seconds() / 3600
        if between <= timedelta(0) or distance / 1000 > speed_kmh * hours:
            found.append(one)
    return _flag(FlagCode.STAFF_IN_TWO_PLACES, occasion, found, _("也排在"))


def _another_place(a: Occasion, b: Occasion) -> bool:
    """Two services at one site share an outing (bathing and haircut, D1), so they are one place."""
    if a.site_id is not None and a.site_id == b.site_id:
        return False
    distance = apart(a.point, b.point)
    return distance is None or distance > max(a.radius_m, b.radius_m)


def _between(a: Occasion, b: Occasion) -> timedelta:
    """Time from the end of the one to the start of the other; zero or less when they overlap."""
    return max(b.began - a.ended, a.began - b.ended)


def _flag(code: FlagCode, occasion: Occasion, found: list[Elsewhere], also: str) -> list[FlagDraft]:
    if not found:
        return []
    parts = []
    for one in found:
        distance = apart(occasion.point, one.other.point)
        far = _("，相距 {distance}").format(distance=metres(distance)) if distance is not None else ""
        parts.append(
            _("{name}{also} {at} 的场次 {number}{far}").format(
                name=one.name, also=also, at=moment(one.other.began), number=one.other.number, far=far
            )
        )
    return [
        FlagDraft(
            code,
            _("；").join(parts) + _("。"),
            detail={"people": len(found), "sessions": sorted({one.other.number for one in found})},
        )
    ]
