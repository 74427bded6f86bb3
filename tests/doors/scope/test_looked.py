"""Every look at a minor's or a patient's file is written down with its purpose: every page of the desk is opened to see.

A page that says more than a masked name of such a person either asks why first and writes the look down, or stands in
`WITHOUT` with the reason why it needs no question.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache

from tests.cast import BY
from tests.doors.client import StrictClient
from tests.house.test_scope import addresses, filled, one_of_everything
from tests.rooms.settlement.quarter import Books, build_books
from yimi.kernel import clock
from yimi.kernel.audit import AuditEvent
from yimi.rooms.accounts.models import User
from yimi.rooms.care.models import Hazard
from yimi.rooms.people.actions import join_household
from yimi.rooms.people.models import Guardian, Household, Person, PersonCategory
from yimi.rooms.reports.models import Bulletin

#: What is said of this one person and of nobody else.
MARKS = ("王桂兰", "19911117777", "龙潭坝九组", "怕见生人", "王小山", "灶房电线老化八处")
LIST = "a list of work: a name and a village, by which the right file is opened; the file asks"
#: Pages that say something of such a person and ask nothing first, each with its reason.
WITHOUT = {
    "people": LIST,
    "service_cards": LIST,
    "colours": LIST,
    "visits": LIST,
    "policy": LIST,
    "care_groups": LIST,
    "crosscheck": LIST,
    "village": LIST,
    "handover_print": LIST,
    "survey": "the list of houses not reached yet: whoever walks there needs the address",
}
#: Pages opened for one purpose and no other, which is written down without asking.
ITSELF = {
    "survey_form": "the round is the purpose, stated by whoever started it for every house of the place",
    "household_print": "printed from the page of the household, which has asked; the paper is written down as a print",
    "crosscheck_review": "the comparison is the purpose, stated by the one person who may open it",
}


@pytest.fixture
def books(db: None) -> Books:
    cache.clear()
    return build_books()


def watched(books: Books, kind: str) -> tuple[dict[str, Any], Person]:
    """One of everything around one person who is a child, or somebody enrolled as a patient."""
    rows = one_of_everything(books)
    person = Person.objects.get(pk=rows["people"])
    person.take_phone("19911117777")
    person.note = "怕见生人"
    person.birth_date = date(clock.today().year - (9 if kind == "minor" else 50), 3, 8)
    person.save()
    join_household(household=Household.objects.get(pk=rows["households"]), persons=[person], by=BY)
    Guardian.objects.create(person=person, name="王小山", relation="父亲")
    Household.objects.filter(pk=rows["households"]).update(address="龙潭坝九组")
    Bulletin.objects.all().delete()  # says nothing of persons, and this one is empty
    Hazard.objects.filter(pk=rows["hazards"]).update(before="灶房电线老化八处")
    if kind == "patient":
        PersonCategory.objects.create(
            person=person, category="smd_patient", valid_from=date(2026, 1, 1), source="卫健系统"
        )
    return rows, person


def opened(
    user: User, rows: dict[str, Any], person: Person, purpose: str = ""
) -> list[tuple[str, list[str], bool]]:
    """Every page this user gets: its name, what it says of the person, whether a look was written down."""
    client = StrictClient.of(user)
    if purpose:
        client.post(f"/desk/people/{person.pk}/purpose/", {"purpose": purpose})
    looks = AuditEvent.objects.filter(verb="people.viewed", subject_id=str(person.pk))
    found = []
    for name, path, arguments in addresses():
        before = looks.count()
        answer = client.get(filled(path, arguments, rows))
        body = b"".join(answer) if answer.status_code == 200 else b""
        said = [word for word in MARKS if word.encode() in body]
        if said:
            found.append((name, said, looks.count() > before))
    return found


@pytest.mark.parametrize(
    ("kind", "who"), [("minor", "station_zhou"), ("patient", "station_head_ma")]
)  # fmt: skip
def test_no_page_says_more_than_a_masked_name_before_it_knows_why_and_none_without_a_trace(
    books: Books, kind: str, who: str
) -> None:
    rows, person = watched(books, kind)
    user = getattr(books.cast, who)
    early = opened(user, rows, person)
    open_ = sorted(
        (name, said)
        for name, said, logged in early
        if name not in WITHOUT and not (logged and name in ITSELF)
    )
    assert open_ == [], open_
    told = opened(user, rows, person, purpose="service")
    silent = sorted((name, said) for name, said, logged in told if not logged and name not in WITHOUT)
    assert silent == [], silent
    assert {name for name, _said, logged in told if logged} >= {"person"}
