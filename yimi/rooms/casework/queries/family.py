"""The family of a client: who the register knows already, and the genogram of all of them."""

from __future__ import annotations

from yimi.kernel import clock
from yimi.rooms.casework.models import Case, Relative
from yimi.rooms.casework.rules.genogram import Figure, Picture, draw
from yimi.rooms.casework.rules.genogram.guess import kin_by_ages, kin_by_word
from yimi.rooms.people.models import Person

MOST = 20


def known_family(case: Case) -> list[Relative]:
    """Unsaved relatives from the household and the guardians, without those who stand there already."""
    person = case.person
    if person is None:
        return []
    there = list(case.relatives.all())
    persons, names = {each.person_id for each in there}, {each.name for each in there}
    found = [
        _member(case, person, each)
        for each in _household(person)
        if each.pk not in persons and each.name not in names
    ]
    names |= {each.name for each in found}
    for guardian in person.guardians.order_by("pk"):
        kin = kin_by_word(guardian.relation)
        if guardian.name not in names and kin is not None:
            found.append(Relative(case=case, kin=kin[0], sex=kin[1], name=guardian.name))
    return found


def _household(person: Person) -> list[Person]:
    if person.household_id is None:
        return []
    rows = Person.objects.present().filter(household=person.household_id).exclude(pk=person.pk)
    return list(rows.order_by("birth_date", "pk")[:MOST])


def _member(case: Case, client: Person, other: Person) -> Relative:
    years = [each.birth_date.year if each.birth_date else None for each in (client, other)]
    kin = kin_by_ages(years[0], years[1], (client.sex, other.sex), clock.today().year)
    return Relative(
        case=case,
        kin=kin,
        name=other.name,
        sex=other.sex,
        birth_year=years[1],
        lives_there=True,
        person=other,
    )


def genogram_of(case: Case) -> Picture | None:
    """The genogram of a person's case as SVG with its text; None for a group."""
    client = case.person
    if client is None:
        return None
    today = clock.today()
    me = Figure(
        name=client.name, kin="", sex=client.sex, age=client.age_on(today), is_dead=client.deceased_on is not None,
        lives_there=True,
    )  # fmt: skip
    others = [
        Figure(
            name=each.name,
            kin=each.kin,
            sex=each.sex,
            age=today.year - each.birth_year if each.birth_year else None,
            is_dead=each.is_dead,
            lives_there=each.lives_there,
            tie=each.tie,
        )
        for each in case.relatives.order_by("birth_year", "pk")
    ]
    return draw(me, others)
