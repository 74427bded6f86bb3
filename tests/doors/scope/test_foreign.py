"""Every page, count, suggestion, export, map layer and route as every role at a foreign village: nothing of ours shows.

The addresses come from the resolver and from the interface's description, so that a new one cannot be forgotten. All of
them are tried in `make soak`; `make test` tries each once, by people drawn with a seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from tests.doors.api.phone import Phone
from tests.doors.api.test_doors_closed import operations
from tests.doors.client import StrictClient
from tests.doors.scope.foreigners import Foreigner, foreigners
from tests.house.test_scope import addresses, filled, one_of_everything
from tests.rooms.settlement.quarter import Books, build_books
from yimi.rooms.care.models import Hazard
from yimi.rooms.people.models import Household, Person

#: What only those of 黎水镇 may read, whatever page it stands on.
SECRET = ("王桂兰", "19911117777", "灶房电线老化八处", "龙潭坝九组", "某党员")
#: Questions every list is asked besides: whatever a page understands of them must not widen what it shows.
VILLAGE, TOWN = "500114109203", "500114109000"
ASKED = (
    "",
    f"?village={VILLAGE}&place={VILLAGE}&area={VILLAGE}&division={VILLAGE}&q=wgl&show=all",
    f"?village={TOWN}&place={TOWN}&area={TOWN}&map=people&kind=gone&q=&category=dibao&show=done",
)  # fmt: skip
POSTED = [
    ("/desk/people/", {"q": "wgl"}),
    ("/desk/people/", {"q": "199 1111 7777"}),  # found, and not what the search box then shows
    ("/desk/people/", {"village": VILLAGE, "category": "dibao"}),
    ("/desk/picker/people/", {"q": "wgl", "division": VILLAGE}),
]
SEED = 20261122


@pytest.fixture
def books(db: None) -> Books:
    cache.clear()
    return build_books()


def everything(books: Books) -> dict[str, Any]:
    """A row behind every address, and words in them that nobody else may read."""
    rows = one_of_everything(books)
    person = Person.objects.get(pk=rows["people"])
    person.take_phone("19911117777")
    person.save()
    Household.objects.filter(pk=rows["households"]).update(
        address="龙潭坝九组", longitude=108.7, latitude=29.5
    )
    hazard = Hazard.objects.get(pk=rows["hazards"])
    hazard.before = "灶房电线老化八处"
    hazard.save()
    return rows


def tries(rows: dict[str, Any], dice: random.Random | None = None) -> list[tuple[str, str, Any]]:
    """Door, address and what is sent there: every question to every list, with `dice` one of them."""
    found: list[tuple[str, str, Any]] = []
    for _name, path, arguments in addresses():
        where = filled(path, arguments, rows)
        questions = (dice.choice(ASKED),) if dice else ASKED
        found += [("desk", where + asked, None) for asked in (ASKED[:1] if "<int:pk>" in path else questions)]
    found += [("post", where, data) for where, data in POSTED]
    kinds = ("display", "thumbnail", "original", "public-copy", "public-poster", "hazard-photo")
    found += [("desk", f"/files/{kind}/{rows['media_pk']}", None) for kind in kinds]
    for method, path, _word in operations():
        if method == "get":
            where = path.removeprefix("/api").replace("{session_id}", str(rows["sessions"]))
            found.append(("api", where.replace("{client_id}", str(0)).replace("{upload_id}", str(0)), None))
    return found


class Asking:
    """One of them at every door."""

    def __init__(self, who: Foreigner) -> None:
        self.who, self.client = who, StrictClient.of(who.user)
        self._phone: Phone | None = None

    def leaks(self, door: str, where: str, data: Any) -> Iterator[str]:
        answer = self.ask(door, where, data)
        if answer is None or answer.status_code >= 500:
            yield f"{self.who.role} of {self.who.place} broke {where}"
        elif answer.status_code == 200:
            body = b"".join(answer)
            yield from (
                f"{self.who.role} of {self.who.place} reads {word} at {where}"
                for word in SECRET
                if word.encode() in body
            )

    def ask(self, door: str, where: str, data: Any) -> Any:
        if door == "api":
            self._phone = self._phone or Phone.without_second_factor(self.who.user)
            return self._phone.get(where)
        return self.client.get(where) if door == "desk" else self.client.post(where, data)


def test_every_address_is_tried_once_by_somebody_of_elsewhere(books: Books) -> None:
    everybody = [Asking(each) for each in foreigners(books.cast)]
    dice = random.Random(SEED)
    leaks = [
        leak
        for door, where, data in tries(everything(books), dice)
        for leak in dice.choice(everybody).leaks(door, where, data)
    ]
    assert leaks == []


def test_whoever_answers_for_them_reads_those_words(books: Books) -> None:
    """The words are there to be found: a test that searches for nothing would pass, too."""
    rows = everything(books)
    client = StrictClient.of(books.cast.station_zhou)
    pages = [filled(path, arguments, rows) for name, path, arguments in addresses() if name in READ]
    said = b"".join(b"".join(client.get(each)) for each in pages).decode()
    assert [word for word in SECRET if word not in said] == []


READ = {"person", "household", "hazards", "care_group", "survey_form"}


def shown(everybody: list[Asking], asked: list[tuple[str, str, Any]]) -> list[tuple[str, str, Any]]:
    """Without the addresses that are only ever posted to: to look at them shows nothing to anybody."""
    one = everybody[0]
    return [each for each in asked if (answer := one.ask(*each)) is None or answer.status_code != 405]


@pytest.mark.soak
def test_twenty_thousand_looks_from_elsewhere_show_nothing(books: Books) -> None:
    everybody = [Asking(each) for each in foreigners(books.cast)]
    asked = shown(everybody, tries(everything(books)))
    assert len(everybody) * len(asked) >= 20_000, (len(everybody), len(asked))
    for each in everybody:
        assert [leak for door, where, data in asked for leak in each.leaks(door, where, data)] == []
