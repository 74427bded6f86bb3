"""Is this picture new? Same bytes, same picture, allowed, a burst of one moment, the same place (D9, evidence.md 4.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from yimi.rooms.evidence.rules import changes
from yimi.rooms.evidence.rules.facts import FlagDraft, Likeness
from yimi.rooms.evidence.rules.wording import SIMILAR_BITS, day
from yimi.rooms.evidence.states import FlagCode

KEPT_PER_PICTURE = 3  # the most telling few are enough to look at; the rest say the same


def same_file(same: Iterable[Likeness]) -> list[FlagDraft]:
    """The same file was handed in earlier for another session: certain, but reuse may have a reason."""
    return [
        _allowed_or(
            one,
            FlagCode.SAME_FILE,
            _("与 {day}场次 {number} 的材料是同一个文件，一个字节都不差。请核对哪一场真正用过它。").format(
                day=day(one.other_received_at), number=one.other_session
            ),
        )
        for one in _most_telling(same)
    ]


def same_picture(likenesses: Iterable[Likeness]) -> list[FlagDraft]:
    """The engine lays one picture over the other and they agree, whatever was done to it (evidence.md 3.3)."""
    return [
        _allowed_or(
            one,
            FlagCode.SAME_PICTURE,
            _("与 {day}场次 {number} 的{what}是同一画面{how}（{measure}）。请并排核对。").format(
                day=day(one.other_received_at),
                number=one.other_session,
                what=_what(one),
                how=_how(one),
                measure=_measure(one),
            ),
        )
        for one in _most_telling(one for one in likenesses if not one.scene)
    ]


def same_scene(likenesses: Iterable[Likeness], *, site_id: int | None) -> list[FlagDraft]:
    """The background matches earlier sessions at the same site: it speaks for the place, and accuses nobody."""
    here = [one for one in likenesses if one.scene and site_id and one.other_site_id == site_id]
    if not here:
        return []
    best = max(here, key=lambda one: (one.inliers, -one.other_media_id))
    sessions = len({one.other_session for one in here})
    return [
        FlagDraft(
            FlagCode.SAME_SCENE,
            _("背景与此前在同一场地的 {n} 场活动吻合，可以佐证是在这里拍的。").format(n=sessions),
            best.media_id,
            best.other_media_id,
            {"sessions": sessions, "inliers": best.inliers},
        )
    ]


def burst(within: Iterable[Likeness]) -> list[FlagDraft]:
    """Near-duplicates inside one session are legal; they count once. Said on the later of the two."""
    later: dict[int, Likeness] = {}
    for one in within:
        if one.scene or one.frame_s is not None or one.other_frame_s is not None:
            continue  # a clip that shows what a photo shows is no burst
        if one.other_media_id < one.media_id:
            best = later.get(one.media_id)
            if best is None or one.agreement > best.agreement:
                later[one.media_id] = one
    return [
        FlagDraft(
            FlagCode.BURST,
            _("与本场次另一份材料是同一画面（重叠部分 {percent}% 一致），属于连拍，只计一张。").format(
                percent=round(one.agreement * 100)
            ),
            one.media_id,
            one.other_media_id,
            {"agreement": one.agreement},
        )
        for one in later.values()
    ]


def unchecked(failed: Iterable[int]) -> list[FlagDraft]:
    """A photo or clip that opens but does not render could not be compared with anything."""
    return [
        FlagDraft(FlagCode.UNCHECKED, _("这一份打得开但读不出画面，没有核对是否重复使用。"), media_id)
        for media_id in failed
    ]


def _allowed_or(one: Likeness, code: FlagCode, sentence: str) -> FlagDraft:
    detail: dict[str, Any] = {
        "other_session": one.other_session,
        "agreement": one.agreement,
        "inliers": one.inliers,
        "bits": one.distance,
        "of": SIMILAR_BITS,
        "changes": one.changes,
        "turned": one.turned,
        "frame_s": one.frame_s,
        "other_frame_s": one.other_frame_s,
    }
    if one.allowed is None:
        return FlagDraft(code, sentence, one.media_id, one.other_media_id, detail)
    because = _("与 {day}场次 {number} 的{what}是同一画面，已登记允许：{because}（{by}，{at}）。").format(
        day=day(one.other_received_at),
        number=one.other_session,
        what=_what(one),
        because=one.allowed.because,
        by=one.allowed.by,
        at=day(one.allowed.at).strip(),
    )
    return FlagDraft(FlagCode.ALLOWED_REUSE, because, one.media_id, one.other_media_id, detail)


def _what(one: Likeness) -> str:
    if one.other_frame_s is None:
        return _("一张照片")
    return _("视频第 {s} 秒").format(s=round(one.other_frame_s))


def _how(one: Likeness) -> str:
    phrase = changes.said(one.changes, turned=one.turned)
    if one.passage and not one.turned:
        seconds, speed = one.passage.get("offset_s", 0.0), one.passage.get("speed", 1.0)
        part = _("从第 {s} 秒起").format(s=max(0, round(seconds)))
        if abs(speed - 1) > 0.1:
            part += _("、播放速度 {speed} 倍").format(speed=f"{speed:.2g}")
        phrase = _("、").join([part, phrase]) if phrase else part
    return _("：{phrase}").format(phrase=phrase) if phrase else ""


def _measure(one: Likeness) -> str:
    same = _("重叠部分 {percent}% 一致").format(percent=round(one.agreement * 100))
    if one.inliers:
        return same + _("，{n} 个特征点吻合").format(n=one.inliers)
    if one.distance is not None:
        return same + _("，指纹 256 位中只差 {bits} 位").format(bits=one.distance)
    return same


def _most_telling(likenesses: Iterable[Likeness]) -> list[Likeness]:
    best: dict[tuple[int, int], Likeness] = {}
    for one in likenesses:
        key = (one.media_id, one.other_media_id)
        if key not in best or _rank(one) < _rank(best[key]):
            best[key] = one
    kept: dict[int, list[Likeness]] = {}
    for one in sorted(best.values(), key=_rank):
        kept.setdefault(one.media_id, []).append(one)
    return [one for group in kept.values() for one in group[:KEPT_PER_PICTURE]]


def _rank(one: Likeness) -> tuple[float, int, int]:
    return (-one.agreement, -one.inliers, one.other_media_id)
