"""Medians, percentiles, and a table that can be pasted into docs/figures.md."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from statistics import median, quantiles

from bench.stage import machine

__all__ = ["median", "p95", "show", "timed"]


def timed(what: Callable[[], object]) -> float:
    """Seconds."""
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def show(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    notes: Sequence[str] = (),
    database: bool = True,
) -> None:
    """A Markdown table under a heading, with the machine below it."""
    lines = [f"## {title}", "", "| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    lines += ["", *notes, f"_{machine(database=database)}_", ""]
    print("\n".join(lines), flush=True)
