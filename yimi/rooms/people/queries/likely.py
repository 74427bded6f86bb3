"""Who may be the one about to be filed: with the reasons, surest first; nothing is decided here (A0-04: nobody twice)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from yimi.kernel.errors import Refusal
from yimi.kernel.fields import blind_index
from yimi.kernel.ids import check_id18
from yimi.kernel.reach import Reach
from yimi.rooms.people import rules
from yimi.rooms.people.models import Household, Person
from yimi.rooms.people.sounding import same_sound, whole_sounds
from yimi.rooms.people.states import Likeness
from yimi.rooms.places.models import Division

MOST = 10
#: Enough to say that somebody elsewhere has to be asked about; a shared name and village is not.
SURE = frozenset({Likeness.NUMBER, Likeness.PHONE, Likeness.NAME_BORN, Likeness.SOUND_BORN})


@dataclass(frozen=True)
class Said:
    """What is known of somebody before there is a file; everything cleaned, numbers as fingerprints."""

    name: str = ""
    id_index: str = ""
    phone_index: str = ""
    born: date | None = None
    village: str = ""
    household: int | None = None


@dataclass(frozen=True)
class Likely:
    """A file of one's own area that may be the same person, and why."""

    person: Person
    why: tuple[Likeness, ...]


@dataclass(frozen=True)
class Alike:
    """Those the asker may see; and whether there is somebody in a place that is not the asker's."""

    shown: tuple[Likely, ...] = ()
    elsewhere: bool = False

    def __bool__(self) -> bool:
        return bool(self.shown) or self.elsewhere


def said_of(
    *,
    name: str,
    id_number: str = "",
    phone: str = "",
    birth_date: date | None = None,
    division: Division | None = None,
    household: Household | None = None,
) -> Said:
    """What was typed, as it is compared; a number that checks says the day of birth."""
    number, phone = "".join(id_number.split()).upper(), rules.clean_phone(phone)
    if number and birth_date is None:
        try:
            birth_date = check_id18(number).birth
        except Refusal:  # said beside its field when the file is made
            birth_date = None
    return Said(
        name=rules.clean_name(name),
        id_index=blind_index(number, rules.ID_PURPOSE) if number else "",
        phone_index=blind_index(phone, rules.PHONE_PURPOSE) if phone else "",
        born=birth_date,
        village=division.stem[:12] if division else "",
        household=household.pk if household else None,
    )


def who_is_alike(reach: Reach, county: str, said: Said) -> Alike:
    """Same number, phone, name and birth date, name of the same sound with birth date or household, name in the village.

    At most ten of one's own area with their reasons, most reasons first; of others only that there is somebody.
    """
    asked = _asked(said)
    if not asked:
        return Alike()
    people = Person.objects.present().filter(county=county).filter(asked).order_by("pk")
    found = [(each, why) for each in people[: 10 * MOST] if (why := likeness(said, each))]
    mine = Person.objects.visible_to(reach).filter(pk__in=[each.pk for each, _why in found])
    own = {each.pk: each for each in mine.select_related("division")}
    shown = sorted(
        (Likely(own[each.pk], why) for each, why in found if each.pk in own), key=lambda one: _order(one.why)
    )
    return Alike(
        tuple(shown[:MOST]),
        any(each.pk not in own and not SURE.isdisjoint(why) for each, why in found),
    )


def likeness(said: Said, person: Person) -> tuple[Likeness, ...]:
    """Every reason to think that `person` is who was said; none when nothing but a sound agrees."""
    same_name = bool(said.name) and person.name == said.name
    sounds = not same_name and bool(said.name) and same_sound(person.name, said.name)
    born = said.born is not None and person.birth_date == said.born
    home = said.household is not None and person.household_id == said.household
    village = bool(said.village) and person.division_id.startswith(said.village)
    reasons = {
        Likeness.NUMBER: bool(said.id_index) and person.id_index == said.id_index,
        Likeness.PHONE: bool(said.phone_index) and person.phone_index == said.phone_index,
        Likeness.NAME_BORN: same_name and born,
        Likeness.SOUND_BORN: sounds and born,
        Likeness.SOUND_HOME: (sounds or same_name) and home,
        Likeness.NAME_VILLAGE: same_name and village and not born,
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


def _asked(said: Said) -> Q:
    """One question to the indexes; what it finds is looked at once more by `likeness`."""
    asked = Q()
    if said.id_index:
        asked |= Q(id_index=said.id_index)
    if said.phone_index:
        asked |= Q(phone_index=said.phone_index)
    if said.name:
        sound = Q(name_sounds__overlap=whole_sounds(said.name)) | Q(name_keys__contains=[_key(said.name)])
        if said.born is not None:
            asked |= sound & Q(birth_date=said.born)
        if said.household is not None:
            asked |= sound & Q(household=said.household)
        if said.village:
            asked |= Q(
                name_keys__contains=[_key(said.name)], name=said.name, division__code__startswith=said.village
            )
    return asked


def _key(name: str) -> str:
    return name.replace(" ", "").lower()[: rules.SEARCHED_LENGTH]


def _order(why: tuple[Likeness, ...]) -> tuple[int, int]:
    return list(Likeness).index(why[0]), -len(why)
