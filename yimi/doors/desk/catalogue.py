"""The county's catalogue: types with their dated prices and requirements, and the public service list."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.catalogue_forms import PriceForm, SpecForm
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.kernel import clock
from yimi.rooms.accounts.states import Role
from yimi.rooms.catalogue import actions, queries
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.catalogue.states import Flag


def catalogue(request: Asked) -> HttpResponse:
    """The types that are purchased by the session, with what they cost and need today."""
    today = clock.today()
    types = list(MicroType.objects.visible_to(only_for(request)).order_by("code"))
    prices, specs = queries.prices_on(today), queries.specs_on(today, [each.pk for each in types])
    rows = [(each, prices.get(each.pk), specs.get(each.pk)) for each in types]
    return render(request, "desk/catalogue/catalogue.html", {"rows": rows, "today": today})


def micro_type(request: Asked, code: str) -> HttpResponse:
    """One type: what it asks for in sentences, what it costs from when, which items it meets."""
    reach = only_for(request)
    kind = get_object_or_404(MicroType.objects.visible_to(reach), pk=code)
    today = clock.today()
    specs = list(kind.specs.order_by("-effective_from"))
    current = next((each for each in specs if each.effective_from <= today), None)
    context = {
        "type": kind,
        "flags": [Flag(flag).label for flag in kind.flags],
        "price": queries.prices_on(today).get(kind.pk),
        "prices": list(kind.prices.order_by("-effective_from")),
        "versions": [(each, queries.describe_spec(each)) for each in specs],
        "current": current,
        "items": [link.item for link in kind.links.select_related("item").order_by("item__order")],
        "may_change": reach.has(Role.COUNTY_BUSINESS),
        "today": today,
    }
    return render(request, "desk/catalogue/micro_type.html", context)


def price_new(request: Asked, code: str) -> HttpResponse:
    kind = get_object_or_404(MicroType.objects.visible_to(only_for(request, Role.COUNTY_BUSINESS)), pk=code)
    back = reverse("desk:micro_type", args=[code])
    lead = _("只影响生效日期起新下的单；已下单的场次保持原价。")
    return fill(
        request,
        PriceForm(request.POST or None),
        lambda data: actions.set_price(micro_type=kind, by=request.user, **data),
        Sheet(_("给“%(type)s”定新单价") % {"type": kind.label}, _("定下单价"), back, kind.label, lead),
        then=back,
        said=_("新单价已定。"),
    )


def spec_revise(request: Asked, code: str) -> HttpResponse:
    kind = get_object_or_404(MicroType.objects.visible_to(only_for(request, Role.COUNTY_BUSINESS)), pk=code)
    latest = get_object_or_404(kind.specs.order_by("-version")[:1])
    form = SpecForm(latest, request.POST or None)
    back = reverse("desk:micro_type", args=[code])
    lead = _("从现行版改起，存为新的一版；已下单的场次按下单时的版本验收。")

    def revise(data: dict[str, Any]) -> object:
        dated = {"effective_from": data["effective_from"], "source": data["source"]}
        return actions.revise_spec(micro_type=kind, changes=form.changes(), by=request.user, **dated)

    sheet = Sheet(_("修订“%(type)s”的要求") % {"type": kind.label}, _("存为新的一版"), back, kind.label, lead)
    return fill(request, form, revise, sheet, then=back, said=_("新的一版已存好。"))


def service_list(request: Asked) -> HttpResponse:
    """What residents may ask for: six categories, 31 items, and the types that meet each."""
    only_for(request)
    items = [(item, [link.type for link in item.links.all()]) for item in queries.service_list()]
    return render(request, "desk/catalogue/service_list.html", {"items": items})


urlpatterns = [
    path("catalogue/", catalogue, name="catalogue"),
    path("catalogue/<str:code>/", micro_type, name="micro_type"),
    path("catalogue/<str:code>/price/", price_new, name="price_new"),
    path("catalogue/<str:code>/revise/", spec_revise, name="spec_revise"),
    path("service-list/", service_list, name="service_list"),
]
