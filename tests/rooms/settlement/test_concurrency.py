"""Two people close or pay at the same moment: one close, one payment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from tests.rooms.settlement.quarter import COUNTY, JANUARY, Books, build_books
from yimi.kernel import clock
from yimi.kernel.errors import Stale
from yimi.rooms.ledger.models import Posting
from yimi.rooms.ledger.queries import recompute
from yimi.rooms.settlement.actions import freeze_quarter, pay_statement
from yimi.rooms.settlement.models import QuarterClose, Statement
from yimi.rooms.settlement.queries import verify

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 4


def at_once(work: Callable[[], object]) -> tuple[list[object], list[BaseException]]:
    """Run the same thing in several threads started together; what they returned and what they raised."""
    gate = threading.Barrier(THREADS)
    returned: list[object] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            gate.wait()
            returned.append(work())
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return returned, raised


@pytest.fixture
def books() -> Books:
    made = build_books()
    made.session(45000)
    made.session(45000, provider=made.cast.provider_b)
    return made


def test_four_hands_closing_one_quarter_make_one_close(books: Books):
    with clock.frozen(JANUARY):
        returned, raised = at_once(
            lambda: freeze_quarter(county=COUNTY, quarter="2026Q4", by=books.cast.business_he).pk
        )
    assert raised == []
    assert len(set(returned)) == 1
    assert (QuarterClose.objects.count(), Statement.objects.count()) == (1, 2)
    assert verify() == []


def test_four_hands_paying_one_statement_pay_once(books: Books):
    books.freeze()
    statement = books.published(books.statement())
    with clock.frozen(JANUARY + timedelta(days=8)):
        returned, raised = at_once(lambda: pay_statement(statement=statement, by=books.cast.finance_qian).pk)
    assert len(returned) == 1
    assert [type(error) for error in raised] == [Stale] * (THREADS - 1)
    assert Posting.objects.count() == 2
    assert recompute() == []
