"""Two registers compared: `yimi compare` beside Splink on DuckDB, on invented households with a known answer.

Both start from the same two CSV files, each in a process of its own, taking turns; Splink learns its weights in the same run,
with few and with many sampled pairs. The wall and memory ratios are against the quicker Splink, F1 against the better one.
Splink is in the dependency group `bench` and is not needed to run Yimi: `--splink PYTHON` names an interpreter that has it.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench import crowd
from bench.table import show

HERE = Path(__file__).resolve().parent
WALL, MEMORY, PRECISION, RECALL, NEW_SECONDS = 0.35, 0.5, 0.999, 0.95, 1.0


@dataclass
class Run:
    """What one program did with two lists."""

    seconds: float
    processor: float
    megabytes: float
    pairs: list[tuple[str, str]]
    score: np.ndarray
    accepted: np.ndarray

    def judged(self, truth: set[tuple[str, str]]) -> np.ndarray:
        return np.array([pair in truth for pair in self.pairs], bool)


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[11, 12, 13])
    parser.add_argument(
        "--makers", nargs="+", default=["villages", "market_town"], choices=sorted(crowd.MAKERS)
    )
    installed = sys.executable if importlib.util.find_spec("splink") else ""
    parser.add_argument("--splink", default=installed, help="a Python that has Splink; '' leaves it out")
    parser.add_argument(
        "--samples", type=float, nargs="+", default=[2e5, 2e6], help="pairs Splink samples; a run each"
    )
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "yimi-bench" / "linkage")


def run(options: argparse.Namespace) -> int:
    lines, good = [], True
    for maker in options.makers:
        for seed in options.seeds:
            made = crowd.write(options.folder, maker, options.rows, seed)
            line, passed = _one(made, maker, seed, options)
            print(" | ".join(line), flush=True)
            lines.append(line)
            good &= passed
    both = ("", "Splink", "ratio")
    columns = [
        "lists", "seed", *(f"{what} {who}".strip() for what in ("wall s", "processor s", "MB") for who in both),
        "F1", "F1 Splink", "accepted: precision", "recall", "1,000 new rows s", "two runs identical", "the quicker, s", "load",
    ]  # fmt: skip
    show(f"Linkage at {options.rows:,} × {options.rows:,}", columns, lines, notes=[
        f"Bars: wall ≤ {WALL}, memory ≤ {MEMORY}, F1 ≥ Splink's best, accepted ≥ {PRECISION} at recall ≥ {RECALL}.",
        "",
    ], database=False)  # fmt: skip
    return 0 if good else 1


def _one(made: Path, maker: str, seed: int, options: argparse.Namespace) -> tuple[list[str], bool]:
    with (made / "truth.csv").open(encoding="utf-8") as stream:
        truth = {(row[0], row[1]) for row in csv.reader(stream)}
    own = _yimi(made)
    others = [_splink(made, options.splink, sample) for sample in options.samples] if options.splink else []
    right = own.judged(truth)
    again = _yimi(made, "again.jsonl")
    same = (made / "yimi.jsonl").read_bytes() == (made / "again.jsonl").read_bytes()
    precision, recall = right[own.accepted].mean(), right[own.accepted].sum() / len(truth)
    f1 = _f1(right, np.ones(len(right), bool), len(truth))
    new = _new_rows(made)
    line = [maker, str(seed), f"{own.seconds:.1f}"]
    passed = precision >= PRECISION and recall >= RECALL and new <= NEW_SECONDS and same
    if others:
        best = max(_best_f1(other, truth) for other in others)
        wall = own.seconds / min(other.seconds for other in others)
        memory = own.megabytes / min(other.megabytes for other in others)
        passed &= wall <= WALL and memory <= MEMORY and f1 >= best
        worked = own.processor / min(other.processor for other in others)
        line += ["/".join(f"{each.seconds:.1f}" for each in others), f"{wall:.2f}", f"{own.processor:.1f}"]
        line += [
            "/".join(f"{each.processor:.1f}" for each in others),
            f"{worked:.2f}",
            f"{own.megabytes:.0f}",
        ]
        line += [
            "/".join(f"{each.megabytes:.0f}" for each in others),
            f"{memory:.2f}",
            f"{f1:.4f}",
            f"{best:.4f}",
        ]
    else:
        line += [
            "–",
            "–",
            f"{own.processor:.1f}",
            "–",
            "–",
            f"{own.megabytes:.0f}",
            "–",
            "–",
            f"{f1:.4f}",
            "–",
        ]
    quicker = min(own.seconds, again.seconds)
    line += [f"{precision:.5f}", f"{recall:.4f}", f"{new:.2f}", "yes" if same else "NO", f"{quicker:.1f}"]
    return [*line, f"{os.getloadavg()[0]:.1f}"], bool(passed)


def _timed(command: list[str]) -> tuple[float, float, float]:
    """Seconds, processor seconds and megabytes of a process and of all it starts."""
    # by way of a small process: what is started from a large one seems to have been as large
    watched = [sys.executable, str(HERE / "watched.py"), *command]
    done = subprocess.run(watched, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    seconds, processor, megabytes = map(float, done.stdout.split())
    return seconds, processor, megabytes


def _yimi(made: Path, name: str = "yimi.jsonl") -> Run:
    out = made / name
    took = _timed(
        [
            sys.executable,
            "-m",
            "yimi",
            "compare",
            f"{made}/A.csv",
            f"{made}/B.csv",
            "--json",
            str(out),
            "--quiet",
        ]
    )
    pairs, score, accepted = [], [], []
    with out.open(encoding="utf-8") as stream:
        for line in map(json.loads, stream):
            if line["left"] is not None and line["right"] is not None:
                pairs.append((line["left"], line["right"]))
                score.append(line["score"])
                accepted.append(line["class"] in ("same", "changed"))
    return Run(*took, pairs, np.array(score), np.array(accepted, bool))


def _splink(made: Path, python: str, sample: float) -> Run:
    out = made / "splink.csv"
    lists = [str(made / "A.csv"), str(made / "B.csv"), str(out)]
    took = _timed([python, str(HERE / "splinked.py"), *lists, "--max-pairs", str(sample)])
    with out.open(encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    score = np.array([float(row[2]) for row in rows])
    return Run(*took, [(row[0], row[1]) for row in rows], score, score > 0)


def _f1(right: np.ndarray, chosen: np.ndarray, truth: int) -> float:
    return float(2 * right[chosen].sum() / (chosen.sum() + truth))


def _best_f1(other: Run, truth: set[tuple[str, str]]) -> float:
    """At whatever threshold suits it best, knowing the answer."""
    hits = np.cumsum(other.judged(truth)[np.argsort(-other.score, kind="stable")])
    return float((2 * hits / (np.arange(1, len(hits) + 1) + len(truth))).max())


def _new_rows(made: Path) -> float:
    """Seconds to find 1,000 new rows in a register whose keys and weights are at hand."""
    from yimi.rooms.people.linkage.known import Known
    from yimi.rooms.people.linkage.source import open_list

    left, right = open_list(made / "A.csv").register, open_list(made / "B.csv").register
    known = Known.of(left, right)
    new = right.part(slice(0, 1000))
    start = time.perf_counter()
    known.find(new)
    return time.perf_counter() - start
