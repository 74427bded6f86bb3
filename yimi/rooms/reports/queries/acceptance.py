"""The acceptance list: the sessions that a figure counts, each with its verdict, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Q, QuerySet, Sum

from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import COUNTY
from yimi.rooms.people.models import PersonCategory
from yimi.rooms.people.states import SENSITIVE_CATEGORIES
from yimi.rooms.projects.models import Session, SessionParticipant
from yimi.rooms.reports.queries.coverage import field_of_types
from yimi.rooms.reports.queries.tallies import Decided, listed
from yimi.rooms.review.queries import with_verdict
from yimi.rooms.review.states import FINAL

UNDECIDED = "none"
AMOUNT = ExpressionWrapper(F("price_fen") * F("percent") / 100, output_field=BigIntegerField())


@dataclass(frozen=True)
class Totals:
    """What a list comes to: sessions, people and fen; and how many sessions nobody has decided yet."""

    sessions: int
    people: int
    fen: int
    undecided: int
    by_result: dict[str, Decided]


def acceptance(reach: Reach, where: Mapping[str, str]) -> QuerySet[Any]:
    """`tallies.listed` with three more keys (provider, field, group); rows carry verdict and `amount_fen`.

    `result` is a comma-separated list, or "none" for sessions nobody has decided. A sensitive group is
    listed for the county only; for anybody else it lists nothing.
    """
    result = where.get("result", "")
    found = listed(
        reach, {key: value for key, value in where.items() if key != "result" or where.get("decided")}
    )
    if where.get("provider"):
        found = found.filter(provider=where["provider"])
    if where.get("field"):
        types = [code for code, name in field_of_types().items() if name == where["field"]]
        found = found.filter(type__in=types)
    if where.get("group"):
        found = found.filter(pk__in=_attended_by(where["group"], sensitive=reach.has(*COUNTY)))
    rows: QuerySet[Any] = with_verdict(Session.objects.filter(pk__in=found.values("pk"))).annotate(
        amount_fen=AMOUNT
    )
    if result == UNDECIDED:
        return rows.filter(result__isnull=True)
    return rows.filter(result__in=result.split(",")) if result else rows


def totals_of(rows: QuerySet[Any]) -> Totals:
    """One query, however many rows."""
    groups = (
        rows.order_by()
        .values("result")
        .annotate(n=Count("pk"), people=Sum("people_count"), fen=Sum("amount_fen"))
    )
    found = {row["result"]: Decided(row["n"], row["people"] or 0, int(row["fen"] or 0)) for row in groups}
    return Totals(
        sessions=sum(each.sessions for each in found.values()),
        people=sum(each.people for each in found.values()),
        fen=sum(each.fen for each in found.values()),
        undecided=found.get(None, Decided()).sessions,
        by_result={str(result): found[result] for result in sorted(FINAL) if result in found},
    )


def _attended_by(group: str, *, sensitive: bool) -> QuerySet[Any]:
    """Sessions to which somebody came who is registered in the category today (as `coverage` counts them)."""
    today = clock.today()
    running = Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gte=today))
    held = PersonCategory.objects.filter(running, category=group)
    if not sensitive:
        held = held.exclude(category__in=sorted(SENSITIVE_CATEGORIES))
    came = SessionParticipant.objects.filter(person__in=held.values("person")).exclude(attended=False)
    return came.values("session")
