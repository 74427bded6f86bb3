"""The only writers of review, one file a step."""

from __future__ import annotations

from yimi.rooms.review.actions.appeals import appeal, decide_appeal
from yimi.rooms.review.actions.judging import accept_partially, accept_session, reject_session, return_session
from yimi.rooms.review.actions.precheck import pre_check
from yimi.rooms.review.actions.retraction import retract_verdict
from yimi.rooms.review.actions.sampling import draw_sample, rereview, rule_on_disagreement
from yimi.rooms.review.actions.voices import record_callback

__all__ = [
    "accept_partially",
    "accept_session",
    "appeal",
    "decide_appeal",
    "draw_sample",
    "pre_check",
    "record_callback",
    "reject_session",
    "rereview",
    "retract_verdict",
    "return_session",
    "rule_on_disagreement",
]
