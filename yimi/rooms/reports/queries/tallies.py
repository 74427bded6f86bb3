"""Counting sessions of a county over a period, per group; one query a figure, however many rows there are.

Decision 5 decides what belongs where: a session is *submitted* in the period in which it was complete, and
*decided* in the period in which its effective verdict was given, so a late verdict counts in the next one.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Q, QuerySet, Sum

from yimi.kernel.periods import Month, Quarter
from yimi.kernel.reach import Reach
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.states import SessionState
from yimi.rooms.review.models import CallBack, Verdict
from yimi.rooms.review.queries import with_verdict
from yimi.rooms.review.states import HEARD, Result, VerdictKind

Span = tuple[datetime.datetime, datetime.datetime]
Period = Month | Quarter


@dataclass(frozen=True)
class Voices:
    """Call-backs of a group: how many were heard, how many confirmed it, satisfaction and sample."""

    asked: int = 0
    heard: int = 0
    confirmed: int = 0
    satisfaction_sum: int = 0
    satisfaction_n: int = 0


@dataclass(frozen=True)
class Decided:
    """Sessions of one result: how many, how many people, how much in fen."""

    sessions: int = 0
    people: int = 0
    fen: int = 0


def period_of(text: str) -> Period:
    """ "2026-11" or "2026Q4"; raises Refusal for anything else."""
    return Quarter.parse(text) if "Q" in text else Month.parse(text)


def submitted_in(sessions: QuerySet[Session], span: Span) -> QuerySet[Session]:
    return sessions.filter(state=SessionState.SUBMITTED, submitted_at__gte=span[0], submitted_at__lt=span[1])


def decided_in(sessions: QuerySet[Session], counties: Collection[str], span: Span) -> QuerySet[Any]:
    """Sessions whose effective verdict was given in the span, annotated with it."""
    looked_at = Verdict.objects.standing().filter(
        county__in=counties, given_at__gte=span[0], given_at__lt=span[1]
    )
    candidates = sessions.filter(pk__in=looked_at.values("session"))
    return with_verdict(candidates).filter(verdict_at__gte=span[0], verdict_at__lt=span[1])


def returns_in(counties: Collection[str], span: Span) -> QuerySet[Verdict]:
    """Verdicts by which the counties sent a session back in the span."""
    return Verdict.objects.standing().filter(
        county__in=counties,
        kind=VerdictKind.FIRST,
        result=Result.RETURN,
        given_at__gte=span[0],
        given_at__lt=span[1],
    )


def listed(reach: Reach, where: Mapping[str, str]) -> QuerySet[Any]:
    """The sessions a figure counts: `where` as kept beside the figure, read from a query string again.

    Keys: submitted, decided, returned, called (a period each), result, station, type, theme, village. Rows
    outside the reach are left out, so a link never shows more than its reader may see; somebody who serves
    in two counties sees the sessions of both.
    """
    sessions: QuerySet[Any] = Session.objects.visible_to(reach)
    for key in ("station", "type", "theme", "town", "village"):
        if where.get(key):
            sessions = sessions.filter(**{key: where[key]})
    if where.get("submitted"):
        sessions = submitted_in(sessions, period_of(where["submitted"]).bounds())
    counties = reach.counties()
    if where.get("returned"):
        returned = returns_in(counties, period_of(where["returned"]).bounds())
        sessions = sessions.filter(pk__in=returned.values("session"))
    if where.get("called"):
        called = calls_in(counties, period_of(where["called"]).bounds())
        sessions = sessions.filter(pk__in=called.values("session"))
    if where.get("decided"):
        sessions = decided_in(sessions, counties, period_of(where["decided"]).bounds())
        if where.get("result"):
            sessions = sessions.filter(result__in=where["result"].split(","))
    return sessions


def submitted_by(group: str, sessions: QuerySet[Session], span: Span) -> dict[Any, int]:
    rows = submitted_in(sessions, span).order_by().values(group).annotate(n=Count("pk"))
    return {row[group]: row["n"] for row in rows}


def decided_by(
    group: str, sessions: QuerySet[Session], county: str, span: Span
) -> dict[Any, dict[str, Decided]]:
    """Per group and result. Money is price × percent of each session, as it will be settled."""
    amount = ExpressionWrapper(F("price_fen") * F("percent") / 100, output_field=BigIntegerField())
    rows = (
        decided_in(sessions, [county], span)
        .order_by()
        .values(group, "result")
        .annotate(n=Count("pk"), people=Sum("people_count"), fen=Sum(amount))
    )
    found: dict[Any, dict[str, Decided]] = {}
    for row in rows:
        each = Decided(row["n"], row["people"] or 0, int(row["fen"] or 0))
        found.setdefault(row[group], {})[row["result"]] = each
    return found


def returned_by(group: str, county: str, span: Span) -> dict[Any, int]:
    """Sessions sent back per group, each counted once."""
    key = f"session__{group}"
    rows = returns_in([county], span).order_by().values(key).annotate(n=Count("session", distinct=True))
    return {row[key]: row["n"] for row in rows}


def reasons_of_returns(county: str, span: Span) -> Counter[str]:
    """How often each reason stands on a return; codes only, nobody's name."""
    found: Counter[str] = Counter()
    for codes in returns_in([county], span).values_list("reason_codes", flat=True):
        found.update(set(codes))
    return found


def calls_in(counties: Collection[str], span: Span) -> QuerySet[CallBack]:
    return CallBack.objects.filter(county__in=counties, called_at__gte=span[0], called_at__lt=span[1])


def voices_by(group: str, county: str, span: Span, only: Q | None = None) -> dict[Any, Voices]:
    key = f"session__{group}"
    calls = calls_in([county], span)
    rows = (
        (calls if only is None else calls.filter(only))
        .order_by()
        .values(key)
        .annotate(
            asked=Count("pk"),
            heard=Count("pk", filter=Q(outcome__in=sorted(HEARD))),
            confirmed=Count("pk", filter=Q(outcome__in=sorted(HEARD), happened=True)),
            total=Sum("satisfaction"),
            n=Count("satisfaction"),
        )
    )
    return {
        row[key]: Voices(row["asked"], row["heard"], row["confirmed"], row["total"] or 0, row["n"])
        for row in rows
    }
