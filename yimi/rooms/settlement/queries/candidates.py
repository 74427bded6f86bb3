"""What a quarter's freeze works on: sessions due, money left, debts. Each is one query, whatever the size."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from yimi.kernel.periods import Quarter
from yimi.rooms.network.models import FrameworkContract
from yimi.rooms.projects.models import Allotment, Session
from yimi.rooms.projects.states import SessionState
from yimi.rooms.review.queries import with_verdict
from yimi.rooms.review.states import FINAL
from yimi.rooms.settlement.models import Clawback, Statement, StatementLine

FEN: BigIntegerField[int, int] = BigIntegerField()


def submitted_by_the_end_of(county: str, quarter: Quarter) -> QuerySet[Any]:
    """Sessions of the county submitted complete before the quarter ended, with what the review says."""
    _start, after = quarter.bounds()
    return with_verdict(
        Session.objects.filter(county=county, state=SessionState.SUBMITTED, submitted_at__lt=after)
    )


def unreviewed(county: str, quarter: Quarter) -> QuerySet[Any]:
    """What the county still has to review before the quarter can be closed (decision 5)."""
    handed_in = submitted_by_the_end_of(county, quarter)
    return handed_in.filter(Q(result__isnull=True) | ~Q(result__in=sorted(FINAL))).order_by("number")


def due_sessions(county: str, quarter: Quarter) -> QuerySet[Any]:
    """Reviewed sessions that no statement has settled yet.

    Three ways in: never listed; carried over by the last statement that lists it; or settled at a lower
    share than an appeal has since given it, for the difference. A clawed-back session never comes back.
    """
    lines = StatementLine.objects.filter(session=OuterRef("pk"))
    latest = lines.order_by("-statement__position")
    settled = lines.filter(carried=False).order_by().values("session").annotate(fen=Sum("amount_fen"))
    due: QuerySet[Any] = (
        submitted_by_the_end_of(county, quarter)
        .filter(result__in=sorted(FINAL))
        .annotate(
            listed=Exists(lines),
            last_carried=Subquery(latest.values("carried")[:1]),
            last_percent=Subquery(latest.values("percent")[:1]),
            last_quarter=Subquery(latest.values("statement__quarter")[:1]),
            settled_fen=Coalesce(Subquery(settled.values("fen")), 0, output_field=FEN),
            clawed_back=Exists(Clawback.objects.filter(session=OuterRef("pk"))),
        )
        .filter(
            Q(listed=False)
            | Q(last_carried=True)
            | Q(last_carried=False, last_percent__lt=F("percent"), clawed_back=False)
        )
        .select_related("type", "provider", "town", "village", "site", "allotment__programme__contract")
        .order_by("id")
    )
    return due


def held_on(session: Session) -> datetime.date:
    """The county's day on which it was really held."""
    return timezone.localdate(session.actual_start or session.starts_at)


def cash_by_town(county: str, quarter: Quarter) -> dict[str, int]:
    """Fen each town may be paid for in the quarter (decision 4).

    A town in which no allotment names a cash budget has no cash limit and is left out; where some do, an
    allotment without one counts with its ceiling.
    """
    rows = (
        Allotment.objects.filter(county=county, quarter=str(quarter))
        .order_by()
        .values("town")
        .annotate(named=Count("cash_fen"), fen=Sum(Coalesce("cash_fen", "ceiling_fen", output_field=FEN)))
    )
    return {row["town"]: int(row["fen"]) for row in rows if row["named"]}


class Contracts:
    """Which contract pays a session: the programme's own if it is this provider's, else the framework
    contract in force on the day for the type. None means that no ceiling of a contract applies."""

    def __init__(self, provider_ids: Iterable[int]) -> None:
        self._of: dict[int, list[FrameworkContract]] = {}
        found = FrameworkContract.objects.filter(provider__in=set(provider_ids)).order_by("-starts_on", "-id")
        for contract in found:
            self._of.setdefault(contract.provider_id, []).append(contract)

    def paying(self, session: Session, day: datetime.date) -> int | None:
        named = session.allotment.programme.contract
        if named is not None and named.provider_id == session.provider_id:
            return int(named.pk)
        for contract in self._of.get(session.provider_id, []):
            in_force = contract.starts_on <= day <= contract.ends_on
            if in_force and (not contract.type_codes or session.type_id in contract.type_codes):
                return int(contract.pk)
        return None

    def balances(self) -> dict[int, int]:
        """Fen left per contract: its ceiling less what frozen statements pay in cash."""
        contracts = [contract for several in self._of.values() for contract in several]
        used: dict[int, Any] = dict(
            StatementLine.objects.filter(contract__in=contracts, carried=False)
            .order_by()
            .values("contract")
            .annotate(fen=Sum(F("amount_fen") - F("offset_fen"), output_field=FEN))
            .values_list("contract", "fen")
        )
        return {int(c.pk): max(0, int(c.ceiling_fen) - int(used.get(c.pk, 0))) for c in contracts}


def debts_of(county: str) -> dict[int, int]:
    """Fen each provider still owed at the end of its last statement."""
    last = (
        Statement.objects.filter(county=county)
        .order_by("provider", "-position")
        .distinct("provider")
        .values_list("provider", "debt_out_fen")
    )
    return {provider: int(fen) for provider, fen in last if fen}


def clawbacks_of(county: str) -> dict[int, list[Clawback]]:
    """Claw-backs no statement has deducted yet, per provider."""
    found: dict[int, list[Clawback]] = {}
    for clawback in Clawback.objects.filter(county=county).not_yet_deducted().select_related("session"):
        found.setdefault(clawback.provider_id, []).append(clawback)
    return found
