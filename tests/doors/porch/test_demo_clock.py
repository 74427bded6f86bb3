"""The demonstration's clock can be put forward in one sitting; a real county's cannot be moved at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from yimi.doors.porch.demo_clock import step
from yimi.kernel import clock
from yimi.kernel.errors import Refusal

SUNDAY = datetime(2026, 11, 22, 15, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("name", "lands"),
    [
        ("hour", datetime(2026, 11, 22, 16, 30)),
        ("day", datetime(2026, 11, 23, 15, 30)),
        ("week", datetime(2026, 11, 23, 9)),
        ("month", datetime(2026, 12, 6, 9)),
        ("quarter", datetime(2027, 1, 1, 9)),
    ],
)
def test_each_step_lands_on_its_day(name: str, lands: datetime) -> None:
    assert (SUNDAY + step(name, SUNDAY)).replace(tzinfo=None) == lands


def test_an_unknown_step_is_refused() -> None:
    with pytest.raises(Refusal):
        step("year", SUNDAY)


def test_a_real_county_s_clock_does_not_move(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(Refusal):
        clock.move_ahead(timedelta(days=1))


def test_the_demonstration_moves_for_every_process(settings: Any, tmp_path: Path) -> None:
    settings.DEMO, settings.DEMO_CLOCK = True, tmp_path / "demo-clock"
    before = clock.now()
    clock.move_ahead(timedelta(days=3))
    assert timedelta(days=3) <= clock.now() - before < timedelta(days=3, minutes=1)
    with pytest.raises(Refusal):
        clock.move_ahead(timedelta(days=-1))
    assert (tmp_path / "demo-clock").read_text() == str(3 * 86400)
