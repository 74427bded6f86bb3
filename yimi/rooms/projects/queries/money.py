"""What is left of an allotment, and the proof that every counter equals its rows."""

from __future__ import annotations

from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from yimi.rooms.projects.models import Allotment, FundSource, Programme


def allotments_for(*, town: str, type_code: str, quarter: str) -> QuerySet[Allotment]:
    """Allotments an order of this type in this town and quarter may use, the roomiest first."""
    return (
        Allotment.objects.filter(town=town, type=type_code, quarter=quarter)
        .select_related("programme", "type", "town")
        .order_by(F("committed_fen") - F("ceiling_fen"), "id")
    )


def name_of_allotment(allotment: Allotment) -> str:
    """How an allotment is called in a sentence: programme, town, type, quarter."""
    return f"{allotment.programme.name} · {allotment.town.name} · {allotment.type.name} · {allotment.quarter}"


def imbalances(county: str | None = None) -> list[str]:
    """Every counter of the budget tree that differs from the sum of its rows; empty when all is well."""
    where = Q(county=county) if county else Q()
    standing = Case(When(commitments__released_at__isnull=True, then="commitments__fen"))
    allotments = Allotment.objects.filter(where).annotate(rows=Coalesce(Sum(standing), 0))
    programmes = Programme.objects.filter(where).annotate(rows=Coalesce(Sum("allotments__ceiling_fen"), 0))
    funds = FundSource.objects.filter(where).annotate(rows=Coalesce(Sum("programmes__ceiling_fen"), 0))
    return [
        *(f"allotment {a.pk}: {a.committed_fen} ≠ {a.rows}" for a in allotments.exclude(committed_fen=F("rows"))),
        *(f"programme {p.pk}: {p.allotted_fen} ≠ {p.rows}" for p in programmes.exclude(allotted_fen=F("rows"))),
        *(f"fund {f.pk}: {f.allotted_fen} ≠ {f.rows}" for f in funds.exclude(allotted_fen=F("rows"))),
    ]
