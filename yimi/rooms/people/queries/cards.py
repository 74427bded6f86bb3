"""Whose card is this, who has one, who has none."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from yimi.kernel.fields import blind_index
from yimi.kernel.reach import Reach
from yimi.rooms.people import carding
from yimi.rooms.people.models import Person, PersonQuerySet, ServiceCard


def card_of(person: Person) -> ServiceCard | None:
    """The valid card of a person; None when there is none."""
    rows = ServiceCard.objects.filter(person=person, withdrawn_at=None)
    found: ServiceCard | None = rows.select_related("issued_by").first()
    return found


def cards_of(person_ids: Iterable[int]) -> dict[int, ServiceCard]:
    """Valid cards by person; one query."""
    rows = ServiceCard.objects.filter(person__in=list(person_ids), withdrawn_at=None)
    return {row.person_id: row for row in rows}


def marks_of(card: ServiceCard, session_id: int) -> list[str]:
    """How the card's code and number look to a phone at one session: nothing leads back from them."""
    key = carding.key_of(session_id)
    return [carding.mark_of(card.code, key), carding.mark_of(card.number, key)]


def holder_of(said: str, area: str) -> Person | None:
    """Who carries the card with this code or number and lives under the stem `area`; else nobody.

    Unknown, withdrawn, of elsewhere, of a closed file: the caller cannot tell them apart, nor can whoever
    asked it. A file that was merged leads to the one it points to.
    """
    plain = carding.plain(said)
    same = Q(code_index=blind_index(plain, carding.CODE_PURPOSE) or "-")
    same |= Q(number_index=blind_index(plain, carding.NUMBER_PURPOSE) or "-")
    row = ServiceCard.objects.filter(same, withdrawn_at=None).select_related("person__merged_into").first()
    if row is None:
        return None
    person = row.person.merged_into or row.person
    living = Person.objects.present().filter(pk=person.pk, division__code__startswith=area)
    return living.first()


def without_card(reach: Reach, village_stem: str) -> PersonQuerySet:
    """Living people of a village within the reach who have no valid card, by their number in the register."""
    held = ServiceCard.objects.filter(person=OuterRef("pk"), withdrawn_at=None)
    people = Person.objects.visible_to(reach).present().filter(division__code__startswith=village_stem)
    return people.filter(~Exists(held)).order_by("division_id", "pk")
