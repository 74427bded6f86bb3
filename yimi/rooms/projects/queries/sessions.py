"""Lists of sessions: filters, and pages that stay as fast at 100,000 rows as at 100 (keyset paging)."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal
from yimi.kernel.reach import Reach
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.models.characters import holds

Row = TypeVar("Row", bound=Model)
NUMBER = re.compile(r"^S-\d{6}-\d{2}Q[1-4]-\d{6}$")
PAGE = 50


@dataclass(frozen=True)
class SessionFilter:
    """What the filter bar of a session list holds; an empty field does not filter."""

    text: str = ""
    type: str = ""
    village: str = ""
    town: str = ""
    provider: int | None = None
    state: str = ""
    first: date | None = None
    last: date | None = None
    theme: int | None = None
    series: int | None = None
    week: str = ""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list, and the cursor of the one after it (empty at the end)."""

    rows: list[Row] = field(default_factory=list)
    next: str = ""


def find_sessions(reach: Reach, wanted: SessionFilter) -> QuerySet[Session]:
    """Sessions within the reach that match, with what a list shows."""
    equal = {
        "type": wanted.type,
        "village": wanted.village,
        "town": wanted.town,
        "provider": wanted.provider,
        "state": wanted.state,
        "theme": wanted.theme,
        "series": wanted.series,
        "review_week": wanted.week,
    }
    found = Session.objects.visible_to(reach).filter(
        **{name: value for name, value in equal.items() if value}
    )
    if wanted.first:
        found = found.filter(starts_at__gte=_midnight(wanted.first))
    if wanted.last:
        found = found.filter(starts_at__lt=_midnight(wanted.last + timedelta(days=1)))
    if wanted.text.strip():
        found = found.filter(_matches(wanted.text.strip()))
    return found.select_related("type", "village", "town", "provider", "site")


def page_after(
    rows: QuerySet[Row], cursor: str = "", *, by: str = "starts_at", size: int = PAGE
) -> Page[Row]:
    """The next `size` rows, newest first, after the row the cursor stands for. Raises Refusal."""
    if cursor:
        at, pk = _read(cursor)
        earlier = Q(**{f"{by}__lt": at}) | Q(**{by: at, "pk__lt": pk})
        rows = rows.filter(Q(**{f"{by}__lte": at}) & earlier)
    found = list(rows.order_by(F(by).desc(), "-pk")[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(found, _write(getattr(found[-1], by), found[-1].pk) if more else "")


def _matches(text: str) -> Q:
    upper = text.upper()
    if NUMBER.match(upper):
        return Q(number=upper)
    if upper.startswith("S-"):
        return Q(number__startswith=upper)
    if text.isdigit():
        return Q(number__endswith=f"-{text.zfill(6)}")
    return holds("title", text)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _write(at: datetime, pk: int) -> str:
    return base64.urlsafe_b64encode(f"{at.isoformat()} {pk}".encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, int]:
    try:
        plain = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode()
        at, pk = plain.rsplit(" ", 1)
        moment = datetime.fromisoformat(at)
        if timezone.is_naive(moment) or not 0 < int(pk) < 2**63:
            raise ValueError
        return moment, int(pk)
    except (ValueError, binascii.Error) as error:
        raise Refusal(_("翻页的位置看不懂，请从第一页重新打开列表。")) from error
