"""What is sealed of a statement: every figure of its head and lines. Names of people are not in it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from yimi.rooms.settlement.models import Clawback, Statement, StatementLine

HEAD = (
    "number",
    "county",
    "quarter",
    "position",
    "provider_name",
    "line_count",
    "gross_fen",
    "carried_fen",
    "debt_in_fen",
    "clawback_fen",
    "offset_fen",
    "debt_out_fen",
    "payable_fen",
)
LINE = (
    "order",
    "type_code",
    "type_name",
    "place",
    "price_fen",
    "result",
    "percent",
    "settled_before_fen",
    "amount_fen",
    "offset_fen",
    "carried",
    "carried_from",
)
LINE_KEYS = ("session_id", "station_id", "town_id", "contract_id", "fund_source_id", "verdict_id")


def content_of(
    statement: Statement, lines: Iterable[StatementLine], clawbacks: Iterable[Clawback]
) -> dict[str, Any]:
    """The content as it is frozen, and as `verify` computes it again from the rows."""
    return {
        **{field: getattr(statement, field) for field in HEAD},
        "format": 1,
        "provider_id": statement.provider_id,
        "frozen_at": statement.frozen_at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        "frozen_by": statement.frozen_by_id,
        "clawbacks": [
            {"session_id": each.session_id, "fen": each.fen}
            for each in sorted(clawbacks, key=lambda clawback: clawback.session_id)
        ],
        "lines": [
            {
                "session": line.session_number,
                "held_on": line.held_on.isoformat(),
                "price_from": line.price_from.isoformat(),
                **{field: getattr(line, field) for field in (*LINE, *LINE_KEYS)},
            }
            for line in sorted(lines, key=lambda line: line.order)
        ],
    }
