"""A random walk through the book, held step by step against a dictionary."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from yimi.kernel.action import System
from yimi.kernel.errors import Refusal
from yimi.rooms.ledger.actions import open_account, post, reverse
from yimi.rooms.ledger.models import Account, Posting
from yimi.rooms.ledger.queries import recompute

BY = System("test")
BOOK = {"county": "500114", "unit": "half_point"}
CODES = ["mint", "a", "b", "c"]
STEPS, RUNS = 25, 12


class Book(RuleBasedStateMachine):
    """The model is forty lines of dictionary; the database must agree after every step."""

    @initialize()
    def open(self) -> None:
        self.point = transaction.atomic()
        self.point.__enter__()
        self.balances: dict[str, int] = defaultdict(int)
        self.posted: dict[str, dict[str, int]] = {}
        self.reversed: set[str] = set()
        for code in CODES:
            open_account(**BOOK, code=code, name=code, may_go_negative=code == "mint", by=BY)

    def expect(self, key: str, legs: dict[str, int], write: Any) -> None:
        would = {code: self.balances[code] + amount for code, amount in legs.items()}
        if any(code != "mint" and balance < 0 for code, balance in would.items()):
            with pytest.raises(Refusal):
                write()
        else:
            write()
            self.balances.update(would)
            self.posted[key] = legs

    @rule(giver=st.sampled_from(CODES), taker=st.sampled_from(CODES), amount=st.integers(1, 300))
    def transfer(self, giver: str, taker: str, amount: int) -> None:
        if giver == taker:
            return
        key, legs = f"k{len(self.posted)}-{giver}{taker}{amount}", {giver: -amount, taker: amount}
        if key not in self.posted:
            self.expect(key, legs, lambda: self.write(key, legs))

    @rule(data=st.data())
    def repeat(self, data: Any) -> None:
        if self.posted:
            key = data.draw(st.sampled_from(sorted(self.posted)))
            if not key.startswith("reverse:"):
                self.write(key, self.posted[key])
                with pytest.raises(Refusal):
                    self.write(key, {"mint": -9999, "a": 9999})

    @rule(data=st.data())
    def take_back(self, data: Any) -> None:
        open_keys = sorted(
            key for key in self.posted if key not in self.reversed and not key.startswith("reverse:")
        )
        if open_keys:
            key = data.draw(st.sampled_from(open_keys))
            legs = {code: -amount for code, amount in self.posted[key].items()}
            posting = Posting.objects.get(key=key)
            self.expect(f"reverse:{key}", legs, lambda: reverse(posting=posting, reason="更正", by=BY))
            if f"reverse:{key}" in self.posted:
                self.reversed.add(key)

    def write(self, key: str, legs: dict[str, int]) -> None:
        post(key=key, **BOOK, memo="", legs=list(legs.items()), source="model", by=BY)

    @invariant()
    def the_database_agrees(self) -> None:
        if not hasattr(self, "point"):
            return
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        found = dict(Account.objects.values_list("code", "balance"))
        assert found == {code: self.balances[code] for code in CODES}
        assert sum(found.values()) == 0
        assert Posting.objects.count() == len(self.posted)
        assert recompute() == []

    def teardown(self) -> None:
        if hasattr(self, "point"):
            transaction.set_rollback(True)
            with suppress(Exception):
                self.point.__exit__(None, None, None)


@pytest.mark.django_db
def test_the_book_agrees_with_the_model_after_every_step():
    run_state_machine_as_test(
        Book,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
