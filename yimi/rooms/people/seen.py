"""Whoever decides has looked at something; when it changed meanwhile, they look again."""

from __future__ import annotations

from django.db.models import Model
from django.utils.translation import gettext_lazy as _lazy

MOVED = _lazy("刚刚有人把这个人迁到别处，请刷新页面，看过再办。")


def still(field: str, seen: Model, now: Model) -> bool:
    """Is this what whoever decided had before their eyes? Of two who move one person at once, the second is told."""
    return bool(getattr(seen, f"{field}_id") == getattr(now, f"{field}_id"))
