"""Every flag rule on plain facts: figures in the sentence, silence when there is nothing to say."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from yimi.kernel.geo import Point
from yimi.rooms.evidence import rules
from yimi.rooms.evidence.rules import Capture, Elsewhere, Likeness, Occasion
from yimi.rooms.evidence.states import STRENGTH, ChallengeKind, FlagCode, MediaKind, Source

SHANGHAI = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 11, 10, 9, tzinfo=SHANGHAI)
HALL = Point(108.7702, 29.5334)
SESSION = Occasion("S-1", NINE, NINE + timedelta(hours=2), site_id=1, point=HALL, radius_m=500)


def north(metres: float) -> Point:
    return Point(HALL.longitude, HALL.latitude + metres / 111_195)


def photo(**facts: object) -> Capture:
    given: dict[str, object] = {
        "id": 1,
        "kind": MediaKind.PHOTO,
        "source": Source.CAMERA,
        "received_at": NINE + timedelta(minutes=30),
        "taken_at": NINE + timedelta(minutes=29),
        "point": HALL,
        "accuracy_m": 10.0,
    }
    return Capture(**(given | facts))  # type: ignore[arg-type]


def like(media: int, other: int, agreement: float = 1.0, **told: Any) -> Likeness:
    facts: dict[str, Any] = {
        "other_session": "S-0",
        "other_received_at": NINE - timedelta(days=200),
        "agreement": agreement,
    }
    return Likeness(media, other, **(facts | told))


def said(drafts: list[rules.FlagDraft]) -> str:
    assert len(drafts) == 1
    return drafts[0].reason


def test_every_code_has_a_strength_and_metadata_is_never_more_than_a_hint() -> None:
    assert set(STRENGTH) == set(FlagCode)
    assert STRENGTH[FlagCode.EXIF_TIME_DIFFERS] == STRENGTH[FlagCode.EXIF_PLACE_DIFFERS] == "hint"


def test_a_picture_of_the_session_in_place_and_time_says_nothing() -> None:
    one = [photo(challenge=ChallengeKind.ONLINE)]
    assert rules.outside_window(one, SESSION, slack_minutes=30) == []
    assert rules.outside_geofence(one, SESSION, limit_m=500) == []
    assert rules.accuracy_low(one, limit_m=100) == []
    assert rules.challenge_missing(one) == rules.challenge_offline(one) == rules.desk_upload(one) == []


@pytest.mark.parametrize(
    ("minutes", "words"), [(-45, "早 45 分钟"), (151, "晚 31 分钟"), (-29, ""), (149, "")]
)
def test_outside_the_window_says_how_much(minutes: int, words: str) -> None:
    drafts = rules.outside_window(
        [photo(taken_at=NINE + timedelta(minutes=minutes))], SESSION, slack_minutes=30
    )
    assert (words in said(drafts)) if words else drafts == []


def test_a_servers_code_outweighs_the_phones_clock() -> None:
    wrong = photo(taken_at=NINE - timedelta(days=3), challenge=ChallengeKind.ONLINE)
    assert rules.outside_window([wrong], SESSION, slack_minutes=30) == []


@pytest.mark.parametrize(
    ("metres", "accuracy", "flagged"), [(505, 10.0, False), (620, 10.0, True), (620, 200.0, False)]
)
def test_outside_the_geofence_grants_the_devices_own_error(
    metres: int, accuracy: float, flagged: bool
) -> None:
    drafts = rules.outside_geofence([photo(point=north(metres), accuracy_m=accuracy)], SESSION, limit_m=500)
    assert bool(drafts) == flagged
    if flagged:
        assert f"{metres} 米" in said(drafts) and "500 米" in said(drafts)


def test_without_a_site_there_is_no_fence() -> None:
    home = Occasion("S-1", NINE, NINE + timedelta(hours=1))
    assert rules.outside_geofence([photo(point=north(9000))], home, limit_m=500) == []


def test_low_accuracy_and_no_place_are_said() -> None:
    assert "180 米" in said(rules.accuracy_low([photo(accuracy_m=180.0)], limit_m=100))
    assert "没有位置" in said(rules.accuracy_low([photo(point=None)], limit_m=100))
    assert rules.accuracy_low([photo(point=None, source=Source.FILE)], limit_m=100) == []


def test_exif_is_information_only_and_its_absence_proves_nothing() -> None:
    old = photo(exif_taken_at=NINE - timedelta(days=400))
    assert "仅供参考" in said(rules.exif_time_differs([old], minutes=60))
    assert "仅供参考" in said(
        rules.exif_place_differs([photo(exif_point=north(30_000))], SESSION, limit_m=500)
    )
    assert rules.exif_time_differs([photo()], minutes=60) == []
    assert rules.exif_place_differs([photo()], SESSION, limit_m=500) == []


def test_amounts_name_what_is_there_and_what_is_needed() -> None:
    assert "2 张，要求 3 张" in said(rules.too_few_photos(2, needed=3))
    assert "18 人，最低要求 20 人（90%）" in said(rules.too_few_people(18, needed=20))
    short = Occasion("S-1", NINE, NINE, actual_start=NINE, actual_end=NINE + timedelta(minutes=80))
    assert "80 分钟，最低要求 90 分钟（88%）" in said(rules.too_few_minutes(short, needed=90))
    assert rules.too_few_people(None, needed=20) == rules.too_few_photos(3, needed=3) == []


def other(minutes: int, point: Point, site: int = 2) -> Elsewhere:
    start = SESSION.ends_at + timedelta(minutes=minutes)
    return Elsewhere("王*兰", Occasion("S-9", start, start + timedelta(hours=1), site, point, 500))


def test_a_person_is_not_in_two_places_within_an_hour() -> None:
    near = rules.person_in_two_places(SESSION, [other(30, north(8000))], gap_minutes=60)
    assert "王*兰" in said(near) and "S-9" in said(near) and "8,000 米" in said(near)
    assert rules.person_in_two_places(SESSION, [other(61, north(8000))], gap_minutes=60) == []
    assert rules.person_in_two_places(SESSION, [other(0, HALL, site=1)], gap_minutes=60) == []


def test_staff_are_flagged_when_they_overlap_or_would_have_had_to_fly() -> None:
    assert rules.staff_in_two_places(SESSION, [other(-30, north(3000))], speed_kmh=80)
    assert "12 公里" in said(rules.staff_in_two_places(SESSION, [other(4, north(12_000))], speed_kmh=80))
    assert rules.staff_in_two_places(SESSION, [other(30, north(12_000))], speed_kmh=80) == []


def test_late_counts_from_the_end() -> None:
    end = SESSION.ends_at
    assert "1 小时 30 分" in said(
        rules.late(SESSION, submitted_at=end + timedelta(hours=73, minutes=30), hours=72)
    )
    assert rules.late(SESSION, submitted_at=end + timedelta(hours=72), hours=72) == []


def test_codes_and_sources() -> None:
    assert "3 份" in said(rules.challenge_missing([photo(id=n) for n in range(3)]))
    offline = [photo(challenge=ChallengeKind.OFFLINE_SEED)]
    assert rules.challenge_offline(offline) and not rules.challenge_missing(offline)
    assert not rules.challenge_offline([*offline, photo(id=2, challenge=ChallengeKind.ONLINE)])
    assert "不是现场拍摄" in said(rules.desk_upload([photo(source=Source.FILE)]))
    assert rules.desk_upload([photo(source=Source.FILE, kind=MediaKind.DOCUMENT)]) == []


def test_reuse_names_the_earlier_session_what_was_done_and_how_much_agrees() -> None:
    done = {"mirrored": 1, "cropped": 0.7, "painted_over": 0.12, "rotated": -5.0}
    sentence = said(rules.same_picture([like(5, 2, 0.92, inliers=87, changes=done)]))
    for words in (
        "S-0",
        "左右翻转",
        "裁剪到原来的 70%",
        "12% 被水印",
        "转了 5 度",
        "92% 一致",
        "87 个特征点",
    ):
        assert words in sentence
    assert "同一个文件" in said(rules.same_file([like(5, 2)]))
    turned = said(rules.same_picture([like(5, 2, 0.92, inliers=87, changes=done, turned=True)]))
    assert "左右翻转" in turned and "裁剪" not in turned  # the crop was the other picture's


def test_the_same_place_supports_and_only_at_the_same_site() -> None:
    here = [like(5, n, scene=True, other_site_id=8, other_session=f"S-{n}") for n in (1, 2)]
    drafts = rules.same_scene([*here, like(5, 3, scene=True, other_site_id=9)], site_id=8)
    assert [draft.strength for draft in drafts] == ["support"] and "2 场活动" in drafts[0].reason
    assert rules.same_picture(here) == []
    assert rules.same_scene(here, site_id=None) == []


def test_an_allowed_reuse_is_shown_with_its_reason_and_is_no_accusation() -> None:
    allowed = rules.Allowed("公告栏每月都拍", "陈明理", NINE)
    for draft in (
        *rules.same_picture([like(5, 2, allowed=allowed)]),
        *rules.same_file([like(5, 2, allowed=allowed)]),
    ):
        assert (draft.code, draft.strength) == ("allowed_reuse", "hint")
        assert "公告栏每月都拍" in draft.reason and "陈明理" in draft.reason


def test_the_most_telling_three_of_many_likenesses_are_kept() -> None:
    many = [like(5, number, number / 10) for number in range(10)] + [like(5, 9, 0.1)]
    drafts = rules.same_picture(many)
    assert [draft.other_media_id for draft in drafts] == [9, 8, 7]


def test_bursts_and_copies_count_once_even_in_a_chain() -> None:
    assert rules.distinct_photos({1: 11, 2: 12, 3: 13, 4: 14}, [(2, 1), (3, 2)]) == 2
    assert rules.distinct_photos({1: 11, 2: 11, 3: 13}, []) == 2
    pairs = [like(2, 1), like(3, 2), like(1, 2), like(4, 1, scene=True)]
    assert [draft.media_id for draft in rules.burst(pairs)] == [2, 3]


def test_the_offline_code_is_four_digits_and_depends_on_seed_and_picture() -> None:
    one, two = UUID(int=1), UUID(int=2)
    assert rules.offline_code("a" * 32, one) == "9761"  # the phone computes the same
    assert len({rules.offline_code(seed, each) for seed in ("a" * 32, "b" * 32) for each in (one, two)}) > 1
    assert rules.offline_code("a" * 32, one).isdecimal()


WANTED = rules.Wanted(3, True, 10, 60, True, (rules.WantedDocument("document", "sign_in", "签到表"),))


def test_what_is_missing_is_said_in_order_and_nothing_when_complete() -> None:
    full = rules.Held(
        photos=3,
        pieces=(rules.Piece("clip", "", 60.4), rules.Piece("document", "sign_in")),
        text_length=20,
        people_count=20,
        timed=True,
    )
    assert rules.missing_sentences(WANTED, full) == []
    lacking = rules.missing_sentences(WANTED, rules.Held(photos=1, pieces=(rules.Piece("clip", "", 75.0),)))
    assert [sentence[:4] for sentence in lacking] == ["照片 1", "视频长 ", "缺少“签", "还没有文", "还没有登"]
    assert "75 秒，应为 10–60 秒" in lacking[1]


def test_a_finished_film_has_its_own_length() -> None:
    film = rules.WantedDocument("clip", "film", "成片", min_s=60, max_s=180)
    wanted = rules.Wanted(0, False, 0, 0, False, (film,))
    held = rules.Held(photos=0, pieces=(rules.Piece("clip", "film", 30.0),), people_count=0, timed=True)
    assert "60–180 秒" in rules.missing_sentences(wanted, held)[0]


def test_the_very_point_of_two_other_days_is_a_pattern() -> None:
    monday, tuesday = NINE.date() - timedelta(days=7), NINE.date() - timedelta(days=6)
    grain = Point(HALL.longitude + 3e-7, HALL.latitude - 3e-7)  # the same at six decimals
    here = [photo(id=1), photo(id=2)]
    flags = rules.same_point(here, [(HALL, monday), (grain, tuesday), (HALL, NINE.date())])
    assert said(flags).startswith("手机报告的位置与另外 2 天的一模一样") and flags[0].strength == "medium"
    assert rules.same_point(here, [(HALL, monday), (HALL, monday), (north(1), tuesday)]) == []
    assert (
        rules.same_point([photo(source=Source.FILE), photo(point=None)], [(HALL, monday), (HALL, tuesday)])
        == []
    )


def test_an_error_that_is_always_zero_is_a_pattern() -> None:
    placed = [photo(id=number, accuracy_m=0.0) for number in range(3)]
    assert (
        said(rules.accuracy_zero(placed))
        == "3 份材料的定位误差都写成 0 米，真实的定位总有误差，可能是模拟定位。"
    )
    assert rules.accuracy_zero(placed[:2]) == rules.accuracy_zero([*placed, photo(accuracy_m=8.0)]) == []
    assert rules.accuracy_zero([*placed[:2], photo(accuracy_m=None)]) == []


def test_times_that_are_all_full_minutes_are_a_pattern() -> None:
    written = [photo(id=number, taken_at=NINE + timedelta(minutes=number)) for number in range(4)]
    assert (
        said(rules.round_seconds(written)) == "4 份材料的拍摄时间都正好是整分，像是填写的，不像是手机记下的。"
    )
    measured = photo(taken_at=NINE + timedelta(minutes=5, seconds=12))
    assert rules.round_seconds([*written, measured]) == rules.round_seconds(written[:3]) == []
    assert rules.round_seconds([photo(id=number, taken_at=NINE) for number in range(6)]) == []
