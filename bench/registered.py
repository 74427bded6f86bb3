"""The rows of a register of any size, for COPY: households, people, categories, colours, windows, visits, alerts, policies.

One in fifty people has an official category and no colour yet; one in two hundred a live alert; one in ten a policy to
be told of. Nobody is real: the numbers are no numbers, but their indexes are as full as real ones.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

NAMES = 4000
COUNTY = "500114"
PEOPLE_A_HOUSEHOLD = 3
HOUSEHOLD = (
    "id", "code19", "division_id", "address", "county", "longitude", "latitude", "coordinate_source",
)  # fmt: skip
PERSON = (
    "id", "name", "name_pinyin", "name_keys", "name_sounds", "sex", "birth_date", "id_number", "id_index", "phone", "phone_index",
    "household_id", "division_id", "county", "note",
)  # fmt: skip
MEMBERSHIP = (
    "household_id", "person_id", "kin", "is_second", "came", "entered_at", "entered_by", "\"left\"", "ended_by",
)  # fmt: skip
CATEGORY = ("person_id", "category", "valid_from", "source", "confirmed_at", "confirmed_by_id")
STANDING = (
    "id", "person_id", "county", "colour", "ruled", "changed_on", "reassess_on", "worker_id", "override_reason",
    "division_id", "present",
)  # fmt: skip
WINDOW = (
    "standing_id", "colour", "opens_on", "closes_on", "needs_home", "state", "division_id", "worker_id", "present",
)  # fmt: skip
VISIT = (
    "client_id", "person_id", "county", "mode", "outcome", "worries", "assists", "sentence", "visited_at", "visited_by_id",
    "recorded_at", "recorded_by_id", "is_late",
)  # fmt: skip
ALERT = (
    "county", "division_id", "person_id", "rule", "level", "key", "text", "state", "raised_at", "raised_by", "due_at",
    "escalation", "assists", "result",
)  # fmt: skip
MATCH = ("policy_id", "person_id", "county", "state", "said", "found_on")
#: Tables whose keys were given by hand.
NUMBERED = ("people_household", "people_person", "care_standing")


@dataclass(frozen=True)
class Stock:
    """How many people, from which key on, where, and whose they are."""

    first: int
    people: int
    visits: int
    villages: list[str]
    worker: int
    policy: int

    @property
    def keys(self) -> range:
        return range(self.first, self.first + self.people)

    def place(self, key: int) -> str:
        """The members of a household live in one village."""
        return self.villages[key // PEOPLE_A_HOUSEHOLD % len(self.villages)]

    def whose(self, key: int) -> int | str:
        """One in thirteen of the worker's own town is theirs."""
        own = key % 13 == 0 and self.place(key).startswith("500114109")
        return self.worker if own else r"\N"

    def tables(self) -> Iterator[tuple[str, tuple[str, ...], Iterator[str]]]:
        """Each table with its columns and its rows, in the order of their keys."""
        yield "people_household", HOUSEHOLD, self._households()
        yield "people_person", PERSON, self._persons()
        yield "people_membership", MEMBERSHIP, self._memberships()
        yield "people_personcategory", CATEGORY, self._categories()
        yield "care_standing", STANDING, self._standings()
        yield "care_window", WINDOW, self._windows()
        yield "care_visit", VISIT, self._visits()
        yield "care_alert", ALERT, self._alerts()
        yield "care_policymatch", MATCH, self._matches()

    def _households(self) -> Iterator[str]:
        dice = random.Random(11)  # noqa: S311  (reproducible, not secret)
        for number in range(self.first // PEOPLE_A_HOUSEHOLD, self.keys[-1] // PEOPLE_A_HOUSEHOLD + 1):
            place = self.place(number * PEOPLE_A_HOUSEHOLD)
            point = f"{108.7 + dice.random() / 10:.5f}\t{29.5 + dice.random() / 10:.5f}\tmap"
            address = f"{number % 9 + 1}组 {number % 90} 号"
            yield f"{number + 1}\t{number:019d}\t{place}\t{address}\t{COUNTY}\t{point if number % 3 else NOWHERE}\n"

    def _persons(self) -> Iterator[str]:
        # sealing is measured elsewhere: these carry no number and no phone
        pool = list(_names())
        for key in self.keys:
            born = date(1930 + key % 60, 1 + key % 12, 1 + key % 28)
            home = key // PEOPLE_A_HOUSEHOLD + 1
            indexes = f"\t{key:064x}\t\t{key + 1:064x}"
            yield f"{key}\t{pool[key % NAMES]}\t{born}\t{indexes}\t{home}\t{self.place(key)}\t{COUNTY}\t\n"

    def _memberships(self) -> Iterator[str]:
        for key in self.keys:
            yield f"{key // PEOPLE_A_HOUSEHOLD + 1}\t{key}\t\tf\tfiled\t2026-01-01 08:00:00+08\tbench\t\t\n"

    def _categories(self) -> Iterator[str]:
        since = date.today() - timedelta(days=700)
        for key in self.keys:
            if key % 2 or _uncoloured(key):
                kind = ("dibao", "lives_alone", "disabled", "near_poor", "left_behind_child")[key % 5]
                yield f"{key}\t{kind}\t{since}\t民政名单\t{since} 10:00:00+08\t{self.worker}\n"

    def _standings(self) -> Iterator[str]:
        """Two, ten, twenty-eight and sixty in a hundred (D6)."""
        today = date.today()
        again = today + timedelta(days=180)
        for key in self.keys:
            if not _uncoloured(key):
                part = key % 100
                colour = "red" if part < 2 else "yellow" if part < 12 else "blue" if part < 40 else "green"
                where = f"{self.whose(key)}\t\t{self.place(key)}\tt"
                yield f"{key}\t{key}\t{COUNTY}\t{colour}\t{colour}\t{today}\t{again}\t{where}\n"

    def _windows(self) -> Iterator[str]:
        today = date.today()
        for key in self.keys:
            if not _uncoloured(key):
                opens = today - timedelta(days=key % 40)
                days = f"{opens}\t{opens + timedelta(days=30)}\t{'t' if key % 3 else 'f'}"
                yield f"{key}\tgreen\t{days}\topen\t{self.place(key)}\t{self.whose(key)}\tt\n"

    def _visits(self) -> Iterator[str]:
        end = date.today()
        days = [f"{end - timedelta(days=day)} 10:00:00+08" for day in range(1, 1500)]
        for number in range(self.visits):
            at = days[number % len(days)]
            who = f"{self.first + number % self.people}\t{COUNTY}\thome\tmet\t{{}}\t{{}}\t"
            yield f"{number:032x}\t{who}\t{at}\t{self.worker}\t{at}\t{self.worker}\tf\n"

    def _alerts(self) -> Iterator[str]:
        end = date.today()
        for key in self.keys[::200]:
            raised, due = (f"{end + timedelta(days=days)} 10:00:00+08" for days in (-key % 5 - 1, key % 7))
            what = f"AL01\tP2\tAL01:bench:{key}\t\traised\t{raised}\t夜间规则\t{due}\t0\t{{}}\t"
            yield f"{COUNTY}\t{self.place(key)}\t{key}\t{what}\n"

    def _matches(self) -> Iterator[str]:
        today = date.today()
        for key in self.keys[::10]:
            yield f"{self.policy}\t{key}\t{COUNTY}\tfound\t\t{today}\n"


NOWHERE = "\\N\t\\N\t"


def _uncoloured(key: int) -> bool:
    return key % 50 == 7


def _names() -> Iterator[str]:
    from yimi.rooms.people.models import Person

    dice = random.Random(7)  # noqa: S311  (reproducible, not secret)
    for number in range(NAMES):
        one = Person()
        given = "".join(chr(0x4E00 + dice.randrange(3000)) for _ in range(2))
        one.take_name("王李张刘陈杨赵黄周吴"[number % 10] + given)
        keys, sounds = (
            "{" + ",".join(f'"{key}"' for key in several) + "}"
            for several in (one.name_keys, one.name_sounds or [])
        )
        yield f"{one.name}\t{one.name_pinyin}\t{keys}\t{sounds}\t{('male', 'female')[number % 2]}"


def copy(cursor: Any, table: str, columns: tuple[str, ...], rows: Iterator[str]) -> None:
    """Rows of tabs and newlines into a table, some thousands at a time."""
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as stream:
        batch: list[str] = []
        for row in rows:
            batch.append(row)
            if len(batch) == 5000:
                stream.write("".join(batch))
                batch.clear()
        stream.write("".join(batch))
