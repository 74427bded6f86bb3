"""What may be shown of a session, how its words are masked, and how figures are said. No database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yimi.kernel.masking import mask_name
from yimi.rooms.catalogue.rules import NEVER_SHOWN

ACCEPTED = ("accept", "partial")

# Eleven digits and more are a phone, an account or an identity number; neither belongs on a public page.
NUMBERS = re.compile(r"\d[\d\s-]{9,}[\dXx]")


@dataclass(frozen=True)
class Facts:
    """What decides whether a session may be shown."""

    result: str | None
    sensitive: str
    published: bool
    minors: int
    patients: int
    refused: int
    waiting: int
    approved: int
    disputed: bool


def reasons_not_to_publish(facts: Facts) -> list[str]:
    """Sentences why a session may not go on the wall; an empty list says that a person may publish it."""
    found = []
    if facts.published:
        found.append(_("这个场次已经在公示墙上。"))
    if facts.result != "accept":
        found.append(_("只有评审通过的场次可以公开，这一场还没有通过。"))
    if facts.disputed:
        found.append(_("这一场的结论还在申诉中，等有了结果再公开。"))
    if facts.sensitive in NEVER_SHOWN:
        found.append(_("儿童、患者和个案服务一律不公开，任何人同意也不公开。"))
    if facts.minors:
        found.append(_("到场的有 %(count)d 名未成年人，不公开。") % {"count": facts.minors})
    if facts.patients:
        found.append(_("到场的有在册患者，不公开。"))
    if facts.refused:
        found.append(_("到场的有 %(count)d 人不同意公开照片或视频，不公开。") % {"count": facts.refused})
    if facts.waiting:
        found.append(_("还有 %(count)d 份模糊后的画面没有人核对，请先核对。") % {"count": facts.waiting})
    if not facts.approved and facts.sensitive not in NEVER_SHOWN:
        found.append(_("没有一份核对通过、可以公开的画面。"))
    return found


def masked_text(text: str, names: Iterable[str]) -> str:
    """The text with every known name masked and every long number removed (B11: public lists)."""
    for name in sorted({name for name in names if len(name) > 1}, key=len, reverse=True):
        text = text.replace(name, mask_name(name))
    return NUMBERS.sub("****", text)


def share(part: int, whole: int) -> int | None:
    """Whole per cent, halves up; None when there is nothing to divide by."""
    return (part * 200 + whole) // (2 * whole) if whole else None


def tenths(total: int, count: int) -> int | None:
    """An average in tenths, halves up: satisfaction 1–5 becomes 10–50. None for an empty sample."""
    return (total * 20 + count) // (2 * count) if count else None


def said_tenths(value: int | None) -> str:
    return "—" if value is None else f"{value // 10}.{value % 10}"


def said_share(value: int | None) -> str:
    return "—" if value is None else f"{value}%"


def listed(words: Sequence[str]) -> str:
    return "、".join(words)
