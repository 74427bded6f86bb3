"""The family for the genogram: as the client tells it, and first of all whoever the register knows."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal, Stale
from yimi.rooms.casework.actions.moving import _locked
from yimi.rooms.casework.models import Case, Relative
from yimi.rooms.casework.queries.family import known_family
from yimi.rooms.casework.rules.genogram.words import FEMALE_KIN, MALE_KIN, Kin, Tie
from yimi.rooms.people.states import Sex

MOST = 40


@action(private=("name", "birth_year", "is_dead", "tie", "kin", "sex", "lives_there"))
def add_relative(
    *,
    case: Case,
    kin: str,
    name: str,
    by: Actor,
    sex: str = Sex.UNKNOWN,
    birth_year: int | None = None,
    is_dead: bool = False,
    lives_there: bool = False,
    tie: str = Tie.PLAIN,
) -> Relative:
    """One relative in the genogram (F2). Refused: not one's case (NotYours), no name, a year that cannot be."""
    case = _locked(case, by)
    if case.is_group or kin not in Kin.values or tie not in Tie.values or sex not in Sex.values:
        raise Refusal(_("请在表上的选项里选择。"), field="kin")
    if not name.strip():
        raise Refusal(_("请写怎么称呼，不知道姓名写“不详”。"), field="name")
    if birth_year is not None and not 1850 <= birth_year <= clock.today().year:
        raise Refusal(_("出生年份填得不对，请核对。"), field="birth_year")
    if case.relatives.count() >= MOST:
        raise Refusal(_("家系图最多画 %(n)d 位亲属。") % {"n": MOST})
    if kin in MALE_KIN or kin in FEMALE_KIN:
        sex = Sex.MALE if kin in MALE_KIN else Sex.FEMALE
    return Relative.objects.create(
        case=case, kin=kin, name=name.strip(), sex=sex, birth_year=birth_year, is_dead=is_dead,
        lives_there=lives_there, tie=tie,
    )  # fmt: skip


@action
def remove_relative(*, relative: Relative, by: Actor) -> Case:
    """Take somebody out of the genogram. Refused: not one's case (NotYours)."""
    case = _locked(relative.case, by)
    Relative.objects.filter(pk=relative.pk).delete()
    return case


@action
def take_household(*, case: Case, by: Actor) -> Case:
    """Begin the genogram with the household and the guardians the register knows; nobody twice.

    Refused: not one's case (NotYours), nobody new in the register (Stale).
    """
    case = _locked(case, by)
    known = known_family(case)
    if not known:
        raise Stale(_("台账里没有更多同户人员和监护人，请在这里逐个添加。"))
    note(people=len(Relative.objects.bulk_create(known)))
    return case
