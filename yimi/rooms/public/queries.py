"""What the public pages and the county's complaint list read."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.crypto import blind_index
from yimi.kernel.errors import Refusal
from yimi.kernel.files import StoredFile
from yimi.kernel.periods import Month
from yimi.kernel.reach import Reach
from yimi.rooms.places.models import Division
from yimi.rooms.public import rules
from yimi.rooms.public.models import Complaint, Notice, PublishedItem, WallEntry, WallPicture

PAGE = 24


@dataclass(frozen=True)
class Choices:
    """What the wall can be filtered by: only what is on it."""

    towns: list[str]
    types: list[tuple[str, str]]
    months: list[Month]


def wall(county: str, *, town: str = "", type_code: str = "", month: str = "") -> QuerySet[WallEntry]:
    """Entries on show, newest first, with their pictures (one more query for all of them)."""
    found = WallEntry.objects.on_show().filter(county=county)
    if town:
        found = found.filter(town=town)
    if type_code:
        found = found.filter(type_code=type_code)
    if month:
        asked = Month.parse(month)
        found = found.filter(held_on__range=(asked.start, asked.end))
    return found.order_by("-held_on", "-id").prefetch_related(
        "pictures", "pictures__file", "pictures__poster"
    )


def page_of(entries: QuerySet[WallEntry], after: str = "", size: int = PAGE) -> tuple[list[WallEntry], str]:
    """One page after the cursor "2026-11-21.42", and the next cursor; a broken cursor is the first page."""
    day, _dot, pk = after.partition(".")
    try:
        held_on, last = datetime.date.fromisoformat(day), int(pk)
    except ValueError:
        rows = list(entries[: size + 1])
    else:
        earlier = entries.filter(held_on__lt=held_on) | entries.filter(held_on=held_on, id__lt=last)
        rows = list(earlier[: size + 1])
    shown = rows[:size]
    more = len(rows) > size
    return shown, f"{shown[-1].held_on.isoformat()}.{shown[-1].pk}" if more else ""


def wall_choices(county: str) -> Choices:
    """The towns, types and months that have an entry."""
    shown = WallEntry.objects.on_show().filter(county=county).order_by()
    months = shown.annotate(month=TruncMonth("held_on")).values_list("month", flat=True).distinct()
    return Choices(
        towns=sorted(shown.values_list("town", flat=True).distinct()),
        types=sorted(set(shown.values_list("type_code", "type_name"))),
        months=[Month.containing(day) for day in sorted(months, reverse=True)],
    )


def entry(slug: str) -> WallEntry | None:
    """An entry on show with its pictures; a withdrawn one is gone for the public."""
    found = WallEntry.objects.on_show().filter(slug=slug)
    return found.prefetch_related("pictures", "pictures__file", "pictures__poster").first()


def picture_file(picture_id: int, *, poster: bool) -> StoredFile | None:
    """The bytes of a picture whose entry is on show."""
    found = WallPicture.objects.filter(pk=picture_id, entry__withdrawn_at__isnull=True)
    picture = found.select_related("file", "poster").first()
    if picture is None:
        return None
    return picture.poster if poster else picture.file


def notices(county: str, kind: str = "") -> QuerySet[Notice]:
    """Notices on show, newest first."""
    found = Notice.objects.on_show().filter(county=county)
    return (found.filter(kind=kind) if kind else found).order_by("-published_at", "-id")


def notices_page(county: str, kind: str = "", after: str = "", size: int = PAGE) -> tuple[list[Notice], str]:
    """One page of notices after the cursor (a row's id), and the cursor of the next."""
    found = notices(county, kind).order_by("-id")
    rows = list(
        (found.filter(id__lt=int(after)) if after.isdecimal() and len(after) < 19 else found)[: size + 1]
    )
    return rows[:size], str(rows[size - 1].pk) if len(rows) > size else ""


def notice(slug: str) -> Notice | None:
    return Notice.objects.on_show().filter(slug=slug).select_related("file").first()


def service_list(county: str) -> list[tuple[str, list[PublishedItem]]]:
    """The published list by category, in its printed order (A3-03: 6 categories, 31 items)."""
    by_category: dict[str, list[PublishedItem]] = {}
    for item in PublishedItem.objects.filter(county=county).order_by("order", "code"):
        by_category.setdefault(item.category, []).append(item)
    return list(by_category.items())


def complaint(number: str) -> Complaint | None:
    """By its tracking number, however it was typed."""
    plain = "".join(number.split()).replace("-", "").lower()
    return Complaint.objects.filter(number=plain).first() if plain else None


def complaints_waiting(reach: Reach) -> QuerySet[Complaint]:
    """What still wants a reply or an answer, nearest due date first."""
    return Complaint.objects.visible_to(reach).waiting().order_by("answer_due", "id")


def waiting_for(reach: Reach) -> dict[str, int]:
    """How many complaints wait, and how many are past a due date, for "today"."""
    waiting = complaints_waiting(reach).aggregate(all=Count("id"))
    late = complaints_waiting(reach).filter(answer_due__lt=clock.today()).count()
    return {"complaints": waiting["all"], "complaints_late": late}


def card_of(division: Division) -> str:
    """The code printed on a village's service card; without the county's key nobody can make one up."""
    stem = division.code[:12]
    return rules.card_digits(stem[6:12], blind_index(stem, "public.village_card"))


def village_of(card: str, county: str) -> Division:
    """The village whose card this is; raises Refusal for a mistyped or invented one."""
    digits = rules.plain_card(card)
    village = Division.objects.filter(code=f"{county}{digits[:6]}").first()
    if village is None or rules.plain_card(card_of(village)) != digits:
        raise Refusal(_("这个村码不对。请对照点单卡再输一次，或直接打电话点单。"), field="card")
    return village
