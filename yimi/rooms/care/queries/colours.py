"""Who stands how, who waits for a look, and what a colour rests on."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.care.models import Alert, Assessment, ColourChange, Standing, Unassessed, Visit
from yimi.rooms.care.states import AssessmentState, Colour, Outcome, Rule
from yimi.rooms.people.models import Person
from yimi.rooms.people.queries.rights import every_file_of


def has_open_report(person: Person) -> bool:
    """Is a mandatory report about this person, in whichever of their files, not closed yet? Then the colour is red (D5.3)."""
    return Alert.objects.live().filter(person__in=every_file_of(person), rule=Rule.REPORT).exists()


def visits_since(person: Person, day: date) -> int:
    """How often somebody was met from that day on."""
    return Visit.objects.filter(person=person, outcome=Outcome.MET, visited_at__date__gte=day).count()


def standing_of(person: Person, reach: Reach) -> Standing | None:
    """The person's colour, for those who may see it; None for everybody else."""
    rows = Standing.objects.visible_to(reach).filter(person=person)
    return rows.select_related("assessment__sheet", "worker", "overridden_by").first()


def household_colour(person: Person, reach: Reach) -> Colour | None:
    """The colour of the household: that of its worst member (D5.6)."""
    if person.household_id is None:
        return None
    rows = Standing.objects.visible_to(reach).filter(person__household=person.household_id)
    held = [Colour(each) for each in rows.values_list("colour", flat=True)]
    return min(held, key=lambda each: each.rank, default=None)


def proposal_of(person: Person, reach: Reach) -> Assessment | None:
    """The assessment that waits to be confirmed."""
    rows = Assessment.objects.visible_to(reach).filter(person=person, state=AssessmentState.PROPOSED)
    return rows.select_related("sheet").first()


def changes_of(person: Person) -> list[ColourChange]:
    """How the colour came to be what it is, of every file merged into this one, the newest first."""
    return list(ColourChange.objects.filter(person__in=every_file_of(person)).order_by("-pk")[:20])


def unassessed(reach: Reach, day: date | None = None) -> QuerySet[Unassessed]:
    """People with an official category and no colour yet: the ones a register forgets first (A1-01)."""
    on = day or clock.today()
    rows = Unassessed.objects.visible_to(reach).filter(since__lte=on)
    return rows.filter(Q(until=None) | Q(until__gt=on))


def proposals(reach: Reach) -> QuerySet[Assessment]:
    """Assessments that wait to be confirmed, the oldest first."""
    rows = Assessment.objects.visible_to(reach).filter(state=AssessmentState.PROPOSED)
    return rows.filter(person__deceased_on=None, person__merged_into=None)


def due_again(reach: Reach, day: date | None = None) -> QuerySet[Standing]:
    """People whose colour is to be looked at again (D6: weekly, monthly, quarterly, half-yearly)."""
    rows = Standing.objects.visible_to(reach).present()
    return rows.filter(reassess_on__lte=day or clock.today())
