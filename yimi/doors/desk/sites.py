"""Places with a door: where they are, what for, what stands ready; and the natural villages around them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yimi.doors.desk.answers import attempt, done, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.paging import ascending, counted
from yimi.doors.desk.site_forms import (
    ChangeSiteForm,
    EquipmentForm,
    FindSiteForm,
    HamletForm,
    PointForm,
    PointsForm,
    SiteForm,
)
from yimi.rooms.accounts.states import STATION
from yimi.rooms.places import actions, queries
from yimi.rooms.places.models import Division, Site
from yimi.rooms.places.states import Level, SiteFunction

KEEPERS = queries.KEEPERS | STATION


def sites(request: Asked) -> HttpResponse:
    reach = only_for(request)
    form = FindSiteForm(reach, request.GET)
    rows = form.narrow(Site.objects.visible_to(reach)).select_related("division__parent")
    shown = ascending(rows, request.GET.get("after", ""), by="division_id")
    labels = dict(SiteFunction.choices)
    context = {
        "form": form,
        "rows": [(each, [labels[key] for key in each.functions]) for each in shown.rows],
        "after": shown.next,
        "total": counted(rows),
        "may_keep": reach.has(*KEEPERS),
    }
    return render(request, f"desk/sites/{'rows' if request.htmx else 'sites'}.html", context)


def site(request: Asked, pk: int) -> HttpResponse:
    place = _visible(request, pk)
    labels = dict(SiteFunction.choices)
    context = {
        "site": place,
        "functions": [labels[key] for key in place.functions],
        "equipment": list(place.equipment.order_by("name")),
        "may_keep": request.reach.covers(place.division_id, *KEEPERS),
    }
    return render(request, "desk/sites/site.html", context)


def site_new(request: Asked) -> HttpResponse:
    reach = only_for(request, *KEEPERS)
    return fill(
        request,
        SiteForm(reach, KEEPERS, request.POST or None),
        lambda data: actions.add_site(by=request.user, reach=reach, **data),
        Sheet(_("登记场地"), _("登记场地"), reverse("desk:sites"), _("场地")),
        then=lambda made: reverse("desk:site", args=[made.pk]),
        said=_("场地已登记。下一步：标出它的位置。"),
    )


def site_change(request: Asked, pk: int) -> HttpResponse:
    reach = only_for(request, *KEEPERS)
    place = _visible(request, pk)
    shown = {name: getattr(place, name) for name in ("name", "address", "functions", "radius_m")}
    return _small(
        request,
        place,
        ChangeSiteForm(request.POST or None, initial=shown),
        lambda data: actions.change_site(site=place, by=request.user, reach=reach, **data),
        _("修改场地"),
    )


def site_point(request: Asked, pk: int) -> HttpResponse:
    """Coordinates typed with the system they were read in; stored as WGS-84."""
    reach = only_for(request, *KEEPERS)
    place = _visible(request, pk)
    form = PointForm(request.POST or None)
    return _small(
        request,
        place,
        form,
        lambda data: actions.set_point(place=place, by=request.user, reach=reach, **form.given),
        _("标出位置"),
    )


def site_equipment(request: Asked, pk: int) -> HttpResponse:
    reach = only_for(request, *KEEPERS)
    place = _visible(request, pk)
    return _small(
        request,
        place,
        EquipmentForm(request.POST or None, initial={"name": request.GET.get("name", "")}),
        lambda data: actions.set_equipment(site=place, by=request.user, reach=reach, **data),
        _("登记设备"),
    )


def _small(request: Asked, place: Site, form: Any, call: Any, title: str) -> HttpResponse:
    """One of the small forms of a site's page."""
    back = reverse("desk:site", args=[place.pk])
    return fill(request, form, call, Sheet(title, _("保存"), back, place.name), then=back, said=_("已保存。"))


@require_POST
def site_close(request: Asked, pk: int) -> HttpResponse:
    """Out of use, or into use again."""
    place, reach = _visible(request, pk), request.reach
    verb, said = (
        (actions.reopen_site, _("场地已重新启用。"))
        if request.POST.get("open")
        else (actions.close_site, _("场地已停用，新的场次不能再选它。"))
    )
    back = reverse("desk:site", args=[pk])
    return done(request, lambda: verb(site=place, by=request.user, reach=reach), to=back, said=said)


def hamlets(request: Asked) -> HttpResponse:
    """Natural villages of one village, and a field to add one."""
    reach = only_for(request, *KEEPERS)
    form = HamletForm(reach, KEEPERS, request.POST or None, initial={"village": request.GET.get("village")})
    if request.method == "POST" and form.is_valid():
        given = {"village": form.cleaned_data["village"], "name": form.cleaned_data["name"]}
        made = attempt(form, lambda: actions.add_hamlet(by=request.user, reach=reach, **given))
        if made is not None:
            form = HamletForm(reach, KEEPERS, initial={"village": made.parent_id})
    village = form.chosen
    rows = Division.objects.visible_to(reach).current().filter(level=Level.HAMLET, parent_id=village)
    context = {"form": form, "rows": list(rows.order_by("code")) if village else [], "village": village}
    return page(request, "desk/sites/hamlets.html", context, form)


def points(request: Asked) -> HttpResponse:
    """Points of many divisions from a CSV or GeoJSON; every row that was not taken says why."""
    reach = only_for(request, *KEEPERS)
    form = PointsForm(request.POST or None, request.FILES or None)
    result = None
    if request.method == "POST" and form.is_valid():
        content, gcj02 = form.cleaned_data["file"].read(), form.cleaned_data["gcj02"]
        call = {"content": content, "gcj02": gcj02, "by": request.user, "reach": reach}
        result = attempt(form, lambda: actions.import_points(**call))
    return page(request, "desk/sites/points.html", {"form": form, "result": result}, form)


def _visible(request: Asked, pk: int) -> Site:
    return get_object_or_404(Site.objects.visible_to(request.reach).select_related("division__parent"), pk=pk)


urlpatterns = [
    path("sites/", sites, name="sites"),
    path("sites/new/", site_new, name="site_new"),
    path("sites/hamlets/", hamlets, name="hamlets"),
    path("sites/points/", points, name="points"),
    path("sites/<int:pk>/", site, name="site"),
    path("sites/<int:pk>/change/", site_change, name="site_change"),
    path("sites/<int:pk>/point/", site_point, name="site_point"),
    path("sites/<int:pk>/equipment/", site_equipment, name="site_equipment"),
    path("sites/<int:pk>/close/", site_close, name="site_close"),
]
