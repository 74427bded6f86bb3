"""The desk's pages in one town with money, on Monday 2 November 2026."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.cast import Cast, build_cast
from tests.rooms.care.conftest import Ward, opened_ward
from tests.rooms.casework.conftest import Office, opened_office
from tests.rooms.projects.conftest import MONDAY, Town, build_town
from yimi.kernel import clock


@pytest.fixture
def cast(db: None) -> Cast:
    cache.clear()
    return build_cast()


@pytest.fixture
def town(db: None) -> Iterator[Town]:
    """Catalogue, money, certificates; the clock stands still."""
    cache.clear()
    with clock.frozen(MONDAY):
        yield build_town()


@pytest.fixture
def office(db: None) -> Iterator[Office]:
    """A station with heads and workers who take on cases."""
    cache.clear()
    with opened_office() as office:
        yield office


@pytest.fixture
def ward(db: None) -> Iterator[Ward]:
    """A village whose people are assessed, visited and looked after."""
    cache.clear()
    with opened_ward() as ward:
        yield ward
