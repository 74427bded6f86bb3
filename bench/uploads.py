"""Phones hand in at a steady rate: three photos of 300 kB a submission, over tus, through the server `yimi serve` starts.

The clock of a submission runs from when it was due, not from when a tired client came to it. Lost is what was
acknowledged and is not in the database afterwards. Client, server and PostgreSQL share the machine.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from multiprocessing import get_context

from bench.phones import Bundle, Sent, hand_in, photos, reached
from bench.stage import open_database
from bench.table import median, show

PORT, PHOTOS, TOKENS, CLIENTS = 8077, 3, 120, 2
BAR_S = 1.0


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rates", type=int, nargs="+", default=[5], help="submissions a second, one run each"
    )
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2, help="of the web server")


def run(options: argparse.Namespace) -> int:
    open_database("uploads")
    from bench.phones import prepare

    tokens, sessions = prepare(TOKENS, sum(options.rates) * options.seconds)
    rows, worst = [], 0.0
    server = _serve(options.workers)
    try:
        reached(PORT)
        files, first = photos(40), 0
        for rate in options.rates:
            count = rate * options.seconds
            sent = _run(tokens, sessions[first : first + count], files, rate)
            first += count
            rows.append(_row(rate, sent))
            worst = max(worst, _share(sent, 0.99))
    finally:
        server.terminate()
        server.wait()
    show(
        f"Submissions of {PHOTOS} photos of 300 kB, {options.seconds} s at each rate",
        ("asked for a second", "acknowledged a second", "photos lost", "refused", "p50 s", "p95 s", "p99 s"),
        rows,
        notes=[f"Bar: nothing lost, p99 ≤ {BAR_S:.0f} s at 50 a second.", ""],
    )
    return 1 if worst > BAR_S else 0


def _serve(workers: int) -> subprocess.Popen[bytes]:
    from yimi.commands.serve import web_command

    command = web_command("127.0.0.1", PORT, workers)
    silent = subprocess.DEVNULL
    return subprocess.Popen(command, env=dict(os.environ), stdout=silent, stderr=silent)  # noqa: S603  (our own)


def _run(tokens: list[str], sessions: list[int], files: list[bytes], rate: int) -> list[Sent]:
    """Two client processes of many threads each; every session's turn is known beforehand."""
    start = time.time() + 3.0
    turns = [(start + place / rate, session) for place, session in enumerate(sessions)]
    bundles = [
        Bundle(PORT, PHOTOS, turns[one::CLIENTS], tokens[one::CLIENTS], files) for one in range(CLIENTS)
    ]
    with get_context("spawn").Pool(CLIENTS) as pool:
        return [sent for part in pool.map(hand_in, bundles) for sent in part]


def _row(rate: int, sent: list[Sent]) -> tuple[str, ...]:
    from yimi.rooms.evidence.models import Media

    promised = {number for one in sent for number in one.client_ids}
    kept = set(map(str, Media.objects.filter(client_id__in=promised).values_list("client_id", flat=True)))
    whole = [one for one in sent if one.done_at]
    lasted = max(one.done_at for one in whole) - min(one.due_at for one in whole) if whole else 0.0
    return (
        str(rate),
        f"{len(whole) / lasted:.1f}" if lasted else "0",
        str(len(promised - kept)),
        str(len(sent) - len(whole)),
        f"{median([one.took for one in whole]):.2f}" if whole else "",
        f"{_share(sent, 0.95):.2f}",
        f"{_share(sent, 0.99):.2f}",
    )


def _share(sent: list[Sent], share: float) -> float:
    took = sorted(one.took for one in sent if one.done_at)
    return took[min(len(took) - 1, int(share * len(took)))] if took else float("inf")
