from __future__ import annotations

import pytest

from tests.cast import Cast, build_cast
from yimi.kernel.action import System
from yimi.rooms.catalogue.actions import load_catalogue


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()


@pytest.fixture
def catalogue(db: None) -> None:
    load_catalogue(by=System("tests"))
