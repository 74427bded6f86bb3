"""What is painted into a photo, beside what the session and the phone claim (evidence.md 4.3: medium, a reviewer's aid).

Anybody can paint a watermark, so one that agrees says nothing. One that differs is worth a look: it was painted for
something else, or it is a notice on the wall.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.rooms.evidence.rules.facts import Capture, FlagDraft, Occasion, Stamp
from yimi.rooms.evidence.rules.wording import moment
from yimi.rooms.evidence.states import FlagCode


def watermark_differs(
    captures: Iterable[Capture], occasion: Occasion, *, slack_minutes: int, minutes: int
) -> list[FlagDraft]:
    """A photo whose watermark names another session or another time than session (± slack) or phone (± minutes).

    Of several stamps one that agrees is enough. A photo whose phone itself claims the stamp's time is left to
    `outside_window`.
    """
    drafts = []
    for one in captures:
        named = [number for number in one.numbers if number != occasion.number]
        if named and occasion.number not in one.numbers:
            sentence = _("照片上的水印写着场次 {other}，这里是场次 {number}。{caution}")
            reason = sentence.format(other=named[0], number=occasion.number, caution=_caution())
            drafts.append(FlagDraft(FlagCode.WATERMARK_DIFFERS, reason, one.id, detail={"number": named[0]}))
        elif one.stamps and not any(
            _agrees(stamp, one, occasion, timedelta(minutes=slack_minutes), timedelta(minutes=minutes))
            for stamp in one.stamps
        ):
            drafts.append(_differing(one, one.stamps[0], occasion))
    return drafts


def _agrees(stamp: Stamp, one: Capture, occasion: Occasion, slack: timedelta, error: timedelta) -> bool:
    begin = min(occasion.starts_at, occasion.began) - slack
    end = max(occasion.ends_at, occasion.ended) + slack
    first, last = _span(stamp, near=occasion.starts_at)
    of_session = first <= end and last >= begin
    claim = one.taken_at
    if claim is None:
        return of_session
    first, last = _span(stamp, near=claim)
    of_phone = first - error <= claim <= last + error
    claimed_here = begin <= claim <= end
    return of_phone and (of_session or not claimed_here)


def _span(stamp: Stamp, *, near: datetime) -> tuple[datetime, datetime]:
    """What the stamp may mean: a minute, or a whole day; without a year, in the year that lies nearest."""
    years = [stamp.year] if stamp.year else [near.year - 1, near.year, near.year + 1]
    return min(
        (span for year in years if (span := _in_year(stamp, year))),
        key=lambda span: abs(span[0] - near),
        default=(near, near),  # the 29th of February of no year
    )


def _in_year(stamp: Stamp, year: int) -> tuple[datetime, datetime] | None:
    try:
        at = timezone.make_aware(datetime(year, stamp.month, stamp.day, stamp.hour or 0, stamp.minute))
    except ValueError:
        return None
    return at, at + (timedelta(days=1) if stamp.hour is None else timedelta(minutes=1))


def _differing(one: Capture, stamp: Stamp, occasion: Occasion) -> FlagDraft:
    claim = _("，手机说拍于 {at}").format(at=moment(one.taken_at)) if one.taken_at else ""
    return FlagDraft(
        FlagCode.WATERMARK_DIFFERS,
        _("照片上的水印写着 {stamp}，场次是 {start}{claim}。{caution}").format(
            stamp=_said(stamp), start=moment(occasion.starts_at), claim=claim, caution=_caution()
        ),
        one.id,
        detail={"stamp": _said(stamp)},
    )


def _said(stamp: Stamp) -> str:
    year = _("{year}年").format(year=stamp.year) if stamp.year else ""
    clock = "" if stamp.hour is None else f" {stamp.hour:02d}:{stamp.minute:02d}"
    return (
        year
        + _("{month}月{day}日 {clock}").format(month=stamp.month, day=stamp.day, clock="").strip()
        + clock
    )


def _caution() -> str:
    return _("水印可以编造，机器也会读错，或把墙上的告示当成水印，请看原图。")
