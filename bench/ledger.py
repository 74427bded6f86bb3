"""What balanced, idempotent postings cost against a two-leg insert that checks nothing, in the same run.

Each client is a process of its own, as the web workers are. The three ways take turns, so that a busy neighbour
slows all of them: read the ratio.
"""

from __future__ import annotations

import argparse
import time
import uuid
from multiprocessing import get_context
from random import Random
from typing import Any

from bench.stage import drop_database, open_database
from bench.table import median, show, timed

ACCOUNTS = 200
BOOK = {"county": "500114", "unit": "fen"}
PLAIN = """
CREATE TABLE plain_posting (id bigserial PRIMARY KEY, key text NOT NULL, memo text, posted_at timestamptz);
CREATE TABLE plain_leg (id bigserial PRIMARY KEY, posting_id bigint NOT NULL REFERENCES plain_posting,
    account_id bigint NOT NULL REFERENCES ledger_account, amount bigint NOT NULL);
CREATE INDEX ON plain_leg (posting_id); CREATE INDEX ON plain_leg (account_id);
"""


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each way, in each round")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 4])
    parser.add_argument("--legs", type=int, default=50_000, help="of the account whose balance is looked up")


def run(options: argparse.Namespace) -> None:
    open_database("ledger")
    _open_book()
    rows = []
    for clients in options.clients:
        rates = _taking_turns(clients, options.rounds, options.seconds)
        floor = median(rates["unchecked insert"])
        rows += [
            (clients, name, f"{median(found):.0f}", f"{median(found) / floor:.2f}")
            for name, found in rates.items()
        ]
    show(
        "Ledger: postings a second",
        ("clients", "way", "median /s", "ratio to unchecked"),
        rows,
        notes=_balance(options.legs),
    )
    drop_database()


def _open_book() -> None:
    from django.db import connection

    from yimi.kernel.action import System
    from yimi.rooms.ledger.actions import open_account

    for number in range(ACCOUNTS):
        open_account(**BOOK, code=f"a{number}", name="bench", may_go_negative=True, by=System("bench"))
    with connection.cursor() as cursor:
        cursor.execute(PLAIN)


def _unchecked(first: int, second: int) -> None:
    from django.db import connection, transaction

    from yimi.kernel import clock

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO plain_posting (key, memo, posted_at) VALUES (%s, 'bench', %s) RETURNING id",
            [uuid.uuid4().hex, clock.now()],
        )
        posting = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO plain_leg (posting_id, account_id, amount) VALUES (%s, %s, -100), (%s, %s, 100)",
            [posting, first, posting, second],
        )


def _checked(first: int, second: int) -> None:
    """The same two statements into the real tables: unique key, balances, Σ = 0 at commit."""
    from django.db import connection, transaction

    from yimi.kernel import clock

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_posting (key, county, unit, memo, source, digest, leg_count, posted_at, posted_by) "
            "VALUES (%s, '500114', 'fen', 'bench', 'bench', '', 2, %s, 'bench') RETURNING id",
            [uuid.uuid4().hex, clock.now()],
        )
        posting = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO ledger_leg (posting_id, account_id, amount) VALUES (%s, %s, -100), (%s, %s, 100)",
            [posting, first, posting, second],
        )


def _posted(first: int, second: int) -> None:
    """The action: refusals with sentences, idempotence by content, the audit event."""
    from yimi.kernel.action import System
    from yimi.rooms.ledger.actions import post

    legs = [(CODES[first], -100), (CODES[second], 100)]
    post(key=uuid.uuid4().hex, **BOOK, memo="bench", legs=legs, source="bench", by=System("bench"))


WAYS = {"unchecked insert": _unchecked, "checked by the database": _checked, "post() with audit": _posted}
CODES: dict[int, str] = {}


def _taking_turns(clients: int, rounds: int, seconds: float) -> dict[str, list[float]]:
    """Postings a second of so many processes at once, each way once a round."""
    rates: dict[str, list[float]] = {name: [] for name in WAYS}
    with get_context("spawn").Pool(clients, initializer=_client) as pool:
        pool.map(_warm, range(clients), chunksize=1)
        for _ in range(rounds):
            for name in WAYS:
                begun = time.time() + 0.3
                work = [(name, seed, begun, seconds) for seed in range(clients)]
                rates[name].append(sum(pool.starmap(_loop, work, chunksize=1)) / seconds)
        pool.close()
        pool.join()
    return rates


def _client() -> None:
    import django

    django.setup()


def _warm(_number: int) -> None:
    from yimi.rooms.ledger.models import Account

    CODES.update(Account.objects.values_list("pk", "code"))
    time.sleep(0.2)  # so that the pool gives one to each


def _loop(name: str, seed: int, begun: float, seconds: float) -> int:
    if not CODES:
        _warm(0)
    dice, way, count = Random(seed), WAYS[name], 0  # noqa: S311  (which accounts, no secret)
    accounts = sorted(CODES)
    time.sleep(max(0.0, begun - time.time()))
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        first, second = dice.sample(accounts, 2)
        way(first, second)
        count += 1
    return count


def _balance(legs: int) -> list[str]:
    """How long a balance takes with few legs and with many: it is a stored, guarded figure."""
    from django.db import connection

    from yimi.kernel.action import System
    from yimi.rooms.ledger.actions import open_account
    from yimi.rooms.ledger.queries import balance_of, recompute

    by = System("bench")
    for code in ("few", "many", "other"):
        open_account(**BOOK, code=code, name="bench", may_go_negative=True, by=by)
    for code, count in (("few", 10), ("many", legs)):
        with connection.cursor() as cursor:
            cursor.execute(FILL, {"code": code, "count": count})
            cursor.execute("ANALYZE ledger_account, ledger_leg")
    found: dict[str, list[float]] = {"few": [], "many": []}
    for _ in range(300):
        for code in found:
            found[code].append(timed(lambda code=code: balance_of(**BOOK, code=code)) * 1000)  # type: ignore[misc]
    few, many = median(found["few"]), median(found["many"])
    whole: list[Any] = []
    seconds = timed(lambda: whole.extend(recompute()))
    assert whole == [], whole
    return [
        f"Balance of an account with 10 legs {few:.2f} ms, with {legs} legs {many:.2f} ms: ratio {many / few:.2f}.",
        f"Recomputing the whole book: no difference, {seconds:.2f} s.",
    ]


FILL = """
WITH made AS (
    INSERT INTO ledger_posting (key, county, unit, memo, source, digest, leg_count, posted_at, posted_by)
    SELECT %(code)s || number, '500114', 'fen', 'bench', 'bench', '', 2, clock_timestamp(), 'bench'
    FROM generate_series(1, %(count)s) number RETURNING id
)
INSERT INTO ledger_leg (posting_id, account_id, amount)
SELECT made.id, account.id, CASE account.code WHEN 'other' THEN -1 ELSE 1 END
FROM made CROSS JOIN ledger_account account WHERE account.code IN (%(code)s, 'other')
"""
