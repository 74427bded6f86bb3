"""The only writers of settlement, one file a stage."""

from __future__ import annotations

from yimi.rooms.settlement.actions.clawback import claw_back
from yimi.rooms.settlement.actions.confirm import (
    answer_objection,
    confirm_for_provider,
    confirm_statement,
    object_to_statement,
)
from yimi.rooms.settlement.actions.freeze import freeze_quarter
from yimi.rooms.settlement.actions.pay import pay_statement, publish_statement

__all__ = [
    "answer_objection",
    "claw_back",
    "confirm_for_provider",
    "confirm_statement",
    "freeze_quarter",
    "object_to_statement",
    "pay_statement",
    "publish_statement",
]
