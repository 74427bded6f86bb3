"""The people of the register that the demonstration's sessions are for; all invented."""

from __future__ import annotations

from datetime import date

from yimi.commands.demonstration.names import id_number, person_name, phone
from yimi.commands.demonstration.setting import TOWNS, Stage
from yimi.rooms.people.actions import add_person, confirm_category, give_consent, set_category
from yimi.rooms.people.models import Person
from yimi.rooms.places.models import Division

USES = ("photo", "clip", "public_photo", "public_clip", "callback")
ELDERS = 10  # a village; a session takes at most nine of them
CATEGORIES = ("dibao", "tekun", "near_poor", "lives_alone", "vulnerable_elder", "disabled")


def file_people(stage: Stage, today: date) -> dict[str, list[Person]]:
    """Ten elders in each village that has a site, most of whom agree to be photographed and called."""
    found: dict[str, list[Person]] = {}
    number = 0
    for code in sorted(stage.sites):
        village = Division.objects.get(code=code)
        for _ in range(ELDERS):
            number += 1
            found.setdefault(code, []).append(_elder(stage, village, number, today))
    return found


def _elder(stage: Stage, village: Division, number: int, today: date) -> Person:
    dice, by = stage.dice, stage.users["station_zhou" if village.code.startswith(TOWNS[0]) else "station_wu"]
    born = date(today.year - dice.randint(61, 92), dice.randint(1, 12), dice.randint(1, 28))
    person = add_person(
        name=person_name(dice),
        division=village,
        id_number=id_number(born, number),
        phone=phone(number),
        by=by,
    )
    if number % 3 == 0:
        category = dice.choice(CATEGORIES)
        entry = set_category(
            person=person, category=category, valid_from=date(today.year - 1, 1, 1), source="演示名单", by=by
        )
        if number % 12:  # a few still wait for somebody else's look
            confirm_category(entry=entry, by=stage.users["business_he"])
    for use in USES:
        if use == "callback" or dice.random() < 0.85:
            give_consent(person=person, use=use, given_by="self", by=by)
    return person
