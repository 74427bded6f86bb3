"""Is there enough of it? Counting is certain; what it is worth, a reviewer decides."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.rooms.evidence.rules.facts import FlagDraft, Occasion
from yimi.rooms.evidence.states import FlagCode


def too_few_photos(distinct: int, *, needed: int) -> list[FlagDraft]:
    if distinct >= needed:
        return []
    return [
        FlagDraft(
            FlagCode.TOO_FEW_PHOTOS,
            _("不同画面的照片只有 {have} 张，要求 {need} 张（连拍只计一张）。").format(
                have=distinct, need=needed
            ),
            detail={"have": distinct, "need": needed},
        )
    ]


def too_few_people(people: int | None, *, needed: int) -> list[FlagDraft]:
    if people is None or people >= needed:
        return []
    return [
        FlagDraft(
            FlagCode.TOO_FEW_PEOPLE,
            _("到场 {have} 人，最低要求 {need} 人（{percent}%）。").format(
                have=people, need=needed, percent=people * 100 // needed
            ),
            detail={"have": people, "need": needed, "percent": people * 100 // needed},
        )
    ]


def too_few_minutes(occasion: Occasion, *, needed: int) -> list[FlagDraft]:
    if occasion.actual_start is None or occasion.actual_end is None:
        return []
    minutes = int((occasion.actual_end - occasion.actual_start).total_seconds() // 60)
    if minutes >= needed:
        return []
    return [
        FlagDraft(
            FlagCode.TOO_FEW_MINUTES,
            _("服务时长 {have} 分钟，最低要求 {need} 分钟（{percent}%）。").format(
                have=minutes, need=needed, percent=minutes * 100 // needed
            ),
            detail={"have": minutes, "need": needed, "percent": minutes * 100 // needed},
        )
    ]
