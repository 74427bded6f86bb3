"""Three maps of one's area: the community, where people in need live, what help there is; a list beside each (A1-04)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from yimi.doors.desk import map_layers
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.responsible import gate_all
from yimi.doors.desk.site_forms import PointForm
from yimi.doors.desk.sites import KEEPERS as PLACE_KEEPERS
from yimi.doors.desk.villages import VillageField
from yimi.kernel.reach import Reach
from yimi.rooms.people import actions as people
from yimi.rooms.people.access import KEEPERS
from yimi.rooms.people.models import SEES_PERSONS, Household, Person
from yimi.rooms.places import actions as places
from yimi.rooms.places.models import Division
from yimi.rooms.places.rules import stem_of
from yimi.rooms.places.states import SiteFunction

ALL = [("", _lazy("全部"))]
LISTED = 100


class MapForm(forms.Form):
    """Which layer, where, and of whom or what."""

    area = forms.ChoiceField(label=_lazy("地方"), required=False)
    only = forms.ChoiceField(label=_lazy("类别"), required=False)

    def __init__(self, reach: Reach, kind: str, given: Any) -> None:
        super().__init__(given)
        places_of_reach = VillageField(reach, *SEES_PERSONS, towns=True)
        choices: Any = places_of_reach.choices
        options = [each for each in choices if each[0] != ""]
        self.fields["area"].choices = [*(ALL if len(options) > 1 else []), *options]  # type: ignore[attr-defined]
        narrowed = {"people": map_layers.CATEGORIES, "resources": SiteFunction.choices}.get(kind)
        if narrowed is None:
            del self.fields["only"]
        else:
            self.fields["only"].choices = [*ALL, *narrowed]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[str, str]:
        """The stem and the narrowing; what is no choice of this reach is as if nothing was chosen."""
        data = self.cleaned_data if self.is_valid() else {}
        return stem_of(data["area"]) if data.get("area") else "", data.get("only", "")


@require_safe
def maps(request: Asked) -> HttpResponse:
    """The list is all there is to know; the map beside it draws the same layer."""
    reach = only_for(request, *SEES_PERSONS)
    kind = request.GET.get("map", "community")
    kind = kind if kind in map_layers.KINDS else "community"
    form = MapForm(reach, kind, request.GET)
    stem, only = form.chosen
    start = _start(request)
    found = map_layers.layer(kind, reach, stem, only, slice(start, start + LISTED))
    context = {
        "kind": kind,
        "kinds": map_layers.KINDS.items(),
        "form": form,
        "found": found,
        "first": start + 1,
        "last": start + len(found.spots),
        "earlier": max(start - LISTED, 0) or "" if start else None,
        "later": start + LISTED if start + LISTED < found.total else "",
        "area": request.GET.get("area", "") if stem else "",
        "layer": f"{reverse('desk:map_layer', args=[kind])}?{request.GET.urlencode()}",
        "may_place": reach.has(*PLACE_KEEPERS),
    }
    return render(request, "desk/maps/maps.html", context)


def _start(request: Asked) -> int:
    """From which line of the list on; a page of a hundred is begun at its first."""
    asked = request.GET.get("from", "")
    return int(asked) // LISTED * LISTED if asked.isdecimal() and len(asked) < 7 else 0


@require_safe
def map_layer(request: Asked, kind: str) -> HttpResponse:
    """The same spots as GeoJSON, for the drawing."""
    reach = only_for(request, *SEES_PERSONS)
    if kind not in map_layers.KINDS:
        raise Http404
    stem, only = MapForm(reach, kind, request.GET).chosen
    answer = JsonResponse(map_layers.collection(map_layers.layer(kind, reach, stem, only).spots))
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Type"] = "application/geo+json"
    return answer


def map_place_point(request: Asked, place: str) -> HttpResponse:
    """Say where a village or a natural village is: a click on the map, or two numbers."""
    reach = only_for(request, *PLACE_KEEPERS)
    rows = Division.objects.visible_to(reach).current().filter(reach.within("code", *PLACE_KEEPERS))
    there = get_object_or_404(rows, pk=place)
    back = f"{reverse('desk:maps')}?map=community"

    def call(data: dict[str, Any], form: PointForm) -> object:
        return places.set_point(place=there, by=request.user, reach=reach, **form.given)

    return _set(request, there, there.name, call, back)


def map_home_point(request: Asked, pk: int) -> HttpResponse:
    """Say where a household lives; seen as a point by those alone who answer for it."""
    reach = only_for(request, *KEEPERS)
    home = get_object_or_404(Household.objects.visible_to(reach).select_related("head", "division"), pk=pk)
    living = Person.objects.visible_to(reach).filter(household=home, merged_into=None)
    if request.method != "POST" and (answer := gate_all(request, living)):
        return answer

    def call(data: dict[str, Any], form: PointForm) -> object:
        given = form.given
        return people.locate_household(
            household=home,
            point=given["point"],
            system=given["system"],
            accuracy_m=given["accuracy_m"],
            by=request.user,
        )

    name = home.head.masked_name if home.head else home.code19
    return _set(request, home, name, call, reverse("desk:household", args=[pk]))


def _set(request: Asked, thing: Division | Household, name: str, call: Any, back: str) -> HttpResponse:
    start = {"longitude": thing.longitude, "latitude": thing.latitude} if thing.point else {}
    form = PointForm(request.POST or None, initial=start)
    village = (thing.code if isinstance(thing, Division) else thing.division_id)[:12]
    around = f"{reverse('desk:map_layer', args=['community'])}?area={village[:9]}000"
    sheet = Sheet(
        _("%(name)s在哪里") % {"name": name}, _("保存位置"), back, _("返回"), template="desk/maps/point.html",
        lead=_("在图上点一下，或填经纬度。"),
    )  # fmt: skip
    return fill(
        request, form, lambda data: call(data, form), sheet, then=back, said=_("位置已保存。"), layer=around
    )


urlpatterns = [
    path("maps/", maps, name="maps"),
    path("maps/<slug:kind>.geojson", map_layer, name="map_layer"),
    path("maps/places/<slug:place>/point/", map_place_point, name="map_place_point"),
    path("households/<int:pk>/point/", map_home_point, name="map_home_point"),
]
