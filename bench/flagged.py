"""Photos handed in one after another through the server: until they are acknowledged, evidence, and their flags on the session.

Half are copies of a photo handed in before, mirrored, so that there is something to find. Server and worker run as `yimi
serve` starts them; nothing else is asked of them. The database is looked at every 20 ms.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable, Iterator

from bench.phones import Bundle, Line, Sent, prepare, reached
from bench.stage import open_database
from bench.table import median, show
from bench.uploads import PORT, started

BAR_S = 5.0
LOOKS_S, PATIENCE_S = 0.02, 120.0


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--photos", type=int, default=12, help="handed in, every second one a copy")
    parser.add_argument("--every", type=float, default=8.0, help="seconds from one to the next")
    parser.add_argument("--workers", type=int, default=2, help="of the web server")


def run(options: argparse.Namespace) -> int:
    """The first photo after a start pays for imports and models; it is shown apart."""
    open_database("flagged")
    from yimi.commands.serve import web_command, worker_command

    devices, sessions = prepare(1, options.photos + 1)
    children = [started(web_command("127.0.0.1", PORT, options.workers)), started(worker_command())]
    took = []
    try:
        reached(PORT)
        bundle = Bundle(PORT, 1, [(0.0, session) for session in sessions], devices, [b""])
        for place, file in enumerate(_files(options.photos + 1)):
            took.append(_one(bundle, sessions[place], file, copy=place % 2 == 1 and place > 0))
            time.sleep(max(0.0, options.every - took[-1][-1]))
    finally:
        for child in reversed(children):
            child.terminate()
            child.wait()
    rest = took[1:]
    rows = [("the first after a start", *(f"{each:.2f}" for each in took[0]))]
    for name, pick in (("median", median), ("longest", max)):
        rows.append(
            (
                f"{name} of {len(rest)} after it",
                *(f"{pick(column):.2f}" for column in zip(*rest, strict=True)),
            )
        )
    show(
        "One photo at a time, through the server, with a live worker: seconds from the first byte sent",
        ("", "acknowledged", "evidence", "checked, its flags on the session"),
        rows,
        notes=[f"Bar: {BAR_S:.0f} s. Every second photo is a mirrored copy and must be flagged as one.", ""],
    )
    return 0 if max(column[-1] for column in rest) <= BAR_S else 1


def _one(bundle: Bundle, session: int, file: bytes, *, copy: bool) -> tuple[float, float, float]:
    from yimi.rooms.evidence.models import Flag, Media
    from yimi.rooms.evidence.states import MediaState

    start, sent = time.monotonic(), Sent(0.0)
    line = Line(Bundle(bundle.port, 1, [], bundle.devices * 24, [file]), 0)
    if not line.photo(sent, session, 0, 0):
        raise SystemExit("the server did not take a photo")
    bundle.devices[0] = type(bundle.devices[0])(
        bundle.devices[0].token, bundle.devices[0].secret, line.nonces[0]
    )
    line.line.close()
    acknowledged = time.monotonic() - start
    kept = Media.objects.filter(client_id=sent.client_ids[0])
    evidence = _until(start, kept.exists)
    checked = _until(start, kept.exclude(state=MediaState.RECEIVED).exists)
    flags = set(Flag.objects.filter(session=session).values_list("code", flat=True))
    if not flags or copy != ("same_picture" in flags):
        raise SystemExit(f"a copy ({copy}) has the flags {sorted(flags)}")
    return acknowledged, evidence, checked


def _until(start: float, there: Callable[[], bool]) -> float:
    while not there():
        if time.monotonic() - start > PATIENCE_S:
            raise SystemExit("the worker did not come to it")
        time.sleep(LOOKS_S)
    return time.monotonic() - start


def _files(count: int) -> Iterator[bytes]:
    """Shipped photos at a phone's size; every second one the photo before it, mirrored and compressed again."""
    from PIL import Image, ImageOps

    from yimi.rooms.evidence.demo_pictures import photos

    for place in range(count):
        image = Image.open(photos()[place // 2 * 2 + 1]).convert("RGB").resize((1200, 1600))
        out = io.BytesIO()
        (ImageOps.mirror(image) if place % 2 else image).save(out, "JPEG", quality=80 if place % 2 else 92)
        yield out.getvalue()[:-2]  # the client ends it with a comment of its own
