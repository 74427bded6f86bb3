from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from yimi.rooms.projects import rules
from yimi.rooms.projects.rules import Bidder, Outing, callouts, money
from yimi.rooms.projects.states import AgeBand

NOON = datetime(2026, 11, 10, 12)


def outing(hours: float, village: str = "A", site: int | None = 1) -> Outing:
    start = NOON + timedelta(hours=hours)
    return Outing(start, start + timedelta(hours=1), village, site, "S-1")


def test_numbers_read_as_on_paper() -> None:
    assert rules.number("S", "500114", "2026Q4", 123) == "S-500114-26Q4-000123"
    assert rules.number("C", "500114", "2026Q4", 12) == "C-500114-26Q4-0012"


@pytest.mark.parametrize(
    ("age", "band"),
    [(None, AgeBand.UNKNOWN), (5, AgeBand.INFANT), (6, AgeBand.CHILD), (17, AgeBand.CHILD),
     (18, AgeBand.ADULT), (60, AgeBand.YOUNG_ELDER), (79, AgeBand.ELDER), (80, AgeBand.OLD_ELDER)],
)  # fmt: skip
def test_age_bands_at_their_borders(age: int | None, band: AgeBand) -> None:
    assert rules.age_band(age) is band


@pytest.mark.parametrize(("days", "refused"), [(0, True), (6, True), (-6, True), (7, False), (-7, False)])
def test_one_paid_bath_in_seven_days_counted_either_way(days: int, refused: bool) -> None:
    day = date(2026, 11, 10)
    found = rules.bathing_gap(label="王*兰", day=day, others=[day + timedelta(days=days)])
    assert bool(found) is refused


@pytest.mark.parametrize(
    ("hours", "village", "site", "refused"),
    [(0, "A", 2, True), (1.5, "A", 2, True), (2, "A", 2, False), (-1.5, "B", 1, True), (-2, "B", 1, False),
     (0, "A", 1, False), (0, "A", None, False), (0, "B", None, True)],
)  # fmt: skip
def test_nobody_is_in_two_places_within_an_hour(
    hours: float, village: str, site: int | None, refused: bool
) -> None:
    found = rules.two_places(who="冯小满", here=outing(0), others=[outing(hours, village, site)])
    assert bool(found) is refused


def test_staff_licences_and_record_checks() -> None:
    assert rules.enough_staff(count=3, minimum=3) is None
    assert "3" in (rules.enough_staff(count=2, minimum=3) or "")
    assert rules.licensed(flags=["E"], licensed_count=0) is None
    assert rules.licensed(flags=["P", "E"], licensed_count=0)
    assert rules.record_checked(sensitive="none", unchecked=["冯小满"]) is None
    assert "冯小满" in (rules.record_checked(sensitive="children", unchecked=["冯小满"]) or "")
    assert rules.bathing_duties("none") is None
    assert "血压" in (rules.bathing_duties("bathing") or "")


@pytest.mark.parametrize(("hours", "late"), [(71, None), (72, None), (72.2, "1"), (80, "8")])
def test_late_is_counted_in_begun_hours_after_72(hours: float, late: str | None) -> None:
    found = rules.submitted_late(ended_at=NOON, submitted_at=NOON + timedelta(hours=hours))
    assert (found is None) if late is None else f"晚了 {late} 小时" in (found or "")


def test_delivery_is_neither_early_nor_backward_nor_in_the_future() -> None:
    def said(start: float, end: float, now: float = 9) -> bool:
        hours = [NOON + timedelta(hours=h) for h in (start, end, now)]
        return (
            rules.deliverable(starts_at=NOON, actual_start=hours[0], actual_end=hours[1], now=hours[2])
            is None
        )

    assert said(0, 2) and said(-2, 1)
    assert not said(-2.1, 1) and not said(1, 1) and not said(0, 10)


def test_money_sentences_name_place_rest_and_cure() -> None:
    assert money.not_enough_room(allotment="甲", room_fen=100, wanted_fen=100, sessions=1) is None
    said = money.not_enough_room(allotment="甲", room_fen=50_000, wanted_fen=100_000, sessions=2) or ""
    assert "“甲”还剩 500.00 元" in said and "1,000.00" in said and "调整额度" in said
    assert money.demonstration(50_000) is None
    assert money.demonstration(3_000_000)


def test_a_window_closes_early_only_with_competition_or_all_answers() -> None:
    def may(hours: float, offers: int, answered: int) -> bool:
        return (
            callouts.closable(
                now=NOON + timedelta(hours=hours),
                respond_by=NOON,
                offers=offers,
                answered=answered,
                invited=5,
            )
            is None
        )

    assert may(0, 0, 0) and may(-1, 2, 2) and may(-1, 1, 5)
    assert not may(-1, 1, 4)


def bidder(pk: int, **given: str) -> Bidder:
    return Bidder(pk, f"机构{pk}", **({"account_index": "", "address": "", "phone": ""} | given))


def test_the_same_two_bidders_three_times_running_is_a_signal() -> None:
    pair = [bidder(1), bidder(2)]
    both = frozenset({1, 2})
    assert callouts.same_pair(pair, [both, both]) is not None
    assert callouts.same_pair(pair, [both, frozenset({1, 2, 3})]) is None
    assert callouts.same_pair(pair, [both]) is None
    assert callouts.same_pair([*pair, bidder(3)], [both, both]) is None


def test_three_wins_in_a_row_are_a_signal_for_a_bidder() -> None:
    assert callouts.same_winner([bidder(1)], [1, 1, 1, 2]) is not None
    assert callouts.same_winner([bidder(1)], [1, 1, 2, 1]) is None
    assert callouts.same_winner([bidder(2)], [1, 1, 1]) is None


def test_a_shared_account_address_or_phone_is_a_signal() -> None:
    found = callouts.shared_details(
        [bidder(1, account_index="x", phone="023-1"), bidder(2, account_index="x")]
    )
    assert [signal.code for signal in found] == ["shared_account"]
    assert callouts.shared_details([bidder(1), bidder(2)]) == []
