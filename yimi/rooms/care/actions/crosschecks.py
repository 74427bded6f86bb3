"""What a comparison of lists says about somebody who is looked after becomes an alert (D7 AL12)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from yimi.kernel.action import Actor, action, note
from yimi.rooms.care.actions.alerting import _raise
from yimi.rooms.care.models import Standing
from yimi.rooms.care.states import Rule
from yimi.rooms.people import actions as people
from yimi.rooms.people.models import Crosscheck, CrosscheckLine, PersonCategory
from yimi.rooms.people.states import LineClass, ListMeaning

FOUND = (LineClass.SAME, LineClass.CHANGED, LineClass.MOVED, LineClass.DECEASED)

#: Lists that say more than that they differ: standing on one is a warning of its own (D7 AL05, AL10).
TOLD: dict[str, Rule] = {ListMeaning.ABSENT: Rule.SCHOOL, ListMeaning.HOSPITAL: Rule.DISCHARGE}


@action(private=("lines",))
def settle_crosscheck(
    *, crosscheck: Crosscheck, rows: tuple[int, int], lines: Iterable[CrosscheckLine], by: Actor
) -> Crosscheck:
    """`people.keep_lines`, and an alert for each person of ours who receives service and of whom the other list
    says: died, moved, benefit stopped, or no longer on it when it names everybody entitled. Once a person.
    """
    crosscheck = people.keep_lines(crosscheck=crosscheck, rows=rows, lines=lines, by=by)
    found = CrosscheckLine.objects.filter(
        crosscheck=crosscheck, kind__in=_telling(crosscheck), person__isnull=False
    )
    served = _served(found.values_list("person_id", flat=True))
    told = 0
    for line in found.filter(person_id__in=served, person__deceased_on=None).select_related(
        "person__division"
    ):
        told += _tell(crosscheck, line, by)
    note(alerts=told)
    return crosscheck


@action
def decide_line(*, line: CrosscheckLine, same: bool, by: Actor) -> CrosscheckLine:
    """`people.decide_line`; when it is one person after all, what the other list says may be an alert."""
    line = people.decide_line(line=line, same=same, by=by)
    telling = line.kind in _telling(line.crosscheck)
    if telling and line.person is not None and line.person.deceased_on is None and _served([line.person.pk]):
        note(alerts=_tell(line.crosscheck, line, by))
    return line


def _telling(crosscheck: Crosscheck) -> set[str]:
    """The classes that are an alert, by what standing on the other list means."""
    if crosscheck.meaning in (ListMeaning.STOPPED, *TOLD):
        return set(FOUND)
    more = {LineClass.GONE} if crosscheck.meaning == ListMeaning.CURRENT else set()
    return {LineClass.DECEASED, LineClass.MOVED} | more


def _served(people: Iterable[int]) -> set[int]:
    """Of these persons, those who have a colour or hold a category that still runs."""
    keys = list(people)
    held = PersonCategory.objects.filter(person_id__in=keys, valid_to=None).values_list(
        "person_id", flat=True
    )
    return set(held) | set(Standing.objects.filter(person_id__in=keys).values_list("person_id", flat=True))


def _tell(crosscheck: Crosscheck, line: CrosscheckLine, by: Actor) -> int:
    if crosscheck.meaning in TOLD and line.kind != LineClass.DECEASED:
        return _tell_other(crosscheck, line, by)
    said = {
        LineClass.DECEASED: _("对方名单写明已去世，台账里还在世"),
        LineClass.MOVED: _("对方名单里的村与台账不同，可能搬迁"),
        LineClass.GONE: _("对方在册名单里没有此人"),
    }.get(LineClass(line.kind), _("对方名单写明已停发待遇"))
    if crosscheck.meaning == ListMeaning.STOPPED and line.kind != LineClass.DECEASED:
        said = _("对方名单写明已停发待遇")
    other = crosscheck.lists.get(side="right").name
    text = _("与“%(list)s”比对：%(said)s。请核实。") % {"list": other, "said": said}
    assert line.person is not None
    key = f"{Rule.COMPARED}:{crosscheck.pk}:{line.person_id}"
    _raise(Rule.COMPARED, line.person, key=key, by=by, text=text)
    return 1


def _tell_other(crosscheck: Crosscheck, line: CrosscheckLine, by: Actor) -> int:
    """A school's or a hospital's list names somebody of ours; once a person and list."""
    rule = TOLD[crosscheck.meaning]
    other = crosscheck.lists.get(side="right").name
    text = _("“%(list)s”里有此人：%(said)s。请核实。") % {
        "list": other,
        "said": ListMeaning(crosscheck.meaning).label,
    }
    assert line.person is not None
    _raise(rule, line.person, key=f"{rule}:{crosscheck.pk}:{line.person_id}", by=by, text=text)
    return 1
