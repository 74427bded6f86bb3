"""The acceptance list of a month or a quarter: the rows behind every figure of a bulletin or a comparison."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yimi.doors.desk.acceptance_forms import AcceptanceFilter, Asking, asked_of
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import only_for
from yimi.doors.porch.sheets import attachment
from yimi.rooms.accounts.states import COUNTY, STATION, Role
from yimi.rooms.projects.queries import page_after
from yimi.rooms.reports import queries

READERS = (*sorted(STATION), *sorted(COUNTY), Role.PROVIDER_MANAGER, Role.SUPERVISOR)


@require_safe
def acceptance(request: Asked) -> HttpResponse:
    """Rows and totals of what was asked for; without a question, of the running quarter."""
    reach = only_for(request, *READERS)
    asking = asked_of(request.GET)
    rows = queries.acceptance(reach, asking.where).select_related("type", "provider", "village", "town")
    context: dict[str, Any] = {
        "page": page_after(rows, request.GET.get("after", "")),
        "totals": queries.totals_of(rows),
        "asking": asking,
        "form": AcceptanceFilter(reach, asking),
        "sheet_url": reverse("desk:acceptance_sheet"),
    }
    return render(request, "desk/acceptance/acceptance.html", context)


@require_safe
def acceptance_sheet(request: Asked) -> HttpResponse:
    """What the page shows, all of it, as a spreadsheet."""
    reach = only_for(request, *READERS)
    asking: Asking = asked_of(request.GET)
    content = queries.acceptance_list_xlsx(reach, asking.period, asking.where)
    return attachment(content, _("验收明细%(period)s.xlsx") % {"period": asking.period.label})


urlpatterns = [
    path("acceptance/", acceptance, name="acceptance"),
    path("acceptance/sheet.xlsx", acceptance_sheet, name="acceptance_sheet"),
]
