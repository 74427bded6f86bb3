from __future__ import annotations

import pytest

from tests.cast import Cast, build_cast
from tests.rooms.settlement.quarter import Books, build_books


@pytest.fixture
def books(db: None) -> Books:
    return build_books()


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()
