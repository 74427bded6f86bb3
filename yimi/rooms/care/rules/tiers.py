"""From what was ticked to a colour and its sentence (D5). Adding a risk never lowers a colour (decision 14)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yimi.rooms.care.rules.sheets import HIGHEST, Floor, Sheet
from yimi.rooms.care.states import Colour, DoctorClass, gravest

#: How many factors a sentence names; the page lists all.
SAID = 4


@dataclass(frozen=True)
class Result:
    """What the rule proposes, with everything that led to it."""

    colour: Colour
    score: int
    parts: dict[str, int]
    floors: tuple[Floor, ...]


def evaluate(
    sheet: Sheet,
    factors: Collection[str],
    passed: Collection[str] = (),
    *,
    doctor_class: str = "",
    reported: bool = False,
) -> Result:
    """The colour of these factors: the gravest of pass-through, score, floors, doctor's class and open report.

    `doctor_class` is empty for whoever is not a registered patient; a patient is never below yellow, and red
    when unstable (D5.4, decision 14). `reported`: a mandatory report is open, red until it is closed (D5.3).
    """
    chosen = set(factors)
    parts = {
        each.code: min(each.cap, sum(factor.points for factor in each.factors if factor.code in chosen))
        for each in sheet.dimensions
    }
    score = min(HIGHEST, sum(parts.values()))
    floors = tuple(each for each in sheet.floors if each.holds(chosen))
    colours = [by_score(sheet, score), *(each.colour for each in floors)]
    if doctor_class:
        colours.append(Colour.RED if doctor_class == DoctorClass.UNSTABLE else Colour.YELLOW)
    if passed or reported:
        colours.append(Colour.RED)
    return Result(gravest(colours), score, parts, floors)


def by_score(sheet: Sheet, score: int) -> Colour:
    return next((colour for least, colour in sheet.thresholds if score >= least), Colour.GREEN)


def sentence(
    sheet: Sheet,
    factors: Collection[str],
    passed: Collection[str] = (),
    *,
    doctor_class: str = "",
    reported: bool = False,
) -> str:
    """Why this colour, in one sentence a clerk can read to a family's face (PIPL 24): 黄色，因为……"""
    found = evaluate(sheet, factors, passed, doctor_class=doctor_class, reported=reported)
    because = (
        _report_or_pass(sheet, passed, reported)
        or _at_least(sheet, found, factors, doctor_class)
        or _by_points(sheet, factors, found)
    )
    return _("%(colour)s，因为%(because)s。") % {"colour": found.colour.label, "because": because}


def _report_or_pass(sheet: Sheet, passed: Collection[str], reported: bool) -> str:
    if reported:
        return _("有一份强制报告还没有办结")
    names = "、".join(each.said for each in sheet.passthrough if each.code in passed)
    return _("符合直通条件：%(what)s") % {"what": names} if passed else ""


def _at_least(sheet: Sheet, found: Result, factors: Collection[str], doctor_class: str) -> str:
    """What holds the colour above its score; empty when the score alone gives it."""
    if by_score(sheet, found.score) is found.colour:
        return ""
    for floor in found.floors:
        if floor.colour is found.colour:
            held = sheet.named(floor.all_of | (floor.any_of & set(factors)))
            return _("%(what)s，按规定不低于%(colour)s（合计 %(score)s 分）") % {
                "what": "、".join(each.said for each in held),
                "colour": floor.colour.label,
                "score": found.score,
            }
    if doctor_class == DoctorClass.UNSTABLE:
        return _("医生评定为不稳定或危险性 3 级以上")
    return _("是在册严重精神障碍患者，按规定不低于黄色")


def _by_points(sheet: Sheet, factors: Collection[str], found: Result) -> str:
    named = sheet.named(factors)
    if not named:
        return _("没有发现表上的风险因素")
    said = "、".join(f"{each.said}（{each.points}）" for each in named[:SAID])
    if len(named) > SAID:
        said += _("等 %(n)s 项") % {"n": len(named)}
    return _("%(what)s，合计 %(score)s 分") % {"what": said, "score": found.score}
