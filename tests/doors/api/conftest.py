from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from pytest_django.live_server_helper import LiveServer

from tests import walk
from tests.cast import Cast, build_cast
from yimi.doors.api import limits
from yimi.kernel import clock
from yimi.rooms.projects.models import Session


@pytest.fixture
def cast(db: None) -> Cast:
    cache.clear()
    return build_cast()


@pytest.fixture
def held_session(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Session]:
    """A session that is being held just now, for clients on real sockets; nobody counts their requests."""
    cache.clear()
    monkeypatch.setattr(settings, "ARRIVING", tmp_path / "arriving")
    monkeypatch.setitem(limits.PER_MINUTE, "part", 1_000_000)
    monkeypatch.setitem(limits.PER_MINUTE, "token", 1_000_000)
    made = walk.planned_session(build_cast())
    with clock.frozen(made.starts_at + timedelta(minutes=5)):
        yield made


@pytest.fixture
def server(held_session: Session) -> Iterator[LiveServer]:
    running = LiveServer("127.0.0.1")
    yield running
    running.stop()
