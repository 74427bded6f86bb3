"""How far a survey round has come, village by village, and who was not reached."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from yimi.kernel.reach import Reach
from yimi.rooms.people.models import Person, SurveyForm, SurveyRound
from yimi.rooms.people.states import FormState
from yimi.rooms.places.models import Division

#: How much of a code tells apart the places below it: towns of a county, villages of a town, hamlets of a village.
BELOW = {6: 9, 9: 12, 12: 15}


@dataclass(frozen=True)
class Covered:
    """One place of a round: all its forms, those settled, those not reached."""

    code: str
    name: str
    total: int
    done: int
    excused: int  # away or declined, said so

    @property
    def left(self) -> int:
        return self.total - self.done - self.excused

    @property
    def percent(self) -> int:
        """Whole percents, rounded down: a hundred means nobody was missed."""
        return 100 * (self.done + self.excused) // self.total if self.total else 100


def coverage(reach: Reach, survey: SurveyRound, stem: str) -> list[Covered]:
    """The places right below `stem`, each with its counts; two queries however many households there are."""
    width = BELOW.get(len(stem), 15)
    rows = (
        SurveyForm.objects.visible_to(reach)
        .filter(round=survey, division__code__startswith=stem)
        .annotate(place=Substr("division_id", 1, width))
        .values("place")
        .annotate(
            total=Count("pk"),
            done=Count("pk", filter=Q(state=FormState.DONE)),
            excused=Count("pk", filter=Q(state__in=(FormState.AWAY, FormState.DECLINED))),
        )
        .order_by("place")
    )
    found = {each["place"].ljust(12, "0"): each for each in rows}
    names = dict(Division.objects.filter(pk__in=found).values_list("pk", "name"))
    return [
        Covered(code, names.get(code, code), each["total"], each["done"], each["excused"])
        for code, each in found.items()
    ]


def red_list(reach: Reach, survey: SurveyRound, stem: str) -> QuerySet[SurveyForm]:
    """Households nobody was reached in, by place."""
    rows = SurveyForm.objects.visible_to(reach).unvisited().filter(round=survey)
    return whole(rows.filter(division__code__startswith=stem))


def whole(rows: QuerySet[SurveyForm]) -> QuerySet[SurveyForm]:
    """With everything a line or a printed form says."""
    return rows.select_related("division__parent", "household__head", "person", "previous", "round")


def members_of(form: SurveyForm) -> list[Person]:
    """The living people a form is about, the head first. The form's own scope was asked before (A0-06)."""
    if form.household_id is None:
        assert form.person is not None
        return [form.person]
    people = list(Person.objects.present().filter(household=form.household_id).order_by("birth_date", "pk"))
    head = form.household.head_id if form.household else None
    return sorted(people, key=lambda each: each.pk != head)


def members_by_form(forms: list[SurveyForm]) -> dict[int, list[Person]]:
    """The same for many forms at once, one query."""
    homes = {form.household_id: form.pk for form in forms if form.household_id}
    found: dict[int, list[Person]] = {form.pk: [form.person] for form in forms if form.person is not None}
    people = Person.objects.present().filter(household__in=homes).order_by("birth_date", "pk")
    for each in people:
        if each.household_id is not None:
            found.setdefault(homes[each.household_id], []).append(each)
    return found


def about(form: SurveyForm) -> Person | None:
    """The person a warning of this form is filed under: the head, or whoever is there."""
    head = form.household.head if form.household else form.person
    if head is not None and head.deceased_on is None and head.merged_into_id is None:
        return head
    return next(iter(members_of(form)), None)
