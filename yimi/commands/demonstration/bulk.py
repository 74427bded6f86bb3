"""Many reviewed sessions at once, by COPY: the rest of the demonstration's quarter, or 10⁵ for measuring.

They carry no pictures. Money, numbers and verdicts agree with each other as if people had done it: each session has
its commitment, and each allotment's counter is the sum of its commitments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import product
from typing import Any

from django.db import connection
from django.utils import timezone

from yimi.commands.demonstration.setting import COUNTY, TOWNS, Stage
from yimi.kernel import clock
from yimi.kernel.periods import Quarter, Week
from yimi.rooms.catalogue.models import MicroType, TypePrice
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level
from yimi.rooms.projects.models import Allotment, FundSource, NumberCounter, Programme

TYPES = ("MP14", "MP15", "MP04", "MP08", "MP16", "MP09")
HOURS = (8, 10, 14, 16)
BATCH = 10_000
NAME = "演示导入"
Show = Callable[[str, int, int], None]

SESSION = [
    "id", "county", "number", "type_id", "price_fen", "price_from", "allotment_id", "provider_id",
    "station_id", "village_id", "town_id", "site_id", "title", "starts_at", "ends_at", "state",
    "actual_start", "actual_end", "people_count", "planned_at", "planned_by", "delivered_at",
    "delivered_by", "submitted_at", "submitted_by", "first_submitted_at", "first_submitted_by",
    "review_week", "cancel_reason", "no_show_who", "host_held", "host_note", "host_answered_at",
    "host_answered_by",
]  # fmt: skip
COMMITMENT = ["allotment_id", "session_id", "fen", "made_at", "made_by", "release_reason"]
PRECHECK = ["session_id", "round", "result", "note", "asked", "checked_at", "checked_by_id"]
VERDICT = [
    "session_id",
    "county",
    "round",
    "kind",
    "result",
    "percent",
    "reason_codes",
    "note",
    "given_at",
    "given_by_id",
]


@dataclass(frozen=True)
class Slot:
    """One session that may exist: the day, where, what and by whom are free of clashes by construction."""

    start: datetime
    code: str
    village: Division
    provider: str


def copy_sessions(
    stage: Stage, quarter: Quarter, count: int, show: Show, *, everywhere: bool = False
) -> None:
    """`count` accepted sessions of the quarter, in the demonstration's two towns or in all of the county."""
    towns = [town for town in stage.towns if everywhere or town.code[:9] in TOWNS]
    allotments = _allotments(stage, quarter, towns, count)
    done = 0
    slots = _slots(quarter, towns)
    while done < count:
        batch = [slot for _, slot in zip(range(min(BATCH, count - done)), slots, strict=False)]
        if not batch:
            break
        _copy_batch(stage, quarter, batch, allotments)
        done += len(batch)
        show("sessions copied", done, count)


def copy_years(stage: Stage, before: Quarter, count: int, show: Show) -> None:
    """The rest of a large county: earlier quarters, all towns, as many quarters back as `count` needs."""
    share, quarter, done = max(1, count // 8), before, 0
    while done < count:
        quarter = quarter.previous()
        more = min(share, count - done)
        copy_sessions(stage, quarter, more, lambda *_: None, everywhere=True)
        done += more
        show("earlier sessions copied", done, count)


def _slots(quarter: Quarter, towns: Iterable[Division]) -> Iterator[Slot]:
    villages = list(Division.objects.filter(level=Level.VILLAGE, parent__in=list(towns)).order_by("code"))
    days = [quarter.start + timedelta(days=n) for n in range((quarter.end - quarter.start).days - 10)]
    for number, (code, provider, day, village) in enumerate(product(TYPES, "ab", days, villages)):
        hour = time(HOURS[number % len(HOURS)])
        yield Slot(timezone.make_aware(datetime.combine(day, hour)), code, village, provider)


def _allotments(
    stage: Stage, quarter: Quarter, towns: list[Division], count: int
) -> dict[tuple[str, str], int]:
    """A programme of its own a quarter, so that the demonstration's own allotments keep their figures."""
    at, by = clock.now(), NAME
    fen = max(1, count) * 50_000
    fund, _ = FundSource.objects.get_or_create(
        county=COUNTY,
        name=f"{NAME} {quarter}",
        defaults={
            "purpose": "演示",
            "amount_fen": fen,
            "allotted_fen": fen,
            "created_at": at,
            "created_by": by,
        },
    )
    programme = Programme.objects.create(
        county=COUNTY, name=f"{NAME} {quarter}", fund_source=fund, year=quarter.start.year, ceiling_fen=fen,
        allotted_fen=0, signed_at=at, signed_by=by,
    )  # fmt: skip
    rows = [
        Allotment(
            county=COUNTY, programme=programme, type_id=code, town=town, quarter=str(quarter), ceiling_fen=0,
            allotted_at=at, allotted_by=by,
        )
        for town, code in product(towns, TYPES)
    ]  # fmt: skip
    return {(row.town_id[:9], row.type_id): row.pk for row in Allotment.objects.bulk_create(rows)}


def _copy_batch(
    stage: Stage, quarter: Quarter, batch: list[Slot], allotments: dict[tuple[str, str], int]
) -> None:
    ids = _reserve(len(batch))
    numbers = _numbers(quarter, len(batch))
    types = {row.pk: row for row in MicroType.objects.filter(pk__in=TYPES)}
    prices = {row.type_id: row for row in TypePrice.objects.filter(type__in=TYPES).order_by("effective_from")}
    told = [
        _rows(stage, *each, types=types, prices=prices, allotments=allotments)
        for each in zip(ids, numbers, batch, strict=True)
    ]
    for table, columns, place in (
        ("projects_session", SESSION, 0),
        ("projects_commitment", COMMITMENT, 1),
        ("review_precheck", PRECHECK, 2),
        ("review_verdict", VERDICT, 3),
    ):
        _copy(table, columns, (rows[place] for rows in told))
    _settle_counters(quarter)


def _rows(
    stage: Stage,
    pk: int,
    number: str,
    slot: Slot,
    *,
    types: dict[str, MicroType],
    prices: dict[str, TypePrice],
    allotments: dict[tuple[str, str], int],
) -> tuple[tuple[Any, ...], ...]:
    town = slot.village.code[:9]
    end, price = slot.start + timedelta(hours=2), prices[slot.code]
    submitted = end + timedelta(hours=5)
    monday = Week.containing(timezone.localtime(submitted).date()).next().start
    looked = timezone.make_aware(datetime.combine(monday + timedelta(days=1), time(9)))
    site = stage.sites.get(slot.village.code)
    allotment = allotments[(town, slot.code)]
    partial = pk % 17 == 0
    session = (
        pk, COUNTY, number, slot.code, price.price_fen, price.effective_from, allotment,
        stage.houses[f"provider:{slot.provider}"].pk, stage.houses[f"station:{town}"].pk, slot.village.pk,
        slot.village.parent_id, site.pk if site else None, f"{slot.village.name}{types[slot.code].name}",
        slot.start, end, "submitted", slot.start, end, 20 + pk % 23, slot.start - timedelta(days=9), NAME,
        end, NAME, submitted, NAME, submitted, NAME, str(Week.containing(submitted.date())), "", "",
        True, "", end, NAME,
    )  # fmt: skip
    station = stage.users["station_zhou" if town == TOWNS[0] else "station_wu"].pk
    reviewer = stage.users["reviewer_chen" if pk % 2 else "reviewer_sun"].pk
    result = ("partial", 80, ["fewer_people"]) if partial else ("accept", 100, ["all_in_order"])
    return (
        session,
        (allotment, pk, price.price_fen, slot.start - timedelta(days=9), NAME, ""),
        (pk, 1, "passed", "", [], looked, station),
        (pk, COUNTY, 1, "first", *result, "", looked + timedelta(days=2), reviewer),
    )


def _copy(table: str, columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _reserve(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('projects_session', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]


def _numbers(quarter: Quarter, count: int) -> list[str]:
    counter, _ = NumberCounter.objects.get_or_create(county=COUNTY, kind="S", quarter=str(quarter))
    first = counter.last + 1
    NumberCounter.objects.filter(pk=counter.pk).update(last=counter.last + count)
    short = str(quarter).replace("Q", "-Q")[2:].replace("-", "")
    return [f"S-{COUNTY}-{short}-{number:06d}" for number in range(first, first + count)]


def _settle_counters(quarter: Quarter) -> None:
    """Each allotment holds just what its commitments add up to, and so upwards."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projects_allotment a SET committed_fen = c.fen, ceiling_fen = c.fen FROM "
            "(SELECT allotment_id, sum(fen) fen FROM projects_commitment WHERE released_at IS NULL GROUP BY 1) c, "
            "projects_programme p WHERE c.allotment_id = a.id AND p.id = a.programme_id AND p.name = %s",
            [f"{NAME} {quarter}"],
        )
        cursor.execute(
            "UPDATE projects_programme p SET allotted_fen = (SELECT coalesce(sum(ceiling_fen), 0) FROM projects_allotment "
            "WHERE programme_id = p.id) WHERE name = %s",
            [f"{NAME} {quarter}"],
        )
