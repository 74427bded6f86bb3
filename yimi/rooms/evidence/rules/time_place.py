"""Was it made there and then? The device's own words are weak, and the sentences say so (D9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from yimi.rooms.evidence.rules.facts import Capture, FlagDraft, Occasion
from yimi.rooms.evidence.rules.wording import apart, lasting, metres, moment
from yimi.rooms.evidence.states import FlagCode


def outside_window(captures: Iterable[Capture], occasion: Occasion, *, slack_minutes: int) -> list[FlagDraft]:
    """Made more than `slack_minutes` before the agreed start or after the agreed end."""
    slack = timedelta(minutes=slack_minutes)
    drafts = []
    for one in captures:
        at = one.best_time
        if not one.at_the_scene or at is None:
            continue
        if at < occasion.starts_at - slack:
            sentence, by = _("拍摄时间 {at}，比约定开始早 {by}。"), occasion.starts_at - at
        elif at > occasion.ends_at + slack:
            sentence, by = _("拍摄时间 {at}，比约定结束晚 {by}。"), at - occasion.ends_at
        else:
            continue
        drafts.append(
            FlagDraft(
                FlagCode.OUTSIDE_WINDOW,
                sentence.format(at=moment(at), by=lasting(by)),
                one.id,
                detail={"minutes": round(by.total_seconds() / 60)},
            )
        )
    return drafts


def outside_geofence(captures: Iterable[Capture], occasion: Occasion, *, limit_m: int) -> list[FlagDraft]:
    """Farther from the site than the larger of its radius and `limit_m`, the device's own error granted."""
    allowed = max(occasion.radius_m, limit_m)
    drafts = []
    for one in captures:
        distance = apart(one.point, occasion.point)
        if not one.at_the_scene or distance is None:
            continue
        if distance - min(one.accuracy_m or 0.0, float(limit_m)) > allowed:
            drafts.append(
                FlagDraft(
                    FlagCode.OUTSIDE_GEOFENCE,
                    _("手机报告的位置距约定地点 {distance}，允许 {allowed}。").format(
                        distance=metres(distance), allowed=metres(allowed)
                    ),
                    one.id,
                    detail={"distance_m": round(distance), "allowed_m": allowed},
                )
            )
    return drafts


def accuracy_low(captures: Iterable[Capture], *, limit_m: int) -> list[FlagDraft]:
    """The device itself says its point may be off by more than `limit_m` metres, or gave none."""
    drafts = []
    for one in captures:
        if not one.at_the_scene or one.source != "camera":
            continue
        if one.point is None:
            reason = _("没有位置：手机没有开启定位，或当时没有信号。")
        elif one.accuracy_m is not None and one.accuracy_m > limit_m:
            reason = _("手机报告的定位误差 {m}，大于 {limit}，位置只能参考。").format(
                m=metres(one.accuracy_m), limit=metres(limit_m)
            )
        else:
            continue
        drafts.append(FlagDraft(FlagCode.ACCURACY_LOW, reason, one.id, detail={"accuracy_m": one.accuracy_m}))
    return drafts


def exif_time_differs(captures: Iterable[Capture], *, minutes: int) -> list[FlagDraft]:
    """The file's own time contradicts the receipt. Information only: its absence proves nothing."""
    drafts = []
    for one in captures:
        if one.exif_taken_at is None:
            continue
        claimed = one.best_time or one.received_at
        # a picture may wait in the phone before it is sent; one from after its own receipt may not
        early = claimed - one.exif_taken_at
        if early > timedelta(minutes=minutes) or -early > timedelta(minutes=minutes):
            drafts.append(
                FlagDraft(
                    FlagCode.EXIF_TIME_DIFFERS,
                    _(
                        "照片信息写的是 {exif}，上报时间是 {claimed}，相差 {by}。照片信息可以改动，仅供参考。"
                    ).format(exif=moment(one.exif_taken_at), claimed=moment(claimed), by=lasting(abs(early))),
                    one.id,
                    detail={"minutes": round(early.total_seconds() / 60)},
                )
            )
    return drafts


def clock_differs(captures: Iterable[Capture], *, minutes: int) -> list[FlagDraft]:
    """The phone's clock was wrong; the time shown is the server's, carried on by the phone's steady clock."""
    drafts = []
    for one in captures:
        off = one.clock_off
        if off is None or one.taken_at is None or abs(off) <= timedelta(minutes=minutes):
            continue
        sentence = _clock_sentence(ahead=off > timedelta(0), at_least=one.clock_off_at_least)
        drafts.append(
            FlagDraft(
                FlagCode.CLOCK_DIFFERS,
                sentence.format(by=lasting(abs(off)), at=moment(one.taken_at)),
                one.id,
                detail={"minutes": round(off.total_seconds() / 60)},
            )
        )
    return drafts


def _clock_sentence(*, ahead: bool, at_least: bool) -> str:
    if at_least:
        return (
            _("手机时钟至少快了 {by}，手机上写的拍摄时间 {at} 不可信，请对照前后几份。")
            if ahead
            else _("手机时钟至少慢了 {by}，手机上写的拍摄时间 {at} 不可信，请对照前后几份。")
        )
    return (
        _("手机时钟快了 {by}，拍摄时间按服务器时间推算为 {at}。")
        if ahead
        else _("手机时钟慢了 {by}，拍摄时间按服务器时间推算为 {at}。")
    )


def clock_set_back(captures: Iterable[Capture], *, minutes: int) -> list[FlagDraft]:
    """Between two captures of one phone, which counts them, its clock went backwards: somebody set it on the way."""
    of_phones = sorted(
        (one for one in captures if one.device and one.device_time is not None),
        key=lambda one: (one.device, one.sequence),
    )
    drafts = []
    for before, after in pairwise(of_phones):
        assert before.device_time is not None and after.device_time is not None
        back = before.device_time - after.device_time
        if before.device != after.device or back <= timedelta(minutes=minutes):
            continue
        drafts.append(
            FlagDraft(
                FlagCode.CLOCK_DIFFERS,
                _(
                    "手机时钟在第 {before} 份和第 {after} 份之间往回拨了 {by}。先后按手机的拍摄顺序号排，不按时钟。"
                ).format(before=before.sequence, after=after.sequence, by=lasting(back)),
                after.id,
                before.id,
                detail={"minutes": -round(back.total_seconds() / 60)},
            )
        )
    return drafts


def exif_place_differs(captures: Iterable[Capture], occasion: Occasion, *, limit_m: int) -> list[FlagDraft]:
    """The file's own place is far from the site. Information only: its absence proves nothing."""
    allowed = max(occasion.radius_m, limit_m)
    drafts = []
    for one in captures:
        distance = apart(one.exif_point, occasion.point)
        if distance is not None and distance > allowed:
            drafts.append(
                FlagDraft(
                    FlagCode.EXIF_PLACE_DIFFERS,
                    _("照片信息中的位置距约定地点 {distance}。照片信息可以改动，仅供参考。").format(
                        distance=metres(distance)
                    ),
                    one.id,
                    detail={"distance_m": round(distance)},
                )
            )
    return drafts
