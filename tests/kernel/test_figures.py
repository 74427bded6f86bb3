"""Every figure is dated configuration (house law 8)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from yimi.kernel import clock
from yimi.kernel.figures import DEFAULTS, EPOCH, Figure, UnknownFigure, figure, load_figures

pytestmark = pytest.mark.django_db


def test_every_shipped_figure_has_a_unit_and_a_source() -> None:
    assert [key for key, each in DEFAULTS.items() if not each.unit or not each.source] == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("response_window_days", 3), ("confirm_window_days", 2), ("submit_hours", 72), ("geofence_m", 500),
        ("accuracy_max_m", 100), ("challenge_minutes", 3), ("partial_percent", 80),
        ("partial_floor_percent", 80),
        ("return_days", 5), ("appeal_days", 5), ("rereview_min", 3), ("rereview_percent", 10),
        ("callback_min", 2),
        ("callback_percent", 5), ("publish_days", 7), ("person_gap_minutes", 60),
        ("bathing_gap_days", 7), ("retract_seconds", 10), ("stop_orders_months", 3), ("meal_elder_fen", 500),
        ("meal_poor_fen", 200), ("meal_full_fen", 1200), ("adaptation_cap_fen", 200_000),
        ("student_progress_half_points", 1000), ("student_university_half_points", 6000),
    ],
)  # fmt: skip
def test_the_figures_of_the_design_hold_before_and_after_loading(key: str, value: int) -> None:
    assert figure(key) == value
    load_figures()
    assert figure(key) == value


def test_a_change_holds_from_its_day_on_and_the_past_keeps_its_own() -> None:
    load_figures()
    Figure.objects.create(
        key="submit_hours", value=48, unit="hours", effective_from=date(2026, 11, 1), source="county notice"
    )
    assert figure("submit_hours", date(2026, 10, 31)) == 72
    assert figure("submit_hours", date(2026, 11, 1)) == 48
    with clock.frozen(datetime(2026, 10, 31, 15, 59, tzinfo=UTC)):
        assert figure("submit_hours") == 72
    with clock.frozen(datetime(2026, 10, 31, 16, tzinfo=UTC)):
        assert figure("submit_hours") == 48


def test_loading_twice_adds_nothing_and_overwrites_nothing() -> None:
    Figure.objects.create(
        key="return_days", value=9, unit="days", effective_from=EPOCH, source="county notice"
    )
    assert load_figures() == len(DEFAULTS) - 1
    assert load_figures() == 0
    assert figure("return_days") == 9


def test_an_unknown_figure_is_a_mistake_not_a_zero() -> None:
    with pytest.raises(UnknownFigure):
        figure("no_such_figure")


def test_every_figure_the_rules_ask_for_is_shipped() -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path("yimi").rglob("*.py")]
    asked = {key for text in sources for key in re.findall(r"\bfigure\(\s*\"([a-z_0-9]+)\"", text)}
    assert asked - set(DEFAULTS) == set()
    assert len(asked) > 5
