"""What pages and the rooms above ask of the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max, Q
from django.db.models.functions import Substr
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from yimi.kernel import clock
from yimi.kernel.errors import Refusal
from yimi.kernel.fields import blind_index
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import COUNTY, STATION
from yimi.rooms.people import rules
from yimi.rooms.people.models import Consent, Household, ImportBatch, Person, PersonCategory, PersonQuerySet
from yimi.rooms.people.queries.names import by_name
from yimi.rooms.people.states import SENSITIVE_CATEGORIES, BatchState, ConsentUse
from yimi.rooms.places.models import Division

LAST_HOUSEHOLD = 9999


def search(reach: Reach, text: str) -> PersonQuerySet:
    """Living persons within the reach by full ID number, full phone, part of the name, pinyin, initials or sound.

    Part of an ID number or of a phone finds nobody: the register is not for browsing by numbers (B11).
    Whoever lists them orders by `ranked`, then by key: as written first, then as said, begun, sounding alike, sounding near.
    """
    people = Person.objects.visible_to(reach).present().select_related("division", "household")
    people = people.annotate(ranked=F("division_id"))
    asked = text.strip()
    plain = "".join(asked.split()).upper()
    if not plain:
        return people.none()
    if len(plain) == 18 and plain[:17].isdecimal():
        return people.filter(id_index=blind_index(plain, rules.ID_PURPOSE))
    phone = rules.clean_phone(asked)
    if not any(each.isalpha() for each in asked):
        return people.filter(phone_index=blind_index(phone, rules.PHONE_PURPOSE)) if phone else people.none()
    return by_name(people, rules.clean_name(asked).replace(" ", "").lower())


def holders_of(category: str, reach: Reach, on: date | None = None) -> PersonQuerySet:
    """Persons within the reach who hold a category on a day (today when none is given)."""
    if category in SENSITIVE_CATEGORIES and not reach.has(*STATION, *COUNTY):
        return Person.objects.none()
    rows = PersonCategory.objects.filter(_running(on or clock.today()), category=category)
    return Person.objects.visible_to(reach).present().filter(pk__in=rows.values("person_id"))


def categories_of(person: Person, reach: Reach) -> list[PersonCategory]:
    """Every category a person holds or held, newest first; patients as in `running_categories`."""
    rows = PersonCategory.objects.filter(person=person).select_related("confirmed_by", "entered_by")
    if not reach.has(*STATION, *COUNTY):
        rows = rows.exclude(category__in=SENSITIVE_CATEGORIES)
    return list(rows.order_by("-valid_from", "-pk"))


def being_accepted(batch: ImportBatch) -> bool:
    """Is a worker about to import this batch, or at it?"""
    jobs = ProcrastinateJob.objects.filter(queueing_lock=acceptance_lock(batch.pk))
    return jobs.filter(status__in=("todo", "doing")).exists()


def acceptance_lock(batch_id: int) -> str:
    """One acceptance of a batch waits at a time."""
    return f"people.accept_batch:{batch_id}"


def consented(person_ids: Iterable[int], use: str) -> set[int]:
    """Those of `person_ids` whose newest answer to `use` is a yes that was not withdrawn (E4).

    Nothing recorded means no consent.
    """
    newest = Consent.objects.filter(person_id__in=list(person_ids), use=use).order_by("person_id", "-id")
    answers = newest.distinct("person_id").values_list("person_id", "given", "withdrawn_at")
    return {person for person, given, withdrawn in answers if given and withdrawn is None}


def agreed_uses(person_ids: Iterable[int]) -> dict[int, list[str]]:
    """What each has agreed to and not withdrawn, in one query; nobody is listed who has agreed to nothing."""
    newest = Consent.objects.filter(person_id__in=list(person_ids)).order_by("person_id", "use", "-id")
    found: dict[int, list[str]] = {}
    for row in newest.distinct("person_id", "use"):
        if row.given and row.withdrawn_at is None:
            found.setdefault(row.person_id, []).append(row.use)
    return found


def answers_of(person: Person) -> dict[str, Consent]:
    """The newest answer of a person to each use; a use never asked about is absent."""
    rows = Consent.objects.filter(person=person).select_related("recorded_by", "withdrawn_by")
    return {row.use: row for row in rows.order_by("use", "-id").distinct("use")}


def running_categories(
    person_ids: Iterable[int], reach: Reach, on: date | None = None
) -> dict[int, list[str]]:
    """The categories that hold on a day (today when none is given), by person.

    Mental-disorder enrolment is shown to station and county staff only (B8: restricted flag).
    """
    day = on or clock.today()
    rows = PersonCategory.objects.filter(_running(day), person_id__in=list(person_ids))
    if not reach.has(*STATION, *COUNTY):
        rows = rows.exclude(category__in=SENSITIVE_CATEGORIES)
    found: dict[int, list[str]] = {}
    for person_id, category in rows.order_by("person_id", "category").values_list("person_id", "category"):
        found.setdefault(person_id, []).append(category)
    return found


def is_sensitive(person: Person) -> bool:
    """Must a door log that this record was opened (`audit.viewed`)? Minors and mental-disorder patients."""
    day = clock.today()
    held = person.categories.filter(_running(day), category__in=SENSITIVE_CATEGORIES)
    return rules.is_sensitive(
        minor=person.is_minor(day), categories=set(held.values_list("category", flat=True))
    )


def sensitive_among(people: Iterable[Person]) -> set[int]:
    """Those of these people whose record leaves a trace when it is opened; one query."""
    day, known = clock.today(), list(people)
    held = PersonCategory.objects.filter(
        _running(day), person__in=[each.pk for each in known], category__in=SENSITIVE_CATEGORIES
    )
    return {each.pk for each in known if each.is_minor(day)} | set(held.values_list("person_id", flat=True))


def minors_among(person_ids: Iterable[int], on: date) -> set[int]:
    """Those of `person_ids` who are under 18 on that day, in one query (snapshots of a session need it)."""
    people = Person.objects.filter(pk__in=list(person_ids)).only("pk", "birth_date")
    return {person.pk for person in people if person.is_minor(on)}


def waiting_for(reach: Reach) -> int:
    """Sheets of the asker that were read but neither imported nor discarded."""
    return ImportBatch.objects.visible_to(reach).filter(state=BatchState.STAGED).count()


def next_household_codes(wanted: Mapping[str, int]) -> dict[str, list[str]]:
    """The next free codes of several places at once, two queries whatever the number; call inside an action.

    The lock on the places, in order of their codes, closes the race of two clerks numbering one village.
    """
    places = Division.objects.filter(code__in=wanted).order_by("code").select_for_update(no_key=True)
    stems = {place.code: place.code.ljust(15, "0") for place in places}
    last = dict(
        Household.objects.annotate(stem=Substr("code19", 1, 15))
        .filter(division__code__in=wanted)
        .values("stem")
        .annotate(last=Max("code19"))
        .values_list("stem", "last")
    )
    codes = {}
    for code, stem in stems.items():
        used = int(last[stem][15:]) if stem in last else 0
        if used + wanted[code] > LAST_HOUSEHOLD:
            raise Refusal(_("这个自然村的户编号已经用完（9999 户），请先划分新的自然村。"))
        codes[code] = [f"{stem}{number:04d}" for number in range(used + 1, used + wanted[code] + 1)]
    return codes


def _running(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


@dataclass(frozen=True)
class Contact:
    """Whom to call about a person: themselves, or the guardian who answers for them. No more than that."""

    name: str
    phone: str
    relation: str = ""


def contact_of(reach: Reach, person_id: int) -> Contact | None:
    """Name and phone of somebody within the reach who agreed to be called; None without that consent (E4).

    A minor and a person without a phone of their own are reached through their guardian.
    """
    if not consented([person_id], ConsentUse.CALLBACK):
        return None
    person = Person.objects.visible_to(reach).present().filter(pk=person_id).first()
    if person is None:
        return None
    if person.phone and not person.is_minor(clock.today()):
        return Contact(person.name, person.phone)
    for guardian in person.guardians.order_by("pk"):
        if guardian.phone:
            return Contact(guardian.name, guardian.phone, guardian.relation)
    return Contact(person.name, "")
