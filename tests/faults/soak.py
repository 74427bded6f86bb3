"""`make test` kills once at each job, `make soak` at every place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def first_here(places: Iterable[str]) -> list[Any]:
    """The first place for every run, the others for the soak."""
    return [
        pytest.param(place, marks=[pytest.mark.soak] if number else []) for number, place in enumerate(places)
    ]
