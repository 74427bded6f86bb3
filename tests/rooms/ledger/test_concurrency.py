"""Many hands on the same accounts: no update is lost, no wallet goes below zero, nobody waits for ever."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from yimi.kernel.action import System
from yimi.kernel.errors import Refusal
from yimi.rooms.ledger.actions import open_account, post
from yimi.rooms.ledger.models import Account, Posting
from yimi.rooms.ledger.queries import balance_of, recompute

pytestmark = pytest.mark.django_db(transaction=True)
BY = System("test")
BOOK = {"county": "500114", "unit": "fen"}
THREADS = 8


def at_once(*works: Callable[[], None]) -> list[BaseException]:
    """Run each in a thread of its own, started together; returns what they raised."""
    gate = threading.Barrier(len(works))
    raised: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            gate.wait()
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return raised


def move(key: str, source: str, target: str, amount: int) -> None:
    post(key=key, **BOOK, memo="", legs=[(source, -amount), (target, amount)], source="test", by=BY)


@pytest.fixture
def wallets() -> list[str]:
    open_account(**BOOK, code="fund", name="财政资金", may_go_negative=True, by=BY)
    names = [f"w{n}" for n in range(4)]
    for name in names:
        open_account(**BOOK, code=name, name=name, by=BY)
    return names


def test_a_wallet_with_room_for_ten_pays_exactly_ten_of_forty_at_once(wallets):
    move("fill", "fund", "w0", 1000)
    refused: list[int] = []

    def spend(worker: int) -> None:
        for n in range(5):
            try:
                move(f"spend-{worker}-{n}", "w0", "w1", 100)
            except Refusal:
                refused.append(worker)

    assert at_once(*[lambda w=w: spend(w) for w in range(THREADS)]) == []
    assert (balance_of(**BOOK, code="w0"), balance_of(**BOOK, code="w1")) == (0, 1000)
    assert len(refused) == 30
    assert recompute() == []


def test_transfers_in_every_direction_lose_nothing_and_never_deadlock(wallets):
    for name in wallets:
        move(f"fill-{name}", "fund", name, 10_000)

    def shuffle(worker: int) -> None:
        dice = random.Random(worker)
        for n in range(15):
            source, target = dice.sample(wallets, 2)
            try:
                move(f"{worker}-{n}", source, target, dice.randint(1, 4000))
            except Refusal:
                continue

    assert at_once(*[lambda w=w: shuffle(w) for w in range(THREADS)]) == []
    assert sum(balance_of(**BOOK, code=name) for name in wallets) == 40_000
    assert not Account.objects.filter(code__in=wallets, balance__lt=0).exists()
    assert recompute() == []


def test_one_key_from_many_hands_is_posted_once(wallets):
    assert at_once(*[lambda: move("once", "fund", "w0", 500) for _ in range(THREADS)]) == []
    assert Posting.objects.filter(key="once").count() == 1
    assert balance_of(**BOOK, code="w0") == 500
