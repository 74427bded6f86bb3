"""The only writers of reports."""

from __future__ import annotations

from yimi.rooms.reports.actions.bulletin import draw_up_bulletin, publish_bulletin
from yimi.rooms.reports.actions.publication import publish_session, withdraw_publication
from yimi.rooms.reports.actions.statement import announce_statement

__all__ = [
    "announce_statement",
    "draw_up_bulletin",
    "publish_bulletin",
    "publish_session",
    "withdraw_publication",
]
