"""What has been decided about a session, for one and for many."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from yimi.rooms.evidence.models import Flag
from yimi.rooms.projects.models import Session
from yimi.rooms.review.models import PreCheck, Verdict, VerdictQuerySet
from yimi.rooms.review.rules import WEIGHTS
from yimi.rooms.review.states import BINDING, FINAL, PreCheckResult, Result, VerdictKind

# Sessions with columns that no model declares.
Annotated = QuerySet[Any]


def deciding() -> VerdictQuerySet:
    """Verdicts that settle a session: binding, final and not retracted; the newest of a session counts."""
    return Verdict.objects.standing().filter(kind__in=BINDING, result__in=FINAL)


def effective_verdict(session: Session) -> Verdict | None:
    """The verdict that holds now: an appeal or a ruling stands above the first one. None: not decided."""
    return deciding().filter(session=session).select_related("given_by").order_by("-pk").first()


def with_verdict(sessions: QuerySet[Session]) -> Annotated:
    """Annotate `result`, `percent`, `verdict_id`, `verdict_at` of the verdict that holds, or None.

    A returned session is undecided: its provider is completing it.
    """
    newest = deciding().filter(session=OuterRef("pk")).order_by("-pk")
    return sessions.annotate(
        result=Subquery(newest.values("result")[:1]),
        percent=Subquery(newest.values("percent")[:1]),
        verdict_id=Subquery(newest.values("pk")[:1]),
        verdict_at=Subquery(newest.values("given_at")[:1]),
    )


def with_round(sessions: QuerySet[Session]) -> Annotated:
    """Annotate `round`: 1, and one more for every time the session was returned."""
    station = PreCheck.objects.filter(session=OuterRef("pk"), result=PreCheckResult.RETURNED)
    county = Verdict.objects.standing().filter(session=OuterRef("pk"), result=Result.RETURN)
    return sessions.annotate(round=Value(1) + _count(station) + _count(county))


def with_risk(sessions: QuerySet[Session]) -> Annotated:
    """Annotate `risk` (the sum of `rules.WEIGHTS`, each code once), `flag_count` and `strong_count`.

    What speaks for a session (strength support) is neither risk nor counted.
    """
    weight = Case(
        *(When(code=code, then=Value(points)) for code, points in WEIGHTS.items()),
        default=Value(0),
        output_field=IntegerField(),
    )
    flags = Flag.objects.filter(session=OuterRef("pk")).exclude(strength="support").order_by()
    total = flags.values("session").annotate(total=Sum(weight, distinct=True)).values("total")
    return sessions.annotate(
        risk=Coalesce(Subquery(total, output_field=IntegerField()), 0),
        flag_count=_count(flags),
        strong_count=_count(flags.filter(strength__in=["certain", "strong"])),
    )


def round_of(session: Session) -> int:
    """Which round of review the session is in."""
    returned = PreCheck.objects.filter(session=session, result=PreCheckResult.RETURNED).count()
    return 1 + returned + Verdict.objects.standing().filter(session=session, result=Result.RETURN).count()


def precheck_of(session: Session) -> PreCheck | None:
    """The station's look in the present round."""
    return (
        PreCheck.objects.filter(session=session, round=round_of(session)).select_related("checked_by").first()
    )


def history_of(session: Session) -> list[PreCheck | Verdict]:
    """Everything said about a session in the order of time, retracted verdicts included."""
    checks = PreCheck.objects.filter(session=session).select_related("checked_by")
    verdicts = Verdict.objects.filter(session=session).select_related("given_by", "retracted_by")
    return sorted(
        [*checks, *verdicts], key=lambda row: row.checked_at if isinstance(row, PreCheck) else row.given_at
    )


def returns_by_county(session: Session) -> int:
    """How often the county has sent the session back."""
    return (
        Verdict.objects.standing()
        .filter(session=session, result=Result.RETURN, kind=VerdictKind.FIRST)
        .count()
    )


def _count(rows: QuerySet[PreCheck] | QuerySet[Verdict] | QuerySet[Flag]) -> Coalesce:
    counted = rows.order_by().values("session").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
