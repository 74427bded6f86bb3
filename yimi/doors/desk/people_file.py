"""What the page of one person shows, and for what purpose a sensitive one was opened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from yimi.doors.desk import care_file, case_on_person
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.people_forms import PurposeForm
from yimi.kernel import clock, masking
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import COUNTY, STATION
from yimi.rooms.people import queries
from yimi.rooms.people.access import CONFIRMERS, KEEPERS, LISTENERS
from yimi.rooms.people.carding import in_groups
from yimi.rooms.people.models import Consent, Person, PersonCategory, SourceDocument
from yimi.rooms.people.queries import memberships
from yimi.rooms.people.queries.rights import every_file_of
from yimi.rooms.people.states import Category, ConsentUse, Found
from yimi.rooms.projects.models import Session, SessionParticipant

KEPT = timedelta(minutes=30)
PURPOSES = "people_purposes"  # in the session: {person: [purpose, when]}
MOST_SESSIONS = 20
#: What the list of sessions shows, and nothing else of these wide rows.
SHOWN = (
    "title",
    "state",
    "starts_at",
    "type__name",
    "type__name_en",
    "village__name",
    "provider__name",
    "provider__short_name",
)


@dataclass(frozen=True)
class Line:
    """One row of the list."""

    person: Person
    age: int | None
    categories: list[str]
    sound: str = ""  # said when the name is written otherwise than what was searched


@dataclass(frozen=True)
class Use:
    """One thing a person may agree to, and their newest answer."""

    value: str
    label: str
    answer: Consent | None

    @property
    def holds(self) -> bool:
        return self.answer is not None and self.answer.given and self.answer.withdrawn_at is None


def lines(people: Iterable[Person], held: dict[int, list[str]]) -> list[Line]:
    today = clock.today()
    return [
        Line(
            each,
            each.age_on(today),
            [str(Category(key).label) for key in held.get(each.pk, [])],
            _sound(each),
        )
        for each in people
    ]


def _sound(person: Person) -> str:
    way = queries.how(getattr(person, "ranked", ""))
    return str(way.label) if way in (Found.SAME_SOUND, Found.NEAR_SOUND) else ""


def purpose_of(request: Asked, person: Person) -> str | None:
    """Empty when none is needed; None when one is needed and was not given in the last half hour."""
    if not queries.is_sensitive(person):
        return ""
    purpose, at = request.session.get(PURPOSES, {}).get(str(person.pk), (None, None))
    if purpose is None or clock.now() - datetime.fromisoformat(at) > KEPT:
        return None
    return str(purpose)


def remember_purpose(request: Asked, person: Person, purpose: str) -> None:
    now = clock.now()
    known = {
        pk: each
        for pk, each in request.session.get(PURPOSES, {}).items()
        if now - datetime.fromisoformat(each[1]) <= KEPT
    }
    request.session[PURPOSES] = known | {str(person.pk): [purpose, now.isoformat()]}


def context(request: Asked, person: Person, purpose: str) -> dict[str, Any]:
    reach, today = request.reach, clock.today()
    inside = reach.has(*STATION, *COUNTY)
    audience = masking.Audience.STATION if inside else masking.Audience.VILLAGE
    categories = _with_papers(queries.categories_of(person, reach), reach)
    held = [each for each in categories if each.valid_from <= today and not _over(each, today)]
    family = _family(request, person)
    return {
        "person": person,
        "sensitive": purpose,
        "purposes": dict(PurposeForm.PURPOSES),
        "number": masking.mask_id(person.id_number, audience),
        "phone": person.phone if reach.has(*KEEPERS) else masking.mask_phone(person.phone),
        "uses": _uses(person),
        "categories": categories,
        "held": [each.get_category_display() for each in held],
        "family": family,
        "homes": memberships.homes_of(person),
        "sessions": _sessions(request, person),
        "today": today,
        **_may(reach, person) | _cards(person) | _years(person, today) | _answering(person),
        **care_file.context(request, person, {each.category for each in held}, alone=not family),
        **case_on_person.context(request, person),
    }


def _with_papers(entries: list[PersonCategory], reach: Reach) -> list[PersonCategory]:
    """Each category with the papers the asker may open, as `papers`."""
    rows = SourceDocument.objects.visible_to(reach).filter(category__in=entries).order_by("pk")
    found: dict[int | None, list[SourceDocument]] = {}
    for each in rows:
        found.setdefault(each.category_id, []).append(each)
    for entry in entries:
        entry.papers = found.get(entry.pk, [])  # type: ignore[attr-defined]
    return entries


def _may(reach: Reach, person: Person) -> dict[str, bool]:
    return {
        "there": not (person.deceased_on or person.merged_into_id or person.erased_at),
        "may_keep": reach.covers(person.division_id, *KEEPERS),
        "may_confirm": reach.covers(person.division_id, *CONFIRMERS),
        "may_listen": reach.covers(person.division_id, *LISTENERS) and person.deceased_on is None,
    }


def _answering(person: Person) -> dict[str, Any]:
    """Who answers for them by law, and who looks after them day to day."""
    return {
        "guardians": list(person.guardians.order_by("pk")),
        "carers": list(person.carers.order_by("-pk")[:10]),
    }


def _years(person: Person, today: date) -> dict[str, Any]:
    return {"age": person.age_on(today), "minor": person.is_minor(today)}


def _uses(person: Person) -> list[Use]:
    answers = queries.answers_of(person)
    return [Use(use.value, str(use.label), answers.get(use.value)) for use in ConsentUse]


def _cards(person: Person) -> dict[str, Any]:
    cards = list(person.cards.select_related("issued_by", "withdrawn_by").order_by("-pk")[:10])
    valid = next((each for each in cards if each.withdrawn_at is None), None)
    number = in_groups(valid.number) if valid else ""
    return {"card": valid, "card_number": number, "past_cards": [each for each in cards if each.withdrawn_at]}


def _over(entry: PersonCategory, today: date) -> bool:
    return entry.valid_to is not None and entry.valid_to < today


def _family(request: Asked, person: Person) -> list[Person]:
    """Who lives in the same household, by name only."""
    if not person.household_id:
        return []
    found = Person.objects.visible_to(request.reach).present().filter(household=person.household_id)
    return list(found.exclude(pk=person.pk).only("pk", "name").order_by("pk")[:20])


def _sessions(request: Asked, person: Person) -> list[Session]:
    """What the person took part in, as far as the asker may see those sessions."""
    there = SessionParticipant.objects.filter(person__in=every_file_of(person)).values("session")
    found = Session.objects.visible_to(request.reach).filter(pk__in=there)
    shown = found.select_related("type", "village", "provider").only(*SHOWN)
    return list(shown.order_by("-starts_at", "-pk")[:MOST_SESSIONS])
