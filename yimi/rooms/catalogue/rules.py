"""What a session must reach, as arithmetic over a specification; no database.

A specification is read through `Minimum`: a row of `TypeSpec` and a plain value in a test serve alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Protocol

from django.utils.translation import gettext as _

from yimi.rooms.catalogue.states import Asked, EvidenceKind, Sensitive, Standing, Unit

#: From this share of the minimum on, a session may be accepted partially (domain D8).
PARTIAL_FROM = 80

#: The flags' price, in fen: 300 yuan, 50 more for each flag, never above 500 (domain D1).
PRICE_START_FEN, PRICE_FLAG_FEN, PRICE_TOP_FEN = 30_000, 5_000, 50_000

#: Units that count heads: the number of people of a session fills them.
HEADS: frozenset[str] = frozenset(
    {Unit.PERSON, Unit.ELDER, Unit.CHILD, Unit.ENROLLED, Unit.MEAL, Unit.CONSULTATION, Unit.CASE}
)
#: Units that the evidence itself proves: a film is uploaded, a contact is the session.
PROVED: frozenset[str] = frozenset({Unit.FILM, Unit.CONTACT})


#: Never shown, whatever anybody agreed to (domain B11, E4). Bathing is shown from outside the bathroom only.
NEVER_SHOWN: frozenset[str] = frozenset({Sensitive.CHILDREN, Sensitive.PATIENTS, Sensitive.CASEWORK})
OUTSIDE_THE_BATHROOM = frozenset({"vehicle", "queue", "before_outside", "after_outside", "spoken"})


def may_be_shown(sensitive: str, kind: str, subject: str) -> bool:
    """Whether a picture of such a type may become public once its faces are blurred and a person has looked.

    Of a bathing session only what was taken outside the bathroom; whoever approves its clip watches it (B11).
    """
    if sensitive in NEVER_SHOWN:
        return False
    return sensitive != Sensitive.BATHING or kind == EvidenceKind.CLIP or subject in OUTSIDE_THE_BATHROOM


def guide_frame(sensitive: str, allow_faces: bool) -> str:
    """Which frame a camera lays over the picture: "outside_bathroom", "no_faces", or none (domain B11, D1)."""
    if sensitive == Sensitive.BATHING:
        return "outside_bathroom"
    return "" if allow_faces else "no_faces"


class Minimum(Protocol):
    """What the rules read of a specification."""

    @property
    def min_minutes(self) -> int: ...

    @property
    def outputs(self) -> list[list[dict[str, Any]]]: ...


@dataclass(frozen=True)
class Share:
    """How much of the minimum was reached: whole percent, rounded down, at most 100; and what fell short."""

    percent: int
    short_of: tuple[str, ...] = ()

    @property
    def standing(self) -> Standing:
        """Full, partial (80–99 %) or short: what D8 allows the reviewer to choose from."""
        if self.percent >= 100:
            return Standing.FULL
        return Standing.PARTIAL if self.percent >= PARTIAL_FROM else Standing.SHORT


def price_from_flags(flags: Sequence[str]) -> int:
    """The explainable price in fen: 300 yuan + 50 for each flag, capped at 500 (D1)."""
    return min(PRICE_START_FEN + PRICE_FLAG_FEN * len(flags), PRICE_TOP_FEN)


def meets_output(spec: Minimum, counts: Mapping[str, int]) -> Share:
    """The share of the minimum reached by `counts` (unit → number, and `minutes` when it is to be judged).

    Every group of `spec.outputs` must be met; inside a group the best alternative counts ("household ≥ 8 or
    persons ≥ 15"). The whole share is that of the weakest group. D8: minutes or people of 80–99 % may be
    accepted partially; a ratio of adults to children, which is safety and not amount, is met or not.
    """
    shares: list[tuple[int, str]] = [
        max((_reached(alternative, counts), str(alternative["unit"])) for alternative in group)
        for group in spec.outputs
    ]
    if "minutes" in counts:
        shares.append((_percent(counts["minutes"], spec.min_minutes), "minutes"))
    lowest = min((percent for percent, _unit in shares), default=100)
    return Share(percent=lowest, short_of=tuple(unit for percent, unit in shares if percent < 100))


def minimum_of(alternative: Mapping[str, Any], counts: Mapping[str, int]) -> int:
    """What an alternative asks for: its minimum, times each started `per` ("one adult to 8 children")."""
    minimum = int(alternative["minimum"])
    per = alternative.get("per")
    return minimum * ceil(counts.get(per["unit"], 0) / int(per["each"])) if per else minimum


def counts_of(spec: Minimum, *, people: int, staff: int, **exact: int) -> dict[str, int]:
    """The counts of a session that knows its people and staff only; `exact` (household=9) overrules.

    People fill every unit that counts heads. A household, a home or a match is filled by people only where
    the type offers no head count beside it (MP18: one named participant a household); beside one it must be
    stated, so that eight persons do not pass as eight households.
    """
    counts: dict[str, int] = {Unit.ADULT: staff}
    for group in spec.outputs:
        units = [str(alternative["unit"]) for alternative in group]
        heads = [unit for unit in units if unit in HEADS]
        for unit in heads or [unit for unit in units if unit != Unit.ADULT]:
            counts[unit] = 1 if unit in PROVED else people
    return counts | exact


def callbacks_needed(
    confirmation: Mapping[str, Any],
    *,
    people: int,
    counts: Mapping[str, int] | None = None,
    floor: int = 2,
    floor_percent: int = 5,
) -> int:
    """How many people to call back: the larger of the type's rule and max(2, 5 %), never more than there are.

    Decision 7. A type's percentage applies to the people, or to the unit named in `of` (MP09: each match).
    """
    named = people if "of" not in confirmation else (counts or {}).get(str(confirmation["of"]), 0)
    own = max(int(confirmation["callbacks"]), ceil(named * int(confirmation.get("percent", 0)) / 100))
    return min(people, max(own, floor, ceil(people * floor_percent / 100)))


def _reached(alternative: Mapping[str, Any], counts: Mapping[str, int]) -> int:
    percent = _percent(counts.get(str(alternative["unit"]), 0), minimum_of(alternative, counts))
    return (100 if percent >= 100 else 0) if alternative.get("all_or_nothing") else percent


def _percent(reached: int, minimum: int) -> int:
    return 100 if minimum <= 0 else min(100, max(0, reached) * 100 // minimum)


#: What a revision may change: every requirement, never the type or the dates.
REVISABLE: frozenset[str] = frozenset(
    {"min_minutes", "min_staff", "submit_hours", "outputs", "evidence", "confirmation", "text_required"}
    | {"min_photos", "clip_required", "clip_min_s", "clip_max_s", "allow_faces", "pictures", "pictures_en"}
    | {"photo_long_side", "photo_quality"}
)


def problems_of(wanted: Mapping[str, Any]) -> list[str]:
    """What does not make sense in a specification, as sentences; empty when it may be written."""
    said = [sentence for wrong, sentence in _number_problems(wanted) if wrong]
    try:
        said += [sentence for wrong, sentence in _shape_problems(wanted) if wrong]
    except (KeyError, TypeError, ValueError):
        said.append(_("产出、佐证或确认的写法不完整，请对照现行版本填写。"))
    return said


def _number_problems(wanted: Mapping[str, Any]) -> list[tuple[bool, str]]:
    photos = sum(int(each.get("count", 0)) for each in wanted["evidence"] if each.get("kind") == "photo")
    return [
        (wanted["min_minutes"] <= 0, _("最低时长应大于 0 分钟。")),
        (wanted["min_staff"] <= 0, _("最低工作人员数应大于 0。")),
        (wanted["submit_hours"] <= 0, _("提交时限应大于 0 小时。")),
        (wanted["min_photos"] < photos, _("最少照片数不能小于点名要求的 %(n)d 张。") % {"n": photos}),
        (
            bool(wanted["clip_required"]) and not 0 < wanted["clip_min_s"] <= wanted["clip_max_s"],
            _("短视频要写明最短和最长秒数，最短不能超过最长。"),
        ),
    ]


def _shape_problems(wanted: Mapping[str, Any]) -> list[tuple[bool, str]]:
    alternatives = [each for group in wanted["outputs"] for each in group]
    kinds = {str(each["kind"]) for each in wanted["evidence"]}
    subjects = [str(each["subject"]) for each in wanted["evidence"]]
    return [
        (not wanted["outputs"] or not all(wanted["outputs"]), _("至少要有一项最低产出。")),
        (any(int(each["minimum"]) <= 0 for each in alternatives), _("最低产出应大于 0。")),
        (bool({str(each["unit"]) for each in alternatives} - set(Unit)), _("最低产出用了未知的单位。")),
        (bool(kinds - set(EvidenceKind)), _("佐证的种类只能是照片、短视频、文字或材料。")),
        (len(subjects) != len(set(subjects)), _("同一项佐证写了两次。")),
        (any(not each["label"] for each in wanted["evidence"]), _("每项佐证都要有名称。")),
        (str(wanted["confirmation"]["who"]) not in set(Asked), _("请写明向谁确认。")),
        (int(wanted["confirmation"]["callbacks"]) < 0, _("回访人数不能为负。")),
    ]
