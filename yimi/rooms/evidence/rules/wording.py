"""How the reasons say a time, a distance and a duration."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel.geo import Point, distance_m

SIMILAR_BITS = 256


def moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return _("{month}月{day}日 {clock}").format(month=local.month, day=local.day, clock=f"{local:%H:%M}")


def day(at: datetime) -> str:
    local = timezone.localtime(at)
    return _("{year}年{month}月{day}日").format(year=local.year, month=local.month, day=local.day)


def metres(distance: float) -> str:
    if distance >= 10_000:
        return _("{km} 公里").format(km=f"{distance / 1000:.0f}")
    return _("{m} 米").format(m=f"{distance:,.0f}")


def apart(a: Point | None, b: Point | None) -> float | None:
    return distance_m(a, b) if a and b else None


def lasting(span: timedelta) -> str:
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 60:
        return _("{m} 分钟").format(m=minutes)
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return _("{d} 天").format(d=hours // 24)
    return _("{h} 小时").format(h=hours) if not rest else _("{h} 小时 {m} 分").format(h=hours, m=rest)
