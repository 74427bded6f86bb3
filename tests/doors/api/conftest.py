from __future__ import annotations

import pytest
from django.core.cache import cache

from tests.cast import Cast, build_cast


@pytest.fixture
def cast(db: None) -> Cast:
    cache.clear()
    return build_cast()
