"""The desk's pages in one town with money, on Monday 2 November 2026."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.cast import Cast, build_cast
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
