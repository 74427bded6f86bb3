"""Is this picture new? Same bytes, same picture, or a burst of one moment (D9, evidence.md 4.3)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from yimi.rooms.evidence.rules.facts import FlagDraft, Likeness
from yimi.rooms.evidence.rules.wording import SIMILAR_BITS, day
from yimi.rooms.evidence.states import FlagCode

KEPT_PER_PICTURE = 3  # the nearest few are enough to look at; the rest say the same


def exact_reuse(same: Iterable[Likeness]) -> list[FlagDraft]:
    """The same file was handed in earlier for another session: certain, but reuse may have a reason."""
    return [
        FlagDraft(
            FlagCode.EXACT_REUSE,
            _("与 {day}场次 {number} 的材料是同一个文件，一个字节都不差。请核对哪一场真正用过它。").format(
                day=day(one.other_received_at), number=one.other_session
            ),
            one.media_id,
            one.other_media_id,
            {"other_session": one.other_session},
        )
        for one in _nearest(same, threshold=0)
    ]


def similar_picture(likenesses: Iterable[Likeness], *, threshold: int) -> list[FlagDraft]:
    """Fingerprints at most `threshold` of 256 bits apart, in any of eight orientations (decision 12)."""
    return [
        FlagDraft(
            FlagCode.SIMILAR_PICTURE,
            _(
                "与 {day}场次 {number} 的{what}画面相同{turned}（指纹 256 位中只差 {bits} 位）。请并排核对。"
            ).format(
                day=day(one.other_received_at),
                number=one.other_session,
                what=_what(one),
                turned=_("，经过{turn}").format(turn=one.orientation) if one.orientation else "",
                bits=one.distance,
            ),
            one.media_id,
            one.other_media_id,
            {
                "other_session": one.other_session,
                "bits": one.distance,
                "of": SIMILAR_BITS,
                "orientation": one.orientation,
                "frame_s": one.frame_s,
                "other_frame_s": one.other_frame_s,
            },
        )
        for one in _nearest(likenesses, threshold=threshold)
    ]


def burst(within: Iterable[Likeness], *, threshold: int) -> list[FlagDraft]:
    """Near-duplicates inside one session are legal; they count once. Said on the later of the two."""
    later: dict[int, Likeness] = {}
    for one in within:
        if one.distance <= threshold and one.other_media_id < one.media_id:
            best = later.get(one.media_id)
            if best is None or one.distance < best.distance:
                later[one.media_id] = one
    return [
        FlagDraft(
            FlagCode.BURST,
            _("与本场次另一份材料几乎一样（256 位中只差 {bits} 位），属于连拍，只计一张。").format(
                bits=one.distance
            ),
            one.media_id,
            one.other_media_id,
            {"bits": one.distance},
        )
        for one in later.values()
    ]


def _what(one: Likeness) -> str:
    if one.other_frame_s is None:
        return _("一张照片")
    return _("视频第 {s} 秒").format(s=round(one.other_frame_s))


def _nearest(likenesses: Iterable[Likeness], *, threshold: int) -> list[Likeness]:
    best: dict[tuple[int, int], Likeness] = {}
    for one in likenesses:
        key = (one.media_id, one.other_media_id)
        if one.distance <= threshold and (key not in best or one.distance < best[key].distance):
            best[key] = one
    kept: dict[int, list[Likeness]] = {}
    for one in sorted(best.values(), key=lambda found: (found.distance, found.other_media_id)):
        kept.setdefault(one.media_id, []).append(one)
    return [one for group in kept.values() for one in group[:KEPT_PER_PICTURE]]
