from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults.machine import Machine

NOTHING_WRONG = {
    "rows_without_bytes": [],
    "media_without_job": 0,
    "budget": [],
    "short_statements": [],
    "settlement": [],
    "ledger": [],
    "audit": [],
}


def found(seen: dict[str, Any], **counted: Any) -> bool:
    """What `look` saw holds all promises, and these figures."""
    wanted = NOTHING_WRONG | counted
    assert {name: seen[name] for name in wanted} == wanted
    return True


@dataclass
class Place:
    """A machine, a database of this test on it, and what stands in it."""

    machine: Machine
    known: dict[str, Any]


@pytest.fixture(scope="package")
def machine() -> Iterator[Machine]:
    """Not in pytest's own folder: PostgreSQL's socket path may have no more than 107 letters."""
    var = Path(tempfile.mkdtemp(prefix="yimi-faults-"))
    made = Machine(var)
    try:
        made.start()
        made.copy("template1", "bare")
        made.work(("tables", {}))
        yield made
    finally:
        made.stop()
        shutil.rmtree(var, ignore_errors=True)


@pytest.fixture(scope="package")
def planned(machine: Machine) -> dict[str, Any]:
    machine.copy("bare", "planned")
    return dict(machine.work(("plan_session", {}))[0])


@pytest.fixture(scope="package")
def reviewed(machine: Machine) -> dict[str, Any]:
    machine.copy("bare", "reviewed")
    return dict(machine.work(("review_quarter", {}))[0])


@pytest.fixture(scope="package")
def published(machine: Machine, reviewed: dict[str, Any]) -> dict[str, Any]:
    machine.copy("reviewed", "published")
    return dict(machine.work(("publish", {}))[0])


@pytest.fixture
def capture(machine: Machine, planned: dict[str, Any]) -> Place:
    """A session waits for pictures; no file is kept yet."""
    for folder in ("files", "index", "arriving"):
        shutil.rmtree(machine.var / folder, ignore_errors=True)
    machine.copy("planned", "capture")
    return Place(machine, planned)


@pytest.fixture
def quarter(machine: Machine, reviewed: dict[str, Any]) -> Place:
    machine.copy("reviewed", "quarter")
    return Place(machine, reviewed)


@pytest.fixture
def payday(machine: Machine, published: dict[str, Any]) -> Place:
    machine.copy("published", "payday")
    return Place(machine, published)
