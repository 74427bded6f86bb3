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
    trees = (
        (Allotment.objects.filter(where), standing, "committed_fen"),
        (Programme.objects.filter(where), F("allotments__ceiling_fen"), "allotted_fen"),
        (FundSource.objects.filter(where), F("programmes__ceiling_fen"), "allotted_fen"),
    )
    return [
        f"{rows.model._meta.model_name} {pk}: {counter} ≠ {real}"
        for rows, part, name in trees
        for pk, counter, real in rows.annotate(real=Coalesce(Sum(part), 0))
        .exclude(**{name: F("real")})
        .order_by("pk")
        .values_list("pk", name, "real")
    ]
