"""The arithmetic and the sentences of a review; no database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil

from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel.periods import Week
from yimi.rooms.review.states import REASONS_FOR, CallOutcome, Reason, Result

# How much each flag weighs when the riskiest sessions are chosen and the queue is ordered. A code counts once
# however often it was raised; the numbers all differ, so that the database can add up distinct ones.
WEIGHTS: dict[str, int] = {
    "same_file": 50,
    "same_picture": 40,
    "staff_in_two_places": 31,
    "person_in_two_places": 30,
    "watermark_differs": 19,
    "shared_device": 18,
    "unchecked": 17,
    "challenge_missing": 16,
    "round_seconds": 13,
    "outside_geofence": 15,
    "too_few_photos": 14,
    "desk_upload": 12,
    "outside_window": 11,
    "too_few_people": 10,
    "too_few_minutes": 9,
    "same_point": 8,
    "accuracy_zero": 7,
    "late": 6,
    "accuracy_low": 5,
    "exif_place_differs": 4,
    "exif_time_differs": 3,
    "challenge_offline": 2,
    "clock_differs": 1,
    "burst": 0,
    "received_later": 0,  # a fact, foreseen where there is no signal
    "allowed_reuse": 0,
    "same_scene": 0,  # speaks for the session
    "challenge_seen": 0,  # likewise
}
# Signals that say somebody may be cheating; accepting in spite of them needs a word of explanation.
TO_EXPLAIN = frozenset({"same_file", "same_picture", "person_in_two_places", "staff_in_two_places"})
RISKY_FROM = 30  # from here on a session is worth a second look of its own
NOTE_LEAST = 2  # characters; 模糊 says something, one character does not


@dataclass(frozen=True)
class Opinion:
    """What one call-back brought."""

    outcome: CallOutcome
    participant: int | None = None
    happened: bool | None = None
    satisfaction: int | None = None


def risk_score(codes: Iterable[str]) -> int:
    """The sum of the weights of the distinct flag codes of a session."""
    return sum(WEIGHTS.get(code, 0) for code in set(codes))


def heard(opinions: Iterable[Opinion]) -> int:
    """How many beneficiaries were heard, by phone or through a village witness (decision 7); each once."""
    kept = [one for one in opinions if one.outcome in (CallOutcome.REACHED, CallOutcome.WITNESS)]
    named = {one.participant for one in kept if one.participant is not None}
    return len(named) + sum(1 for one in kept if one.participant is None)


def objections(opinions: Iterable[Opinion], *, least: int) -> list[str]:
    """What beneficiaries hold against a session, as sentences; empty when nobody objects (B9)."""
    told = [one for one in opinions if one.outcome in (CallOutcome.REACHED, CallOutcome.WITNESS)]
    denied = sum(1 for one in told if one.happened is False)
    unhappy = [one.satisfaction for one in told if one.satisfaction is not None and one.satisfaction < least]
    sentences = []
    if denied:
        sentences.append(_("{n} 人说服务没有做过。").format(n=denied))
    if unhappy:
        scores = "、".join(str(score) for score in sorted(unhappy))
        sentences.append(
            _("{n} 人打分低于 {least} 分（{scores}）。").format(n=len(unhappy), least=least, scores=scores)
        )
    return sentences


def wrong_reasons(result: Result, codes: Sequence[str], note: str) -> str | None:
    """Why these reasons do not fit the result, or None (law 4: every verdict has a reason)."""
    allowed = {reason.value for reason in REASONS_FOR[result]}
    if not codes:
        return _("请至少选择一条理由。")
    if set(codes) - allowed:
        return _("所选理由不适用于“{result}”，请重新选择。").format(result=result.label)
    wordless = result in (Result.ACCEPT, Result.PARTIAL) and not set(codes) & EXPLAINED
    if not wordless and len(note.strip()) < NOTE_LEAST:
        return _("请写一句说明，让对方知道依据是什么、可以怎么做。")
    return None


EXPLAINED = frozenset({Reason.OTHER.value, Reason.FLAGS_EXPLAINED.value, Reason.OPINION_WEIGHED.value})


def accept_obstacles(
    *, codes: Sequence[str], flags: Iterable[str], objecting: Sequence[str], percent: int
) -> list[str]:
    """What stands in the way of full acceptance: a signal or objection unexplained, too small an output."""
    sentences = []
    if percent < 100:
        sentences.append(_("时长或人数只有最低要求的 {percent}%，不能全额通过。").format(percent=percent))
    if set(flags) & TO_EXPLAIN and Reason.FLAGS_EXPLAINED.value not in codes:
        sentences.append(_("有重复使用或同时在两处的提示，请核对后选择“提示已核对，可以解释”并写明理由。"))
    if objecting and Reason.OPINION_WEIGHED.value not in codes:
        sentences.append(
            "".join(objecting) + _("请先核实；仍要通过，请选择“听取了不同意见，理由见说明”并写明依据。")
        )
    return sentences


def partial_obstacle(*, percent: int, floor: int, lacking: Sequence[str]) -> str | None:
    """Partial acceptance: minutes or people of 80–99 % of the minimum, never for missing evidence (D8)."""
    if lacking:
        return _("材料不全不能部分通过，请退回补充：") + "".join(lacking)
    if percent >= 100:
        return _("时长和人数都达到最低要求，部分通过只用于略少（{floor}%–99%）的情形。").format(floor=floor)
    if percent < floor:
        return _("只有最低要求的 {percent}%，低于 {floor}%，不能部分通过。").format(
            percent=percent, floor=floor
        )
    return None


def due_on(week: Week, weekday: int) -> datetime:
    """The end of that ISO weekday of the week after submission (D8: pre-check Tuesday, review Friday)."""
    day = week.next().start + timedelta(days=weekday - 1)
    return end_of(day)


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def sample_size(total: int, *, least: int, percent: int) -> int:
    """max(3, 10 %) of the week's sessions, never more than there are (D9)."""
    return min(total, max(least, ceil(total * percent / 100)))


def draw(seed: str, numbers: Iterable[str], count: int) -> list[str]:
    """`count` session numbers by lot: the lowest SHA-256 of seed and number; anybody can compute it again."""
    return sorted(numbers, key=lambda number: hashlib.sha256(f"{seed} {number}".encode()).hexdigest())[:count]


def riskiest(scores: dict[str, int], *, besides: Iterable[str], count: int) -> list[str]:
    """Up to `count` session numbers with the highest risk that lots did not pick, the riskiest first."""
    left = {number: score for number, score in scores.items() if number not in set(besides)}
    ranked = sorted(left, key=lambda number: (-left[number], number))
    return [number for number in ranked if left[number] >= RISKY_FROM][:count]


def assigned(seed: str, number: str, reviewers: Sequence[int]) -> int | None:
    """Which of the eligible reviewers looks again: by lot too, so that nobody chooses their second reader."""
    if not reviewers:
        return None
    digest = hashlib.sha256(f"{seed} {number} reviewer".encode()).digest()
    return sorted(reviewers)[int.from_bytes(digest[:4], "big") % len(reviewers)]
