"""What chance rarely makes (evidence.md 4.3): patterns for an audit, each with an innocent way to come about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel.geo import Point
from yimi.rooms.evidence.rules.facts import Capture, FlagDraft, OtherHand
from yimi.rooms.evidence.states import FlagCode, Source

DECIMALS = 6  # of a degree: a tenth of a metre
OTHER_DAYS = 2  # on which the very point stood before
ALWAYS = 3  # captures from which on "always" means something
ROUND = 4  # the same for seconds: one in 60 to the fourth
OTHER_SESSIONS = 2  # of other people's, made with the same phone; a phone lent once is no pattern
NAMED = 3  # people named in a sentence


def same_point(captures: Iterable[Capture], others: Iterable[tuple[Point, date]]) -> list[FlagDraft]:
    """A point equal to six decimals to one of these workers' on two other days or more: a satellite fix never repeats so.

    others: (point in WGS-84 degrees, the day it was received) of other sessions.
    """
    days: dict[tuple[float, float], set[date]] = {}
    for point, day in others:
        days.setdefault(_rounded(point), set()).add(day)
    drafts = []
    for one in _made_on_the_spot(captures):
        assert one.point is not None
        found = len(days.get(_rounded(one.point), set()) - {timezone.localdate(one.received_at)})
        if found >= OTHER_DAYS:
            drafts.append(
                FlagDraft(
                    FlagCode.SAME_POINT,
                    _(
                        "手机报告的位置与另外 {n} 天的一模一样（到 0.1 米）。卫星定位不会这样；"
                        "室内靠无线网络定位的手机可能会，也可能是模拟定位。"
                    ).format(n=found),
                    one.id,
                    detail={"days": found},
                )
            )
    return drafts[:1]  # said once


def accuracy_zero(captures: Iterable[Capture]) -> list[FlagDraft]:
    """Every point of the session claims an error of 0 m, which no receiver does."""
    placed = _made_on_the_spot(captures)
    if len(placed) < ALWAYS or any(one.accuracy_m != 0 for one in placed):
        return []
    sentence = _("{n} 份材料的定位误差都写成 0 米，真实的定位总有误差，可能是模拟定位。")
    return [
        FlagDraft(FlagCode.ACCURACY_ZERO, sentence.format(n=len(placed)), detail={"pictures": len(placed)})
    ]


def round_seconds(captures: Iterable[Capture]) -> list[FlagDraft]:
    """Every capture of the session claims a full minute, and not all the same one: times that were written, not measured."""
    times = [
        one.taken_at for one in captures if one.at_the_scene and one.source == Source.CAMERA and one.taken_at
    ]
    whole = [at for at in times if at.second == 0 and at.microsecond == 0]
    if len(set(times)) < ROUND or len(whole) < len(times):
        return []
    sentence = _("{n} 份材料的拍摄时间都正好是整分，像是填写的，不像是手机记下的。")
    return [FlagDraft(FlagCode.ROUND_SECONDS, sentence.format(n=len(times)), detail={"pictures": len(times)})]


def shared_device(hands: Sequence[OtherHand]) -> list[FlagDraft]:
    """The phone that signed this session's captures signed those of people who were not here, in two sessions or more.

    hands: one row a person; whoever stands in this session is not among them, for colleagues lend on the spot. Neither
    is a phone that was signed out before it changed hands: its key is another (docs/field.md).
    """
    if sum(one.sessions for one in hands) < OTHER_SESSIONS:
        return []
    own = [one for one in hands if not one.elsewhere]
    away = [one for one in hands if one.elsewhere]
    parts = []
    if own:
        names = _("、").join(dict.fromkeys(one.name for one in own[:NAMED]))
        more = _("等") if len(own) > NAMED else ""
        parts.append(
            _("{names}{more}的 {n} 场").format(names=names, more=more, n=sum(one.sessions for one in own))
        )
    if away:
        parts.append(_("别的机构的人的 {n} 场").format(n=sum(one.sessions for one in away)))
    sentence = _(
        "拍这一场的手机此前 90 天里还拍过{whose}，这些人不在本场。"
        "共用或借用手机会这样，一个人替几个人拍也会这样。"
    )
    return [
        FlagDraft(
            FlagCode.SHARED_DEVICE,
            sentence.format(whose=_("，以及").join(parts)),
            detail={
                "people": len(hands),
                "sessions": sum(one.sessions for one in hands),
                "elsewhere": len(away),
            },
        )
    ]


def _made_on_the_spot(captures: Iterable[Capture]) -> Sequence[Capture]:
    return [one for one in captures if one.at_the_scene and one.source == Source.CAMERA and one.point]


def _rounded(point: Point) -> tuple[float, float]:
    return round(point.longitude, DECIMALS), round(point.latitude, DECIMALS)
