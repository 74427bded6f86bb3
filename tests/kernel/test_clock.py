"""One clock for the house (decision 18)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from threading import Thread

import pytest

from yimi.kernel import clock


def test_the_day_is_the_county_s_day_not_greenwich_s() -> None:
    with clock.frozen(datetime(2026, 11, 1, 16, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 2)
        assert clock.now().isoformat() == "2026-11-02T00:30:00+08:00"


def test_frozen_moments_nest_and_thaw() -> None:
    outer, inner = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    with clock.frozen(outer):
        with clock.frozen(inner):
            assert clock.now() == inner
        assert clock.now() == outer
    assert clock.now() > inner


def test_a_server_in_another_thread_stands_on_the_same_day() -> None:
    seen: list[date] = []
    with clock.frozen(datetime(2026, 3, 4, 5, tzinfo=UTC)):
        thread = Thread(target=lambda: seen.append(clock.today()))
        thread.start()
        thread.join()
    assert seen == [date(2026, 3, 4)]


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"), clock.frozen(datetime(2026, 1, 1)):
        pass
