"""The exact search for reused pictures: eight orientations of one photo, and of a clip, among so many fingerprints."""

from __future__ import annotations

import argparse
from functools import partial
from random import Random
from typing import Any

from bench.stage import drop_database, open_database
from bench.table import median, p95, show, timed

COUNTY = "500114"
FILL = """
INSERT INTO evidence_fingerprint (county, media_id, frame_s, pdq, quality)
SELECT %s, number, NULL,
       ('x' || md5(number::text) || md5('b' || number::text))::bit(256), 100
FROM generate_series(%s::bigint, %s::bigint) number
"""


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--frames", type=int, default=10, help="pictures sampled from a clip")


def run(options: argparse.Namespace) -> None:
    open_database("reuse")
    from django.db import connection, transaction

    from yimi.rooms.evidence.queries.reuse import CountyIndex

    rows, filled = [], 0
    for size in sorted(options.sizes):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL session_replication_role = replica"
            )  # fingerprints without their pictures
            cursor.execute(FILL, [COUNTY, filled + 1, size])
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE evidence_fingerprint")
        filled = size
        index = CountyIndex(COUNTY, besides=0)
        for what, pictures in (("a photo", 1), (f"a clip of {options.frames} frames", options.frames)):
            asked = _prints(pictures, near=size // 2)
            answers: list[object] = []
            times = [timed(partial(_search, index, asked, answers)) * 1000 for _ in range(options.repeats)]
            assert answers == [(size // 2, 12)] * options.repeats, answers
            rows.append((size, what, len(asked), f"{median(times):.0f}", f"{p95(times):.0f}"))
    show(
        "Reuse: exact search by Hamming distance in SQL",
        ("fingerprints", "asked with", "prints", "median ms", "p95 ms"),
        rows,
        notes=["A planted picture 12 bits away is found each time, and nothing else.", ""],
    )
    drop_database()


def _search(index: Any, asked: list[object], answers: list[object]) -> None:
    from yimi.rooms.evidence.fingerprint import SAME_PICTURE

    answers.extend((match.media_id, match.distance) for match in index.search(asked, SAME_PICTURE))


def _prints(pictures: int, near: int) -> list[object]:
    """Random prints, eight a picture; the first is 12 bits away from a stored one."""
    from django.db import connection

    from yimi.rooms.evidence.fingerprint import Print

    dice = Random(12)  # noqa: S311  (a fixed sequence, no secret)
    made: list[object] = [Print(dice.getrandbits(256), 100) for _ in range(8 * pictures)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pdq::text FROM evidence_fingerprint WHERE media_id = %s", [near])
        stored = int(cursor.fetchone()[0], 2)
    for bit in dice.sample(range(256), 12):
        stored ^= 1 << bit
    made[0] = Print(stored, 100)
    return made
