"""What a ledger may count. Pure data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class Unit(models.TextChoices):
    """The unit of an account: an integer of the smallest piece, never a fraction (decision 19)."""

    FEN = "fen", _lazy("分（人民币）")
    HALF_POINT = "half_point", _lazy("半分（积分）")
