"""What of a person may be shown to whom (B11: choice of our design)."""

from __future__ import annotations

from enum import Enum


class Audience(Enum):
    """Who looks: inside the station, in the village (on paper, on a screen others see), or anybody."""

    STATION = "station"
    VILLAGE = "village"
    PUBLIC = "public"


def mask_name(name: str) -> str:
    """张三 → 张*, 张小三 → 张*三, 欧阳小三 → 欧**三; a name with a dot keeps the first character only."""
    name = name.strip()
    if len(name) <= 1:
        return "*" if name else ""
    if len(name) == 2 or "·" in name or name.isascii():
        return name[0] + "*" * min(len(name) - 1, 2)
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_phone(phone: str) -> str:
    """13812341234 → 138****1234; a shorter number keeps its last two digits."""
    digits = "".join(phone.split()).replace("-", "")
    if not digits:
        return ""
    if len(digits) < 11:
        return "*" * max(len(digits) - 2, 0) + digits[-2:] if len(digits) > 4 else "*" * len(digits)
    return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"


def mask_id(number: str, audience: Audience) -> str:
    """First 6 and last 4 inside the station, the last 4 in the village, nothing in public."""
    number = "".join(number.split())
    if audience is Audience.PUBLIC or not number:
        return ""
    if len(number) < 12:
        return "*" * len(number)
    if audience is Audience.VILLAGE:
        return "*" * (len(number) - 4) + number[-4:]
    return number[:6] + "*" * (len(number) - 10) + number[-4:]
