"""Broken and hostile files are refused; none crashes, none takes more memory than it is allowed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.rooms.evidence.engine.hostile import hostile, whole

QUICK, ALL = 300, 5000
RESIDENT_MB = 900  # below the bound on addresses; libraries alone take about 200


def taken_in(first: int, last: int) -> tuple[int, int, int]:
    """(refused, read, peak megabytes) of so many files in a child of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.rooms.evidence.engine.hostile", str(first), str(last)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[4],
    )
    assert done.returncode == 0, (done.returncode, done.stderr[-1500:])
    refused, read, peak = map(int, done.stdout.split())
    return refused, read, peak


def test_hundreds_of_hostile_files_do_no_harm() -> None:
    refused, read, peak = taken_in(0, QUICK)
    assert refused + read == QUICK
    assert refused > 0.6 * QUICK
    assert peak < RESIDENT_MB


@pytest.mark.soak
def test_five_thousand_hostile_files_do_no_harm() -> None:
    for first in range(QUICK, ALL, 1175):
        refused, read, peak = taken_in(first, first + 1175)
        assert refused + read == 1175
        assert peak < RESIDENT_MB


def test_they_are_of_every_kind_and_the_same_every_time() -> None:
    names = {hostile(number)[0] for number in range(QUICK) if number % 10 != 9}
    assert all(any(name.startswith(kind) for name in names) for kind in whole())
    assert hostile(7) == hostile(7)
