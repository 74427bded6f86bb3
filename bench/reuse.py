"""The index beside the database: built from nothing, caught up by one picture, asked with a photo that was there before."""

from __future__ import annotations

import argparse
import shutil
from functools import partial
from itertools import cycle, islice
from time import perf_counter
from typing import Any

from bench.stage import drop_database, open_database
from bench.table import median, p95, show, timed

COUNTY, PERIOD = "500114", "2026Q4"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--repeats", type=int, default=7)


def run(options: argparse.Namespace) -> None:
    open_database("reuse")
    from yimi.rooms.evidence import demo_pictures, index
    from yimi.rooms.evidence.fingerprint import grey, look, pack
    from yimi.rooms.evidence.queries import likeness

    paths = sorted((demo_pictures.FOLDER / "more").glob("*.jpg"))
    records, asked = [pack(look(grey(path)).record) for path in paths], paths[0].read_bytes()
    rows, filled = [], 0
    for size in sorted(options.sizes):
        _fill(records, filled, size)
        filled = size
        shutil.rmtree(index.root(), ignore_errors=True)
        built = timed(partial(index.caught_up, COUNTY))
        _fill(records, filled, filled + 1)
        filled += 1
        caught = timed(partial(index.caught_up, COUNTY))
        times, hits = [], set()
        for _ in range(options.repeats):
            began = perf_counter()
            seen = [likeness.Sight(-1, look(grey(asked)))]
            found = likeness.searched(seen, index.caught_up(COUNTY).parts, besides=())
            times.append((perf_counter() - began) * 1000)
            hits.add(found[0].verdict.value)
        assert hits == {"same_picture"}, hits
        rows.append(
            (size, f"{built:.1f}", f"{caught * 1000:.0f}", f"{median(times):.0f}", f"{p95(times):.0f}")
        )
    show(
        "Reuse: the engine's index beside the database",
        ("pictures", "built s", "caught up by one ms", "a photo checked, median ms", "p95 ms"),
        rows,
        notes=[
            "Records are those of 100 photos over and over: the hardest case, for all of them are alike.",
            "",
        ],
    )
    shutil.rmtree(index.root(), ignore_errors=True)
    drop_database()


def _fill(records: list[bytes], start: int, stop: int) -> None:
    """Rows without their uploads, numbered and chained like real ones."""
    from django.db import connection, transaction

    from yimi.rooms.evidence.index.numbering import link
    from yimi.rooms.evidence.models import Fingerprint

    last = Fingerprint.objects.order_by("-number").values_list("chain", flat=True).first()
    chain, made = bytes(last or b""), []
    for number, record in enumerate(islice(cycle(records), start, stop), start=start + 1):
        chain = link(chain, number, -1, record)
        made.append(_row(number, record, chain))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Fingerprint.objects.bulk_create(made, batch_size=500)


def _row(number: int, record: bytes, chain: bytes) -> Any:
    from yimi.rooms.evidence.models import Fingerprint

    return Fingerprint(
        county=COUNTY, period=PERIOD, number=number, media_id=number, frame_ms=-1, record=record, chain=chain
    )
