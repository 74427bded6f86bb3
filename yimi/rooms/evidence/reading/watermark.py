"""Dates, times and session numbers out of lines of text, as watermark cameras and this product paint them.

A date alone may stand on any banner or notice; it is taken for a watermark only with a time of day or a weekday beside
it. A line that names a span ("14:30-16:00") announces something and is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

STAMPS, NUMBERS = 4, 4  # as many as one photo may say

_DATES = (
    re.compile(
        r"(?<!\d)(?P<year>20\d\d)\s?[-./:年]\s?(?P<month>\d{1,2})\s?[-./:月]\s?(?P<day>[0-3]\d|\d)\s?日?"
    ),
    re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日"),
    re.compile(r"(?<![\d./:+-])(?P<month>\d\d)[-/.](?P<day>\d\d)(?![\d./+-])"),
)
_BARE = len(_DATES) - 1  # "10-21" needs its time on the same line
# a bar behind the time is read as a 1 ("14:051")
_TIME = re.compile(
    r"(?P<half>上午|下午|中午|晚上|AM|PM)?\s?(?<!\d)(?P<hour>[01]?\d|2[0-3])\s?[:时点]\s?(?P<minute>[0-5]\d)"
    r"(?:[:分]\s?[0-5]\d)?1?(?!\d)\s?(?P<after>AM|PM)?",
    re.IGNORECASE,
)
_SPAN = re.compile(r"\d[:时点]?\d*\s?(?:[-~至到]|--)\s?\d{1,2}\s?[:时点]")
_WEEKDAY = re.compile(r"(?:星期|周)[一二三四五六日天]|\b(?:MON|TUE|WED|THU|FRI|SAT|SUN)", re.IGNORECASE)
_NUMBER = re.compile(r"S-?(\d{6})-?(\d\d)[QO0]([1-4])-?(\d{6})(?!\d)")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-"))


@dataclass(frozen=True)
class Line:
    """One line of text on a picture and its box in pixels."""

    text: str
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True)
class Watermark:
    """`stamps`: (year or None, month, day, hour or None, minute); `numbers`: of sessions."""

    stamps: tuple[tuple[int | None, int, int, int | None, int], ...] = ()
    numbers: tuple[str, ...] = ()


def watermark_of(lines: Sequence[Line]) -> Watermark:
    """What a watermark among these lines says; empty when none can be told."""
    plain = [(_plain(line.text), line) for line in lines]
    stamps = dict.fromkeys(stamp for text, line in plain for stamp in _stamps(text, line, plain))
    return Watermark(
        tuple(stamps)[:STAMPS], tuple(dict.fromkeys(_numbers(text for text, _ in plain)))[:NUMBERS]
    )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_DASHES)


def _numbers(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for county, year, quarter, count in _NUMBER.findall(text.replace(" ", "")):
            yield f"S-{county}-{year}Q{quarter}-{count}"


def _stamps(
    text: str, line: Line, among: Sequence[tuple[str, Line]]
) -> Iterator[tuple[int | None, int, int, int | None, int]]:
    found, left = _dates(text)
    if _SPAN.search(left):
        return
    times = _times(left)
    for number, (kind, year, month, day) in enumerate(found):
        if times:
            yield (year, month, day, *times[min(number, len(times) - 1)])
        elif kind != _BARE and (beside := _times_beside(line, among)):
            yield (year, month, day, *beside[0])
        elif kind != _BARE and _WEEKDAY.search(left):
            yield (year, month, day, None, 0)


def _dates(text: str) -> tuple[list[tuple[int, int | None, int, int]], str]:
    """(kind, year, month, day) in the order they stand, and the text without them."""
    found = []
    for kind, pattern in enumerate(_DATES):
        for match in list(pattern.finditer(text)):
            parts = match.groupdict()
            year, month, day = int(parts.get("year") or 0), int(parts["month"]), int(parts["day"])
            if _exists(year, month, day):
                found.append((match.start(), (kind, year or None, month, day)))
                # blanked, not cut: what stood apart stays apart, and places stay true
                text = text[: match.start()] + " " * len(match.group()) + text[match.end() :]
    return [date for _, date in sorted(found)], text


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year or 2024, month, day)  # a leap year for a date without one
    except ValueError:
        return False
    return True


def _times(text: str) -> list[tuple[int, int]]:
    found = []
    for match in _TIME.finditer(text):
        hour, half = int(match["hour"]), (match["half"] or match["after"] or "").upper()
        found.append(
            (hour + 12 if half in ("下午", "晚上", "PM") and hour < 12 else hour, int(match["minute"]))
        )
    return found


def _times_beside(line: Line, among: Sequence[tuple[str, Line]]) -> list[tuple[int, int]]:
    """Times on the nearest line that holds nothing else, not farther away than letters of one watermark are."""
    near = []
    for text, other in among:
        rest = _TIME.sub("", text).strip(" |·,;")
        if other is line or _SPAN.search(text) or len(rest) > 4 or not (times := _times(text)):
            continue
        tall = max(line.height, other.height)
        down = max(other.top - line.bottom, line.top - other.bottom, 0.0)
        across = max(other.left - line.right, line.left - other.right, 0.0)
        if down <= 1.5 * tall and across <= 3 * tall:
            near.append((down + across, times))
    return min(near)[1] if near else []
