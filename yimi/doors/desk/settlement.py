"""Quarters of the county: what stands in the way of closing the next, and the statements of those closed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yimi.doors.desk.answers import done
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import only_for
from yimi.doors.desk.paging import newest
from yimi.kernel.periods import Quarter
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import STATION, Role
from yimi.rooms.projects.queries import Page
from yimi.rooms.settlement import actions, queries
from yimi.rooms.settlement.models import COUNTY_READERS, Statement

READERS = (*sorted(STATION), *COUNTY_READERS, Role.PROVIDER_MANAGER)
FREEZERS = (Role.COUNTY_BUSINESS,)


@require_safe
def quarters(request: Asked) -> HttpResponse:
    """The county sees its quarters; a provider or a station the statements that concern it."""
    reach = only_for(request, *READERS)
    county = min(reach.counties(*COUNTY_READERS), default="")
    if not county:
        found = _statements(reach, request.GET.get("after", ""))
        return render(request, "desk/settlement/statements.html", {"statements": found})
    closing = queries.closing_of(county, queries.next_quarter(county))
    context = {
        "closing": closing,
        "closed": list(queries.closed_quarters(reach)),
        "may_freeze": county in reach.counties(*FREEZERS),
        "waiting": queries.waiting_statements(reach)
        .select_related("provider")
        .order_by("frozen_at", "position")[:20],
    }
    return render(request, "desk/settlement/quarters.html", context)


def _statements(reach: Reach, after: str) -> Page[Statement]:
    return newest(Statement.objects.visible_to(reach).defer("content"), after)


@require_safe
def quarter(request: Asked, quarter: str) -> HttpResponse:
    """The statements of a closed quarter by provider, and what they come to."""
    close = get_object_or_404(queries.closed_quarters(request.reach), quarter=quarter)
    statements = list(
        close.statements.visible_to(request.reach).defer("content").order_by("provider_name", "position")
    )
    context = {
        "close": close,
        "quarter": Quarter.parse(close.quarter),
        "statements": statements,
        "sums": queries.sums_of(close),
    }
    return render(request, "desk/settlement/quarter.html", context)


@require_POST
def quarter_freeze(request: Asked, quarter: str) -> HttpResponse:
    """Close the quarter of the asker's county; done twice it is done once."""
    county = min(only_for(request, *FREEZERS).counties(*FREEZERS))
    return done(
        request,
        lambda: actions.freeze_quarter(county=county, quarter=quarter, by=request.user),
        to=reverse("desk:settlement"),
        said=_("%(quarter)s已冻结，各机构会收到自己的结算单。") % {"quarter": Quarter.parse(quarter).label},
    )


urlpatterns = [
    path("settlement/", quarters, name="settlement"),
    path("settlement/<str:quarter>/", quarter, name="quarter"),
    path("settlement/<str:quarter>/freeze/", quarter_freeze, name="quarter_freeze"),
]
