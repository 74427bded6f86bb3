"""Two hundred orders at once against room for ten: exactly ten (issue 2, §5)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from tests.rooms.projects.conftest import MONDAY, Town, build_town
from yimi.kernel import clock
from yimi.kernel.errors import Refusal
from yimi.rooms.projects import actions, queries
from yimi.rooms.projects.models import Allotment, CallOut, Commitment

ORDERS, ROOM, WORKERS = 200, 10, 20


@pytest.fixture
def committed_town(transactional_db: None) -> Iterator[Town]:
    with clock.frozen(MONDAY):
        yield build_town()


@pytest.mark.django_db(transaction=True)
def test_two_hundred_concurrent_orders_with_room_for_ten(committed_town: Town) -> None:
    town = committed_town
    assert town.talks.ceiling_fen == ROOM * 30_000
    start = Barrier(WORKERS)

    def order(number: int) -> bool:
        if number < WORKERS:
            start.wait(timeout=60)
        try:
            town.call_out(allotment=Allotment.objects.get(pk=town.talks.pk))
        except Refusal as refusal:
            assert refusal.code == "no_room"
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        won = list(pool.map(order, range(ORDERS)))
    connections.close_all()
    assert sum(won) == ROOM
    town.talks.refresh_from_db()
    assert town.talks.committed_fen == town.talks.ceiling_fen
    assert Commitment.objects.standing().count() == CallOut.objects.count() == ROOM
    assert len(set(CallOut.objects.values_list("number", flat=True))) == ROOM
    assert queries.imbalances() == []


@pytest.mark.django_db(transaction=True)
def test_cancelling_twice_at_once_gives_the_money_back_once(committed_town: Town) -> None:
    town = committed_town
    keep, drop = town.call_out(), town.call_out()
    start = Barrier(4)

    def cancel(_number: int) -> bool:
        start.wait(timeout=60)
        try:
            actions.cancel_callout(callout=drop, reason="停电", by=town.cast.station_zhou)
        except Refusal:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(cancel, range(4))) == 1
    town.talks.refresh_from_db()
    assert town.talks.committed_fen == keep.price_fen
    assert queries.imbalances() == []
