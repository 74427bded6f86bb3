from __future__ import annotations

import pytest

from yimi.kernel.errors import Stale
from yimi.rooms.projects.states import TABLES, CallOutState, SessionState, check_move, may_move, table


def test_every_state_of_a_table_is_a_state() -> None:
    for name, moves in TABLES.items():
        kind = {"SessionState": SessionState, "CallOutState": CallOutState}.get(name)
        if kind:
            assert set(moves) | set().union(*moves.values()) <= set(kind.values)


def test_the_table_can_be_printed() -> None:
    assert "SessionState: planned → cancelled, delivered, no_show" in table()


def test_a_session_is_submitted_only_after_it_was_delivered() -> None:
    assert may_move(SessionState, "delivered", "submitted")
    assert not may_move(SessionState, "planned", "submitted")


@pytest.mark.parametrize("here", ["cancelled", "no_show"])
def test_nothing_leads_out_of_the_end(here: str) -> None:
    assert not any(may_move(SessionState, here, to) for to in SessionState.values)


def test_a_forbidden_move_says_what_is_the_case() -> None:
    with pytest.raises(Stale, match="S-1现在是“已取消”"):
        check_move(SessionState, "cancelled", "delivered", what="S-1")
