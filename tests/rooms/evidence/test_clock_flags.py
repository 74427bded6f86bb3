"""What a phone's own clock did, in the reviewer's words."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from yimi.rooms.evidence import rules
from yimi.rooms.evidence.states import MediaKind, Source

NINE = datetime(2026, 11, 10, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def shot(number: int, *, said: timedelta, device: str = "a", sequence: int | None = None) -> rules.Capture:
    """Capture `number` of a phone whose clock stood `said` off at ten minutes each."""
    at = NINE + timedelta(minutes=10 * number)
    return rules.Capture(
        id=number,
        kind=MediaKind.PHOTO,
        source=Source.CAMERA,
        received_at=NINE + timedelta(days=1),
        taken_at=at,
        device=device,
        sequence=number if sequence is None else sequence,
        device_time=at + said,
    )


def test_a_clock_set_back_between_two_captures_is_said_once_where_it_happened() -> None:
    ahead, right = timedelta(days=400), timedelta(0)
    [flag] = rules.clock_set_back([shot(3, said=right), shot(1, said=ahead), shot(2, said=ahead)], minutes=5)
    assert (flag.media_id, flag.other_media_id) == (3, 2)
    assert "第 2 份和第 3 份之间往回拨了 399 天" in flag.reason
    assert flag.detail == {"minutes": -(400 * 24 * 60 - 10)}


def test_forwards_two_phones_and_a_little_are_nothing() -> None:
    assert (
        rules.clock_set_back([shot(1, said=timedelta(0)), shot(2, said=timedelta(days=9))], minutes=5) == []
    )
    two = [shot(1, said=timedelta(days=9)), shot(2, said=timedelta(0), device="b")]
    assert rules.clock_set_back(two, minutes=5) == []
    slips = [shot(1, said=timedelta(minutes=14)), shot(2, said=timedelta(0))]
    assert rules.clock_set_back(slips, minutes=5) == []


def test_without_a_measured_time_only_the_least_is_said() -> None:
    for off, words in (
        (timedelta(days=-3), "手机时钟至少慢了 3 天"),
        (timedelta(days=400), "手机时钟至少快了 400 天"),
    ):
        one = rules.Capture(
            id=1,
            kind=MediaKind.PHOTO,
            source=Source.CAMERA,
            received_at=NINE,
            taken_at=NINE + off,
            clock_off=off,
            clock_off_at_least=True,
        )
        [flag] = rules.clock_differs([one], minutes=5)
        assert words in flag.reason and "不可信" in flag.reason
