"""How the material came in: late, without a code, or out of a folder."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from yimi.rooms.evidence.rules.facts import Capture, FlagDraft, Occasion
from yimi.rooms.evidence.rules.wording import day, lasting
from yimi.rooms.evidence.states import ChallengeKind, FlagCode, Source

SOON = timedelta(hours=24)


def received_later(captures: Iterable[Capture], occasion: Occasion) -> list[FlagDraft]:
    """Received more than a day after it was made, as the phone says, or after the session where it says nothing.

    A fact for whoever reads the file (evidence.md 4.3): the receipt is certain, when it was made is a claim. Whoever has
    no signal keeps and sends later, as they should.
    """
    drafts = []
    for one in captures:
        made = one.taken_at or occasion.ended
        after = one.received_at - made
        if not one.at_the_scene or after <= SOON:
            continue
        sentence = (
            _("手机说拍于{made}，{received}才收到，隔了 {n} 天。没有信号时先存后传会这样。")
            if one.taken_at
            else _("活动{made}结束，{received}才收到，隔了 {n} 天；没有写拍摄时间。")
        )
        drafts.append(
            FlagDraft(
                FlagCode.RECEIVED_LATER,
                sentence.format(made=day(made), received=day(one.received_at), n=after.days),
                one.id,
                detail={"days": after.days},
            )
        )
    return drafts


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
