"""What pages and higher rooms ask about verdicts."""

from __future__ import annotations

from yimi.rooms.review.queries.queues import (
    disagreements,
    is_blind,
    my_samples,
    open_appeals,
    to_pre_check,
    to_review,
    waiting_for,
    week_queue,
    with_precheck,
)
from yimi.rooms.review.queries.verdicts import (
    deciding,
    effective_verdict,
    history_of,
    precheck_of,
    returns_by_county,
    round_of,
    with_risk,
    with_round,
    with_verdict,
)
from yimi.rooms.review.queries.voices import (
    callbacks_missing,
    callbacks_needed,
    callbacks_of,
    opinions_of,
    share_of,
    voices_of,
)
from yimi.rooms.review.queries.who import bias_of, second_readers

__all__ = [
    "bias_of",
    "callbacks_missing",
    "callbacks_needed",
    "callbacks_of",
    "deciding",
    "disagreements",
    "effective_verdict",
    "history_of",
    "is_blind",
    "my_samples",
    "open_appeals",
    "opinions_of",
    "precheck_of",
    "returns_by_county",
    "round_of",
    "second_readers",
    "share_of",
    "to_pre_check",
    "to_review",
    "voices_of",
    "waiting_for",
    "week_queue",
    "with_precheck",
    "with_risk",
    "with_round",
    "with_verdict",
]
