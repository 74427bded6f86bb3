"""Work in two processes: the same result to the byte, and nothing that goes wrong over there is swallowed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench import crowd
from yimi.rooms.people.linkage import alike
from yimi.rooms.people.linkage.halves import both, two_processes
from yimi.rooms.people.linkage.jsonl import write_json
from yimi.rooms.people.linkage.matching import match
from yimi.rooms.people.linkage.refused import Refused
from yimi.rooms.people.linkage.source import open_list
from yimi.rooms.people.linkage.verdicts import judge


def test_columns_come_back_as_they_were() -> None:
    made = np.arange(100_000, dtype=np.uint64)
    with two_processes():
        one, (other, words) = both(lambda: 1, lambda: (made * 3, "二"))
    assert (one, words) == (1, "二")
    assert (other == made * 3).all()
    other += 1  # memory of one's own


def test_what_is_refused_over_there_is_refused_here() -> None:
    def refuse() -> None:
        raise Refused("no_label", row=7)

    with two_processes(), pytest.raises(Refused) as caught:
        both(lambda: 1, refuse)
    assert caught.value.details == {"row": 7}


@pytest.mark.parametrize("maker", ["villages", "market_town"])
def test_two_processes_find_what_one_finds(
    maker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alike, "DIVIDED", 100)
    made = crowd.write(tmp_path, maker, 2000, 31)
    results = []
    for wanted in (False, True):
        out = tmp_path / f"{wanted}.jsonl"
        with two_processes(wanted=wanted):
            left, right = both(lambda: open_list(made / "A.csv"), lambda: open_list(made / "B.csv"))
            pairs = match(left.register, right.register)
            write_json(out, judge(left.register, right.register, pairs), left.quoted, right.quoted)
        results.append(out.read_bytes())
    assert results[0] == results[1]
