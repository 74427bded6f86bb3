"""The register and its visits at scale: person page, today's list, village page and the board, through the real middleware.

`python -m bench register` loads 2,155 people with 60,000 visits by COPY; `--people 1000000 --visits 10000000` a province's worth.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from bench.county import build
from bench.lists import Page, _ask, _look, _signed_in
from bench.stage import drop_database, open_database
from bench.table import median, p95, show

#: Milliseconds each may take (the dashboard's tiles are counted as the whole page that shows them).
BARS = {
    "person": 200,
    "today": 300,
    "visits": 300,
    "village": 300,
    "survey board": 300,
    "map of a village": 300,
    "board": 300,
}
PERSON = (
    "id", "name", "name_pinyin", "name_keys", "sex", "birth_date", "id_number", "id_index", "phone", "phone_index",
    "household_id", "division_id", "county", "note",
)  # fmt: skip
STANDING = (
    "id",
    "person_id",
    "county",
    "colour",
    "ruled",
    "changed_on",
    "reassess_on",
    "worker_id",
    "override_reason",
    "division_id",
    "present",
)
WINDOW = (
    "standing_id", "colour", "opens_on", "closes_on", "needs_home", "state", "division_id", "worker_id", "present",
)  # fmt: skip
VISIT = (
    "client_id", "person_id", "county", "mode", "outcome", "worries", "assists", "sentence", "visited_at", "visited_by_id",
    "recorded_at", "recorded_by_id", "is_late",
)  # fmt: skip
SEQUENCES = """
SELECT setval(pg_get_serial_sequence('people_person', 'id'), (SELECT max(id) FROM people_person)),
       setval(pg_get_serial_sequence('care_standing', 'id'), (SELECT max(id) FROM care_standing))
"""
NAMES = 4000
COUNTY = "500114"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, default=2_155)
    parser.add_argument("--visits", type=int, default=60_000)
    parser.add_argument("--requests", type=int, default=100, help="of each page")
    parser.add_argument("--fresh", action="store_true", help="build the register again")
    parser.add_argument("--drop", action="store_true", help="remove the database afterwards")


def run(options: argparse.Namespace) -> int:
    known = open_database(f"register_{options.people}", fresh=options.fresh)
    from django.conf import settings
    from django.test.utils import setup_test_environment

    setup_test_environment()
    settings.ALLOWED_HOSTS = ["testserver"]
    if not known:
        build(400)
        _load(options.people, options.visits)
    pages = list(_pages())
    clients = {name: _signed_in(name) for name in {page.who for page in pages}}
    for page in pages:
        _look(page, clients[page.who])
    walls: dict[str, list[float]] = {page.name: [] for page in pages}
    for _ in range(options.requests):
        for page in pages:
            page.times.append(_processor(clients[page.who], page.url, walls[page.name]))
    rows = [
        (page.name, page.queries, f"{median(walls[page.name]):.0f}", f"{p95(walls[page.name]):.0f}", BARS[page.name],
         f"{p95(page.times):.0f}", f"{page.slowest_ms:.1f}", page.node)
        for page in pages
    ]  # fmt: skip
    title = f"The register at {options.people:,} people and {options.visits:,} visits"
    columns = (
        "page",
        "queries",
        "p50 ms",
        "p95 ms",
        "bar",
        "processor p95 ms",
        "slowest query ms",
        "its costliest node",
    )
    show(title, columns, rows, notes=[f"{options.requests} requests each, taking turns.", ""])
    if options.drop:
        drop_database()
    return 1 if any(p95(walls[page.name]) > BARS[page.name] for page in pages) else 0


def _processor(client: Any, url: str, walls: list[float]) -> float:
    """Milliseconds of our own processor; the clock on the wall goes into `walls` (a busy neighbour slows only that)."""
    start = time.process_time()
    walls.append(_ask(client, url))
    return (time.process_time() - start) * 1000


def _pages() -> Iterator[Page]:
    from yimi.rooms.care.models import Standing
    from yimi.rooms.network.queries import reach
    from yimi.rooms.people.models import Person

    worker, head = _user("station_zhou"), _user("station_ma")
    mine = Standing.objects.visible_to(reach(worker)).filter(colour="yellow").order_by("-pk").first()
    assert mine is not None
    village = Person.objects.get(pk=mine.person_id).division_id
    yield Page(worker.username, "person", f"/desk/people/{mine.person_id}/")
    yield Page(worker.username, "today", "/desk/")
    yield Page(worker.username, "visits", "/desk/visits/?show=all")
    yield Page(worker.username, "village", f"/desk/people/?village={village}")
    yield Page(worker.username, "map of a village", f"/desk/maps/?map=people&area={village}")
    yield Page(head.username, "board", "/desk/care/")


def _user(name: str) -> Any:
    from yimi.rooms.accounts.models import User

    return User.objects.get(username=name)


def _load(people: int, visits: int) -> None:
    """People over every village of the county, the two towns of the demonstration first; all by COPY."""
    from django.db import connection

    from yimi.rooms.care.rollups import FILL

    start = time.perf_counter()
    villages, worker = _villages(people), _user("station_zhou").pk
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # keys are right by construction
        cursor.execute("SELECT coalesce(max(id), 0) FROM people_person")
        first = cursor.fetchone()[0] + 1
        for table, columns, rows in (
            ("people_person", PERSON, _people(first, people, villages)),
            ("care_standing", STANDING, _standings(first, people, worker, villages)),
            ("care_window", WINDOW, _windows(first, people, worker, villages)),
            ("care_visit", VISIT, _visits(first, people, visits, worker)),
        ):
            _copy(cursor, table, columns, rows)
            print(f"  {table}: {time.perf_counter() - start:.0f} s", flush=True)
        cursor.execute(SEQUENCES)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(FILL)
        cursor.execute("VACUUM ANALYZE")
    print(f"  loaded in {time.perf_counter() - start:.0f} s", flush=True)


def _copy(cursor: Any, table: str, columns: tuple[str, ...], rows: Iterator[str]) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        batch: list[str] = []
        for row in rows:
            batch.append(row)
            if len(batch) == 5000:
                copy.write("".join(batch))
                batch.clear()
        copy.write("".join(batch))


def _villages(people: int) -> list[str]:
    from yimi.rooms.places.models import Division

    rows = Division.objects.current().filter(level=5, code__startswith=COUNTY).order_by("code")
    codes = list(rows.values_list("code", flat=True))
    ours = [code for code in codes if code[:9] in ("500114109", "500114112")]
    return ours if people < 10_000 else codes


def _people(first: int, count: int, villages: list[str]) -> Iterator[str]:
    from yimi.rooms.people.models import Person

    dice, pool = random.Random(7), []  # noqa: S311  (reproducible, not secret)
    for number in range(NAMES):
        one = Person()
        one.take_name(
            "王李张刘陈杨赵黄周吴"[number % 10]
            + chr(0x4E00 + dice.randrange(3000))
            + chr(0x4E00 + dice.randrange(3000))
        )
        keys = "{" + ",".join(f'"{key}"' for key in one.name_keys) + "}"
        pool.append(f"{one.name}\t{one.name_pinyin}\t{keys}\t{('male', 'female')[number % 2]}")
    # sealing is measured elsewhere: these carry no number and no phone but their indexes are as full as real ones
    for key in range(first, first + count):
        born = date(1930 + key % 60, 1 + key % 12, 1 + key % 28)
        place = villages[key % len(villages)]
        yield f"{key}\t{pool[key % NAMES]}\t{born}\t\t{key:064x}\t\t{key + 1:064x}\t\\N\t{place}\t{COUNTY}\t\n"


def _standings(first: int, count: int, worker: int, villages: list[str]) -> Iterator[str]:
    """Two, ten, twenty-eight and sixty in a hundred (D6); one in thirteen of the town is the worker's own."""
    today = date.today()
    for key in range(first, first + count):
        part, place, own = key % 100, *_own(key, worker, villages)
        colour = "red" if part < 2 else "yellow" if part < 12 else "blue" if part < 40 else "green"
        yield f"{key}\t{key}\t{COUNTY}\t{colour}\t{colour}\t{today}\t{today + timedelta(days=180)}\t{own}\t\t{place}\tt\n"


def _own(key: int, worker: int, villages: list[str]) -> tuple[str, int | str]:
    """Where they live, and whose they are."""
    place = villages[key % len(villages)]
    return place, worker if key % 13 == 0 and place.startswith("500114109") else "\\N"


def _windows(first: int, count: int, worker: int, villages: list[str]) -> Iterator[str]:
    today = date.today()
    for key in range(first, first + count):
        place, own = _own(key, worker, villages)
        opens = today - timedelta(days=key % 40)
        yield f"{key}\tgreen\t{opens}\t{opens + timedelta(days=30)}\t{'t' if key % 3 else 'f'}\topen\t{place}\t{own}\tt\n"


def _visits(first: int, people: int, count: int, worker: int) -> Iterator[str]:
    end = date.today()
    days = [f"{end - timedelta(days=day)} 10:00:00+08" for day in range(1, 1500)]
    for number in range(count):
        at = days[number % len(days)]
        yield (
            f"{number:032x}\t{first + number % people}\t{COUNTY}\thome\tmet\t{{}}\t{{}}\t\t{at}\t{worker}\t{at}\t{worker}\tf\n"
        )
