"""A watermark that names another day, time or session is a flag to look at; one that agrees or is unsure says nothing."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests import walk
from tests.cast import Cast
from tests.rooms.evidence.test_flag_rules import NINE, SESSION, photo, said
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.rooms.evidence import actions, demo_pictures, rules
from yimi.rooms.evidence.models import Flag, Media
from yimi.rooms.evidence.rules import Capture, FlagDraft, Occasion, Stamp

BY = System("tests")


def flags(one: Capture, occasion: Occasion = SESSION) -> list[FlagDraft]:
    return rules.watermark_differs([one], occasion, slack_minutes=30, minutes=60)


def stamped(*stamps: Stamp, **facts: object) -> Capture:
    return photo(stamps=stamps, **facts)


def test_another_day_is_said_beside_session_and_phone() -> None:
    drafts = flags(stamped(Stamp(10, 10, 2026, 9, 29)))
    assert said(drafts).startswith(
        "照片上的水印写着 2026年10月10日 09:29，场次是 11月10日 09:00，手机说拍于 11月10日 09:29。"
    )
    assert drafts[0].strength == "medium" and "水印可以编造" in drafts[0].reason
    assert "手机说" not in said(flags(stamped(Stamp(10, 10, 2026), taken_at=None)))


@pytest.mark.parametrize(
    "stamp",
    [
        Stamp(11, 10, 2026, 9, 29),
        Stamp(11, 10, 2026),  # the day alone
        Stamp(11, 10, None, 9, 29),  # no year is shown: no other year is supposed
        Stamp(11, 10, 2026, 10, 20),  # within the hour
    ],
)
def test_a_watermark_that_agrees_says_nothing(stamp: Stamp) -> None:
    assert flags(stamped(stamp)) == []


@pytest.mark.parametrize(
    "stamp",
    [Stamp(11, 10, 2025, 9, 29), Stamp(11, 11), Stamp(11, 10, 2026, 20, 30), Stamp(11, 10, None, 6, 0)],
)
def test_another_year_day_or_hour_does(stamp: Stamp) -> None:
    assert flags(stamped(stamp))
    assert flags(stamped(stamp, taken_at=None))


def test_no_watermark_and_an_impossible_day_say_nothing() -> None:
    assert flags(photo()) == flags(stamped(Stamp(2, 29))) == []


def test_of_several_stamps_one_that_agrees_is_enough() -> None:
    assert flags(stamped(Stamp(10, 1, 2026, 8, 0), Stamp(11, 10, 2026, 9, 30))) == []


def test_a_phone_that_claims_the_stamps_time_itself_is_left_to_the_window() -> None:
    early = stamped(Stamp(11, 7, 2026, 9, 0), taken_at=NINE - timedelta(days=3))
    assert flags(early) == []
    assert rules.outside_window([early], SESSION, slack_minutes=30)


def test_around_new_year_the_nearest_year_is_meant() -> None:
    eve = datetime(2026, 12, 31, 23, 30, tzinfo=NINE.tzinfo)
    party = Occasion("S-2", eve, eve + timedelta(hours=2))
    assert flags(stamped(Stamp(1, 1, None, 0, 10), taken_at=eve + timedelta(minutes=40)), party) == []


def test_another_sessions_number_differs_and_its_own_is_fine() -> None:
    assert "水印写着场次 S-0，这里是场次 S-1" in said(flags(photo(numbers=("S-0",))))
    assert flags(photo(numbers=("S-1",))) == flags(photo(numbers=("S-0", "S-1"))) == []


@pytest.mark.django_db
def test_a_drawn_watermark_of_last_month_is_read_and_flagged(cast: Cast) -> None:
    session = walk.planned_session(cast)
    at = timezone.localtime(session.starts_at) + timedelta(minutes=30)

    def handed_in(photo: Path, stamp: datetime) -> Media:
        # two photos of its own: on one in sixty the strip is not read (docs/evidence-engine.md)
        drawn = demo_pictures.watermarked(photo.read_bytes(), stamp, "黎水镇新花村")
        with clock.frozen(at):
            media = actions.receive_media(
                session=session,
                kind="photo",
                upload=drawn,
                client_id=uuid.uuid4(),
                taken_at=at,
                by=walk.worker_of(session),
            )
            actions.process_media(media_id=media.pk, by=BY)
            media.refresh_from_db()
            return actions.read_code(media=media, by=BY)

    first, second = walk.photos()[:2]
    same, other = handed_in(first, at), handed_in(second, at - timedelta(days=31))
    assert same.watermark == {"stamps": ((2026, 11, 10, 9, 30),), "numbers": ()}
    flag = Flag.objects.get(session=session, code="watermark_differs")
    assert flag.media == other and "2026年10月10日 09:30" in flag.reason
    assert other.code_seen is None
