"""Bodies in the network: registered, corrected, under contract, suspended, struck off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import ReasonForm, Sheet, fill, only_for
from yimi.doors.desk.organisation_forms import (
    ContractForm,
    CorrectOrganisationForm,
    FindOrganisationForm,
    OrganisationForm,
    SuspendForm,
)
from yimi.doors.desk.paging import ascending, counted
from yimi.kernel import clock
from yimi.rooms.accounts.states import COUNTY, Role
from yimi.rooms.network import actions, queries
from yimi.rooms.network.models import Assignment, FrameworkContract, Organisation
from yimi.rooms.network.states import DELEGATES, OrganisationKind

KEEPERS = (Role.COUNTY_BUSINESS, Role.SYSTEM_ADMIN)


def organisations(request: Asked) -> HttpResponse:
    reach = only_for(request)
    form = FindOrganisationForm(request.GET)
    rows = form.narrow(Organisation.objects.visible_to(reach)).select_related("division")
    shown = ascending(rows, request.GET.get("after", ""), by="name")
    context = {
        "form": form,
        "rows": shown.rows,
        "after": shown.next,
        "total": counted(rows),
        "may_add": reach.has(*KEEPERS),
    }
    part = "rows" if request.htmx else "organisations"
    return render(request, f"desk/organisations/{part}.html", context)


def organisation(request: Asked, pk: int) -> HttpResponse:
    """Who they are, who serves there, what was agreed, and why their state is what it is."""
    reach, body, today = request.reach, _visible(request, pk), clock.today()
    staff = Assignment.objects.visible_to(reach).not_over(today).filter(organisation=body)
    contracts = FrameworkContract.objects.visible_to(reach).filter(provider=body).select_related("purchaser")
    county = reach.has(*COUNTY, Role.SYSTEM_ADMIN)
    context = {
        "organisation": body,
        "is_provider": body.kind == OrganisationKind.PROVIDER,
        "takes_orders": body.can_take_orders(today),
        "staff": list(staff.select_related("user").order_by("role", "user__display_name", "pk")[:100]),
        "contracts": list(contracts.order_by("-starts_on", "-pk")[:50]),
        "changes": queries.changes_of(body) if county or body.pk in reach.organisations() else [],
        "account": body.account[-4:] if reach.has(Role.COUNTY_BUSINESS, Role.COUNTY_FINANCE) else "",
        "may_assign": reach.has(Role.SECURITY_ADMIN, *DELEGATES),
        "may_keep": body.county in reach.counties(*KEEPERS),
        "may_move": body.county in reach.counties(Role.COUNTY_BUSINESS),
        "today": today,
    }
    return render(request, "desk/organisations/organisation.html", context)


def organisation_new(request: Asked) -> HttpResponse:
    reach = only_for(request, *KEEPERS)
    back = reverse("desk:organisations")
    return fill(
        request,
        OrganisationForm(reach, KEEPERS, request.POST or None),
        lambda data: actions.register_organisation(by=request.user, **data),
        Sheet(_("登记机构"), _("登记机构"), back, _("机构")),
        then=lambda made: reverse("desk:organisation", args=[made.pk]),
        said=_("机构已登记。"),
    )


def organisation_correct(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *KEEPERS)
    body = _visible(request, pk)
    form = CorrectOrganisationForm(body, request.POST or None)
    back = reverse("desk:organisation", args=[pk])
    return fill(
        request,
        form,
        lambda data: actions.correct_organisation(organisation=body, by=request.user, **form.changes),
        Sheet(_("更正机构信息"), _("保存更正"), back, str(body)),
        then=back,
        said=_("已更正。"),
    )


def organisation_move(request: Asked, pk: int, verb: str) -> HttpResponse:
    """Suspend, lift a suspension, strike off: each with a reason that stays on the record."""
    only_for(request, Role.COUNTY_BUSINESS)
    body = _visible(request, pk)
    if verb not in MOVES:
        raise Http404
    act, title, button, lead, danger = MOVES[verb]
    form = (SuspendForm if verb == "suspend" else ReasonForm)(request.POST or None)
    back = reverse("desk:organisation", args=[pk])

    def move(data: dict[str, Any]) -> Organisation:
        given = {key: value for key, value in data.items() if value}
        return act(organisation=body, by=request.user, **given)

    sheet = Sheet(_(title) % {"name": body}, _(button), back, str(body), _(lead), danger=danger)
    return fill(request, form, move, sheet, then=back, said=_("已办理，原因留在记录里。"))


def contract_new(request: Asked, pk: int) -> HttpResponse:
    reach = only_for(request, Role.COUNTY_BUSINESS)
    body = _visible(request, pk)
    back = reverse("desk:organisation", args=[pk])
    return fill(
        request,
        ContractForm(reach, request.POST or None),
        lambda data: actions.sign_contract(provider=body, by=request.user, **data),
        Sheet(_("登记与%(name)s的框架合同") % {"name": body}, _("登记合同"), back, str(body)),
        then=back,
        said=_("合同已登记。"),
    )


def _visible(request: Asked, pk: int) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(request.reach).select_related("division"), pk=pk)


Move = tuple[Callable[..., Organisation], str, str, str, bool]
MOVES: dict[str, Move] = {
    "suspend": (
        actions.suspend,
        _noop("暂停%(name)s接单"),
        _noop("暂停接单"),
        _noop("到期自动恢复。暂停期间不能答复征集，已定的场次照常开展和结算。"),
        True,
    ),
    "lift_suspension": (
        actions.lift_suspension,
        _noop("提前恢复%(name)s接单"),
        _noop("恢复接单"),
        _noop("从现在起可以答复征集。"),
        False,
    ),
    "strike_off": (
        actions.strike_off,
        _noop("清退%(name)s"),
        _noop("清退"),
        _noop("清退以后不能恢复，该机构的人员立即失去权限。已开展的场次照常结算。"),
        True,
    ),
}

urlpatterns = [
    path("organisations/", organisations, name="organisations"),
    path("organisations/new/", organisation_new, name="organisation_new"),
    path("organisations/<int:pk>/", organisation, name="organisation"),
    path("organisations/<int:pk>/correct/", organisation_correct, name="organisation_correct"),
    path("organisations/<int:pk>/contract/", contract_new, name="contract_new"),
    path("organisations/<int:pk>/<slug:verb>/", organisation_move, name="organisation_move"),
]
