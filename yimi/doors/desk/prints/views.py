"""Pages of the forms: all that there are, one empty, one filled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.case_access import WORKERS
from yimi.doors.desk.filling import only_for
from yimi.doors.desk.prints.head import head_of
from yimi.doors.desk.prints.sheet import Found, Printed
from yimi.doors.desk.prints.table import BY_WORD, FILLED, FORMS, path_of
from yimi.doors.desk.responsible import gate
from yimi.kernel import audit
from yimi.rooms.casework.states import PaperKind
from yimi.rooms.people.queries.register import sensitive_among

EVERYBODY = frozenset[str]().union(*(each.roles for each in FORMS))


@require_safe
def prints(request: Asked) -> HttpResponse:
    """The empty forms one may take along."""
    reach = only_for(request, *EVERYBODY)
    context = {
        "forms": [each for each in FORMS if each.is_blank and reach.has(*each.roles)],
        "papers": list(PaperKind) if reach.has(*WORKERS) else [],
    }
    return render(request, "desk/prints/prints.html", context)


@require_safe
def sheet_blank(request: Asked, word: str) -> HttpResponse:
    """An empty form, filled by hand and entered later."""
    form = BY_WORD.get(word)
    if form is None or not form.is_blank:
        raise Http404
    only_for(request, *form.roles)
    context = {"blank": True, "back": reverse("desk:prints"), "back_label": _("空白表")}
    return render(request, "desk/prints/sheet.html", context | _shown(request, form, None))


def filled(form: Printed) -> Callable[[Asked, int], HttpResponse]:
    """The page of a form filled from a record: same scope and purpose as the record's page; each print is logged."""

    @require_safe
    def page(request: Asked, pk: int) -> HttpResponse:
        only_for(request, *form.roles)
        assert form.find is not None
        found = form.find(request, pk)
        if found.person and (answer := gate(request, found.person, f"{form.name}-{pk}")):
            return answer
        _log(request, found)
        head = head_of(request, found.place, found.number, found.back, found.back_label)
        return render(request, "desk/prints/sheet.html", head | _shown(request, form, found.row))

    return page


def _log(request: Asked, found: Found) -> None:
    """Paper leaves the house: whose file it shows is written down, of a household's those that ask for it."""
    asking = sensitive_among(found.also)
    for who in [found.person] if found.person else [each for each in found.also if each.pk in asking]:
        audit.viewed(by=request.user, subject=who, purpose="print")


def _shown(request: Asked, form: Printed, row: Any) -> dict[str, Any]:
    return {
        "form": form,
        "title": form.title_of(row),
        "blocks": form.blocks(request, row),
        "told": form.is_told,
        "signs": form.signs,
    }


urlpatterns = [
    path("prints/", prints, name="prints"),
    path("prints/<slug:word>/", sheet_blank, name="sheet_blank"),
    *(path(path_of(each), filled(each), name=name) for name, each in FILLED.items()),
]
