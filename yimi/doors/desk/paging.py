"""Keyset paging for lists that are not ordered by time: as fast on the last page as on the first."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal
from yimi.rooms.projects.queries import Page

Row = TypeVar("Row", bound=Model)
SIZE = 50
COUNTED = 1000


def ascending(rows: QuerySet[Row], cursor: str, *, by: str, size: int = SIZE) -> Page[Row]:
    """The next rows by a text column and the key after it. The cursor is `key.text` of the last row shown."""
    if cursor:
        pk, _dot, value = cursor.partition(".")
        rows = rows.filter(Q(**{f"{by}__gt": value}) | Q(**{by: value}, pk__gt=_whole(pk)))
    found = list(rows.order_by(by, "pk")[: size + 1])
    if len(found) <= size:
        return Page(found)
    last = found[size - 1]
    return Page(found[:size], f"{last.pk}.{getattr(last, by)}")


def nearest(rows: QuerySet[Row], cursor: str, *, size: int = SIZE) -> Page[Row]:
    """The next rows of a list in the order (closes_on, rank, division, key); the cursor is those four of the last one."""
    if cursor:
        day, rank, division, pk = _four(cursor)
        later = Q(rank__gt=rank) | Q(rank=rank, division__gt=division)
        later |= Q(rank=rank, division=division, pk__gt=pk)
        rows = rows.filter(Q(closes_on__gt=day) | later, closes_on__gte=day)
    found = list(rows[: size + 1])
    if len(found) <= size:
        return Page(found)
    last: Any = found[size - 1]
    return Page(found[:size], f"{last.closes_on}~{last.rank}~{last.division_id}~{last.pk}")


def newest(rows: QuerySet[Row], cursor: str, *, size: int = SIZE) -> Page[Row]:
    """The next rows, the latest first; the cursor is the key of the last row shown."""
    if cursor:
        rows = rows.filter(pk__lt=_whole(cursor))
    found = list(rows.order_by("-pk")[: size + 1])
    return Page(found[:size], str(found[size - 1].pk) if len(found) > size else "")


def counted(rows: QuerySet[Row]) -> int | None:
    """How many there are, as long as counting stays cheap; None above a thousand."""
    count = rows.order_by()[: COUNTED + 1].count()
    return count if count <= COUNTED else None


def _four(cursor: str) -> tuple[date, int, str, int]:
    parts = cursor.split("~")
    if len(parts) == 4 and parts[1].isdecimal() and len(parts[1]) == 1 and parts[2].isdecimal():
        with suppress(ValueError):
            return date.fromisoformat(parts[0]), int(parts[1]), parts[2], _whole(parts[3])
    raise Refusal(_("翻页的位置看不懂，请从第一页重新打开列表。"))


def _whole(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 < number < 2**63:
        raise Refusal(_("翻页的位置看不懂，请从第一页重新打开列表。"))
    return number
