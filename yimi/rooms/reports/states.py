"""The life of a month's bulletin. Pure data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class BulletinState(models.TextChoices):
    DRAFT = "draft", _lazy("草稿")
    PUBLISHED = "published", _lazy("已发布")


# verb → (from, to)
TRANSITIONS: tuple[tuple[str, str, str], ...] = (
    ("draw_up_bulletin", BulletinState.DRAFT, BulletinState.DRAFT),
    ("publish_bulletin", BulletinState.DRAFT, BulletinState.PUBLISHED),
)
