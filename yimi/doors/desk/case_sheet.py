"""The printed A4 forms F1–F8 and G1–G3: filled from a case, or empty for the pen."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.case_access import WORKERS, kind_of, look
from yimi.doors.desk.case_rows import rows_of
from yimi.doors.desk.filling import only_for
from yimi.doors.desk.prints.head import head_of
from yimi.doors.desk.prints.sheet import Row
from yimi.kernel import audit
from yimi.rooms.casework.models import Case, Paper
from yimi.rooms.casework.queries import details
from yimi.rooms.casework.queries.family import genogram_of
from yimi.rooms.casework.queries.surroundings import ecomap_of
from yimi.rooms.casework.states import PaperKind

SIGNED = {"F1", "F3", "F5", "F7"}  # by the client as well


@require_safe
def paper_print(request: Asked, pk: int) -> HttpResponse:
    """One form of a case, filled."""
    only_for(request, *WORKERS)
    rows = Paper.objects.visible_to(request.reach)
    found = get_object_or_404(
        rows.select_related("case__person__division", "case__worker", "filed_by", "decided_by"), pk=pk
    )
    if answer := look(request, found.case, f"paper_print-{pk}"):
        return answer
    if found.case.person is not None:
        audit.viewed(by=request.user, subject=found.case.person, purpose="print")
    return render(request, "desk/cases/sheet.html", _filled(request, found))


def _filled(request: Asked, paper: Paper) -> dict[str, Any]:
    case, kind = paper.case, PaperKind(paper.kind)
    return {
        **_form(kind, case),
        **head_of(request, case.division_id, case.number, reverse("desk:case", args=[case.pk]), case.number),
        "paper": paper,
        "rows": rows_of(kind, paper.data),
        "goals": details.goals_of(case) if kind in (PaperKind.PLAN, PaperKind.EVALUATION) else [],
        "members": details.members_of(case) if case.is_group else [],
        "came": set(paper.attendance.values_list("member", flat=True)),
        "genogram": genogram_of(case) if kind == PaperKind.ASSESSMENT else None,
        "ecomap": ecomap_of(case) if kind == PaperKind.ASSESSMENT else None,
        "consents": list(case.consents.order_by("pk")) if kind == PaperKind.INTAKE else [],
        "referral": getattr(paper, "referral", None) if kind == PaperKind.REFERRAL else None,
    }


def _form(kind: PaperKind, case: Case | None) -> dict[str, Any]:
    """The words of a form, and whom it is about."""
    place = Row(_("村（社区）"), case.division.name if case else "")
    if kind.value.startswith("G"):
        first = Row(_("小组名称"), case.title if case else "", beside=place)
    else:
        first = Row(_("姓名"), case.person.name if case and case.person else "", beside=place)
    return {"kind": kind, "title": kind.label, "first": [first], "signed": kind.value in SIGNED}


@require_safe
def paper_blank(request: Asked, form: str) -> HttpResponse:
    """An empty sheet to take along; filled by hand and entered later."""
    only_for(request, *WORKERS)
    kind = kind_of(form)
    context = {
        **_form(kind, None),
        "blank": True,
        "back": reverse("desk:prints"),
        "back_label": _("空白表"),
        "rows": rows_of(kind, {}, blank=True),
        "empty_goals": kind in ("F3", "F6"),
    }
    return render(request, "desk/cases/sheet.html", context)


urlpatterns = [
    path("papers/<int:pk>/print/", paper_print, name="paper_print"),
    path("cases/blank/<slug:form>/", paper_blank, name="paper_blank"),
]
