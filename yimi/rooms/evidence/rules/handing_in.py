"""How the material came in: late, without a code, or out of a folder."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from yimi.rooms.evidence.rules.facts import Capture, FlagDraft, Occasion
from yimi.rooms.evidence.rules.wording import lasting
from yimi.rooms.evidence.states import ChallengeKind, FlagCode, Source


def late(occasion: Occasion, *, submitted_at: datetime, hours: int) -> list[FlagDraft]:
    """Handed in more than `hours` after the end (D8: 72). Allowed, and said."""
    over = submitted_at - (occasion.ended + timedelta(hours=hours))
    if over <= timedelta(0):
        return []
    return [
        FlagDraft(
            FlagCode.LATE,
            _("结束后应在 {hours} 小时内提交，晚了 {over}。").format(hours=hours, over=lasting(over)),
            detail={"minutes": int(over.total_seconds() // 60)},
        )
    ]


def challenge_missing(captures: Iterable[Capture]) -> list[FlagDraft]:
    """No photo or clip carries a code: nothing shows that they were made after the session was agreed."""
    at_scene = [one for one in captures if one.at_the_scene]
    if not at_scene or any(one.challenge for one in at_scene):
        return []
    return [
        FlagDraft(
            FlagCode.CHALLENGE_MISSING,
            _("{n} 份照片和视频都没有带有效口令，无法说明是当时拍的。").format(n=len(at_scene)),
            detail={"pictures": len(at_scene)},
        )
    ]


def challenge_offline(captures: Iterable[Capture]) -> list[FlagDraft]:
    """Only offline codes: made by who held the seed, but at a time nobody saw (decision 11)."""
    kinds = {one.challenge for one in captures if one.at_the_scene and one.challenge}
    if kinds != {ChallengeKind.OFFLINE_SEED}:
        return []
    return [
        FlagDraft(
            FlagCode.CHALLENGE_OFFLINE,
            _("当时没有网络，用的是事先领取的离线口令，比现场口令弱。"),
        )
    ]


def challenge_seen(captures: Iterable[Capture]) -> list[FlagDraft]:
    """The code stands in the picture itself: it was taken after the code was given out (evidence.md 4.1).

    A code that was not read says nothing: too small, turned, wet.
    """
    seen = [one for one in captures if one.code_seen]
    if not seen:
        return []
    return [
        FlagDraft(
            FlagCode.CHALLENGE_SEEN,
            _("机器在 {n} 张照片上读到了现场口令，可以佐证是领到口令以后拍的。").format(n=len(seen)),
            seen[0].id,
            detail={"pictures": len(seen)},
        )
    ]


def desk_upload(captures: Iterable[Capture]) -> list[FlagDraft]:
    """Photos or clips chosen from files instead of made in the client (decision 10)."""
    from_files = [one for one in captures if one.at_the_scene and one.source == Source.FILE]
    if not from_files:
        return []
    return [
        FlagDraft(
            FlagCode.DESK_UPLOAD,
            _("{n} 份照片或视频是从文件选取上传的，不是现场拍摄。").format(n=len(from_files)),
            detail={"pictures": len(from_files)},
        )
    ]
