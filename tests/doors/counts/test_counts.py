"""How many questions a page asks of the database does not depend on how many rows there are.

Every address of the desk and the portal that can be looked at, and every operation of the interface that reads: once
in a county, once in the same county three times as large. An address nobody has thought of fails the test.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver

from tests.doors.api.phone import Phone
from tests.doors.api.test_doors_closed import operations
from tests.doors.client import StrictClient
from tests.doors.counts.county import build
from tests.doors.counts.exempt import LEVEL, NOT_A_PAGE, NOT_OPEN, PORTAL_LEVEL
from tests.doors.counts.growth import Growth
from tests.house.test_scope import addresses, filled
from tests.rooms.settlement.quarter import JANUARY, Books, build_books
from yimi.kernel import clock
from yimi.rooms.public.models import Notice, WallEntry, WallPicture

# One of every kind of hat; the first two who may see a page look at it, today's page is looked at by all.
PEOPLE = [
    "station_head_ma",
    "business_he",
    "provider_a_manager",
    "reviewer_sun",
    "editor_lin",
    "finance_qian",
    "sysadmin",
    "secadmin",
    "auditor",
    "village_li",
    "provider_a_worker",
    "leader_tang",
    "reviewer_chen",
]
LOOKERS = 2
A_LINE = 24  # bytes by which an answer has at least to grow to have another row on it
ASKED_BY = {"order_choices": "village_li", "hosted_sessions": "village_li", "prechecks": "station_zhou",
            "precheck_clip": "station_zhou",
            "callout_choices": "station_zhou"}  # of the interface: everything else is a worker's  # fmt: skip
OF_ONE = {
    "helping_at",
    "callout_reckoning",
    "precheck_file",
    "precheck_picture",
    "precheck_clip",
    "upload_states",
}  # the sum of one, the file of one
OWNER = {"imports": "village_li"}  # who sees only their own
ASKED = {"people": "?q=王", "survey_print": "?place=500114109203", "handover": "?giver={giver}",
         "picker": "?q=王", "hamlets": "?village=500114109203", "callout_new": "?request={requests}",
         "clawback_new": "?session={sessions}"}  # fmt: skip


@dataclass
class Look:
    """One address as one person: how long the answer was, and what was asked for it."""

    who: str
    name: str
    path: str
    length: int = 0
    questions: list[str] = field(default_factory=list)
    status: int = 0

    def at(self, client: Any) -> Look:
        """Look now, nothing remembered from before."""
        cache.clear()
        reset_queries()  # Django keeps 9,000 and warns
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(self.path)
            body = b"".join(answer) if answer.streaming else answer.content
        asked = [query["sql"] for query in seen.captured_queries]
        return Look(self.who, self.name, self.path, len(body), asked, answer.status_code)


@pytest.fixture
def books(db: None) -> Iterator[Books]:
    cache.clear()
    with clock.frozen(JANUARY):
        yield build_books()


def signed_in(books: Books, name: str) -> Client:
    """The plain client: what a page may not hold is proved elsewhere, and reading it again takes time."""
    client = Client()
    client.cookies = StrictClient.of(getattr(books.cast, name)).cookies
    client.get("/desk/")  # the first request also notes that somebody is there
    return client


def paths_of(path: str, arguments: list[str], rows: dict[str, Any]) -> Iterator[str]:
    """The address of each row that may stand behind it: a page may be for planned sessions only, say."""
    for number in range(max(len(each) for each in rows.values())):
        try:
            yield filled(path, arguments, {key: each[number % len(each)] for key, each in rows.items()})
        except KeyError:
            return  # tests/house/test_scope.py demands a row for the address


def first_looks(books: Books, rows: dict[str, Any]) -> tuple[list[Look], dict[str, set[int]]]:
    """The pages of the desk as whoever may see them, and how every address answered at all."""
    looks: list[Look] = []
    answered: dict[str, set[int]] = {name: set() for name, _path, _arguments in addresses()}
    clients = {who: signed_in(books, who) for who in PEOPLE}
    one = {key: each[0] for key, each in rows.items()}
    for name, path, arguments in addresses():
        found = 0
        for who in sorted(PEOPLE, key=lambda who: who != OWNER.get(name)):
            if found == LOOKERS and name != "today":
                break
            for where in dict.fromkeys(paths_of(path, arguments, rows)):
                look = Look(who, name, where + ASKED.get(name, "").format(**one)).at(clients[who])
                answered[name].add(look.status)
                if look.status in (200, 405):
                    break
            if 405 in answered[name]:
                break
            if look.status == 200:
                looks.append(look)
                found += 1
    return looks, answered


def gained(before: Look, after: Look) -> str:
    """The questions a page asked more often in the larger county, without their values."""
    plain = [
        Counter(re.sub(r"\d+", "#", sql or "")[:200] for sql in look.questions) for look in (before, after)
    ]
    more = plain[1] - plain[0]
    return f"{before.name} as {before.who}: {len(before.questions)} → {len(after.questions)}: {more.most_common(2)}"


def portal() -> Iterator[tuple[str, str, list[str]]]:
    for each in get_resolver("yimi.doors.portal.urls").url_patterns:
        assert isinstance(each, URLPattern)
        yield str(each.name), f"/{each.pattern}", list(each.pattern.converters)


@pytest.mark.soak
def test_the_desk_asks_as_much_of_a_county_three_times_as_large(books: Books) -> None:
    rows = {key: each if isinstance(each, list) else [each] for key, each in build(books).items()}
    growth = Growth()
    looks, answered = first_looks(books, rows)
    growth.more(2)
    clients = {who: signed_in(books, who) for who in PEOPLE}
    again = [look.at(clients[look.who]) for look in looks]
    assert [gained(*pair) for pair in zip(looks, again, strict=True) if more(*pair)] == []
    grown = {one.name for one, other in zip(looks, again, strict=True) if other.length > one.length + A_LINE}
    level = {look.name for look in looks} - grown - set(LEVEL)
    assert not level, f"did not grow with the county: {' '.join(sorted(level))}"
    unseen = {name for name, statuses in answered.items() if not statuses & {200, 405}}
    unlooked = {name for name in unseen if answered[name]} - set(NOT_A_PAGE)
    assert not unlooked, f"nobody could look at: {' '.join(sorted(unlooked))}"


def more(one: Look, other: Look) -> bool:
    return len(other.questions) != len(one.questions) or other.status != 200


def test_the_portal_asks_as_much_of_a_county_three_times_as_large(books: Books) -> None:
    build(books)
    growth, client = Growth(), Client()
    rows = {"slug": WallEntry.objects.get().slug, "picture_id": WallPicture.objects.first().pk,
            "number": "T-1", "notices": Notice.objects.first().slug}  # fmt: skip
    looks = []
    for name, path, arguments in portal():
        for argument in arguments:
            value = rows["notices" if "notices" in path and argument == "slug" else argument]
            path = re.sub(rf"<[^>]*{argument}>", str(value), path)
        looks.append(Look("a visitor", name, path).at(client))
    growth.more(2)
    again = [look.at(client) for look in looks]
    assert {look.name: look.status for look in looks if look.status != 200} == NOT_OPEN
    assert [
        gained(*pair)
        for pair in zip(looks, again, strict=True)
        if len(pair[0].questions) != len(pair[1].questions)
    ] == []
    grown = {one.name for one, other in zip(looks, again, strict=True) if other.length > one.length + A_LINE}
    level = {look.name for look in looks} - grown - set(PORTAL_LEVEL) - set(NOT_OPEN)
    assert not level, f"did not grow with the county: {' '.join(sorted(level))}"


def test_the_interface_asks_as_much_of_a_county_three_times_as_large(books: Books) -> None:
    rows = build(books)
    growth = Growth()
    phones = {name: Phone.of(getattr(books.cast, name)) for name in {"provider_a_worker", *ASKED_BY.values()}}
    for phone in phones.values():
        phone.get("/me")  # the first request also notes that somebody is there
    looks = []
    for method, path, word in operations():
        if method == "get" and word not in OF_ONE:
            where = path.removeprefix("/api").format(session_id=rows["sessions"][2])
            where += "?from=2026-12-15&to=2027-01-14" if word == "my_sessions" else ""
            who = ASKED_BY.get(word, "provider_a_worker")
            looks.append(Look(who, word, where).at(phones[who]))
    growth.more(2)
    again = [look.at(phones[look.who]) for look in looks]
    assert [(look.name, look.status) for look in again if look.status != 200] == []
    assert [gained(*pair) for pair in zip(looks, again, strict=True) if more(*pair)] == []
    grown = {one.name for one, other in zip(looks, again, strict=True) if other.length > one.length + A_LINE}
    assert sorted({look.name for look in looks} - grown) == ["me", "order_choices"]
