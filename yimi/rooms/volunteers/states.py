"""States of a volunteer on the roster."""

from __future__ import annotations

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _lazy


class VolunteerState(TextChoices):
    ACTIVE = "active", _lazy("在册")
    LEFT = "left", _lazy("已退出")

    MOVES = nonmember({"active": {"left"}, "left": {"active"}})
