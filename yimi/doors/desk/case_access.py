"""A case behind a page: found within the reach, opened for a purpose when its person's file is sensitive."""

from __future__ import annotations

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from yimi.doors.desk import people_file
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import only_for
from yimi.kernel import audit
from yimi.rooms.casework.models import Case
from yimi.rooms.casework.models.scope import HEADS, WORKERS
from yimi.rooms.casework.states import PaperKind

__all__ = ["HEADS", "WORKERS", "case_of", "kind_of", "look"]


def case_of(request: Asked, pk: int) -> Case:
    """A case of one's own, or of one's area for the head and the county."""
    only_for(request, *WORKERS)
    rows = Case.objects.visible_to(request.reach)
    return get_object_or_404(
        rows.select_related("person__division", "division", "worker", "alert", "previous"), pk=pk
    )


def look(request: Asked, case: Case, to: str = "") -> HttpResponseRedirect | None:
    """Where to say why first, for a minor's or a patient's case; None lets pass, and the look is written down.

    The answered question leads to the case, or to the page of `people.NUMBERED` that `to` names.
    """
    person = case.person
    if person is None:
        return None
    purpose = people_file.purpose_of(request, person)
    if purpose is None:
        then = f"next={to}" if to else f"case={case.pk}"
        return redirect(f"{reverse('desk:person_purpose', args=[person.pk])}?{then}")
    if purpose:
        audit.viewed(by=request.user, subject=person, purpose=purpose)
    return None


def kind_of(form: str) -> PaperKind:
    """F1 … G3 from an address; anything else is not found."""
    if form not in PaperKind.values:
        raise Http404
    return PaperKind(form)
