"""What a quarter comes to, and how its statements are sealed. No database."""

from __future__ import annotations

from yimi.rooms.settlement.rules.arithmetic import (
    Item,
    Outcome,
    Totals,
    in_order,
    line_amount,
    settle,
    totals,
)
from yimi.rooms.settlement.rules.seal import canonical, changes, digest_of, is_signed, sign

__all__ = [
    "Item",
    "Outcome",
    "Totals",
    "canonical",
    "changes",
    "digest_of",
    "in_order",
    "is_signed",
    "line_amount",
    "settle",
    "sign",
    "totals",
]
