"""What a map shows, layer by layer: places with counts; single households only to those who answer for them (A1-04).

No layer knows a colour, and no count is asked for by mental disorder: a map is looked at over a shoulder.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.geo import Point
from yimi.kernel.reach import Reach
from yimi.rooms.care.models.scope import RESPONSIBLE, VISITORS
from yimi.rooms.people.models import SEES_PERSONS, Household, Person
from yimi.rooms.people.queries import holders_of
from yimi.rooms.people.states import SENSITIVE_CATEGORIES, Category
from yimi.rooms.places.models import Division, Site
from yimi.rooms.places.states import Level, SiteFunction

KINDS = {"community": _lazy("社区"), "people": _lazy("困难群众分布"), "resources": _lazy("服务资源")}
#: Categories a map may be narrowed to.
CATEGORIES = [(each.value, each.label) for each in Category if each.value not in SENSITIVE_CATEGORIES]
FEW = 3  # a smaller count is said as "fewer than three" to whoever does not answer for these people
MOST = 2000
ANSWERS = RESPONSIBLE | VISITORS
#: Of a household, what a map says.
SHOWN = ("code19", "address", "longitude", "latitude", "head__name", "division__name")


@dataclass(frozen=True)
class Spot:
    """One thing of a layer; without a point it stands in the list only."""

    key: str
    name: str
    where: str
    point: Point | None
    count: int
    said: str
    href: str = ""
    place: str = ""  # how to say where it is

    @property
    def feature(self) -> dict[str, Any]:
        point = self.point
        shape = (
            {"type": "Point", "coordinates": [round(point.longitude, 6), round(point.latitude, 6)]}
            if point
            else None
        )
        shown = {
            "key": self.key,
            "name": self.name,
            "count": self.count,
            "said": self.said,
            "href": self.href,
        }
        return {"type": "Feature", "geometry": shape, "properties": shown}


@dataclass(frozen=True)
class Layer:
    """Some spots of a layer, and how many there are in all: with a point, and altogether."""

    spots: list[Spot]
    total: int
    placed: int

    @classmethod
    def of(cls, found: list[Spot], part: slice) -> Layer:
        return cls(found[part], len(found), sum(each.point is not None for each in found))


def layer(kind: str, reach: Reach, stem: str, only: str = "", part: slice = slice(MOST)) -> Layer:
    """Spots of one layer below a division, within the reach. An unknown kind has none."""
    if kind == "resources":
        return Layer.of(_resources(reach, stem, only), part)
    if kind == "people":
        return _people(reach, stem, only, part)
    return Layer.of(_community(reach, stem) if kind == "community" else [], part)


def collection(found: Iterable[Spot]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [each.feature for each in found]}


def _villages(reach: Reach, stem: str) -> list[Division]:
    rows = (
        Division.objects.visible_to(reach).current().filter(level=Level.VILLAGE, code__startswith=stem[:12])
    )
    return list(rows.filter(reach.within("code", *SEES_PERSONS)).select_related("parent").order_by("code"))


def _counted(rows: Any) -> dict[str, int]:
    by_village = rows.order_by().annotate(village=Substr("division_id", 1, 12)).values("village")
    return {each["village"]: each["n"] for each in by_village.annotate(n=Count("pk"))}


def _community(reach: Reach, stem: str) -> list[Spot]:
    """Every village with its households; in one village its natural villages."""
    if len(stem) >= 12:
        return _hamlets(reach, stem)
    homes = _counted(Household.objects.visible_to(reach).filter(division__code__startswith=stem))
    return [
        Spot(
            f"place-{each.code}", each.name, each.parent.name if each.parent else "", each.point, homes.get(each.code, 0),
            _("%(n)s 户") % {"n": homes.get(each.code, 0)}, f"?map=community&area={each.code}",
            reverse("desk:map_place_point", args=[each.code]),
        )
        for each in _villages(reach, stem)
    ]  # fmt: skip


def _hamlets(reach: Reach, stem: str) -> list[Spot]:
    rows = Division.objects.visible_to(reach).current().filter(level=Level.HAMLET, code__startswith=stem[:12])
    places = list(rows.filter(reach.within("code", *SEES_PERSONS)).order_by("code")) or _villages(reach, stem)
    homes = Household.objects.visible_to(reach).filter(division__code__startswith=stem[:12])
    counts = dict(homes.order_by().values_list("division_id").annotate(Count("pk")))
    return [
        Spot(
            f"place-{each.code}", each.name, "", each.point, counts.get(each.code, 0),
            _("%(n)s 户") % {"n": counts.get(each.code, 0)}, "", reverse("desk:map_place_point", args=[each.code]),
        )
        for each in places
    ]  # fmt: skip


def _people(reach: Reach, stem: str, category: str, part: slice) -> Layer:
    """How many people each village has; one village, for those who answer for it, household by household."""
    chosen = category if category in dict(CATEGORIES) else ""
    rows = holders_of(chosen, reach) if chosen else Person.objects.visible_to(reach).present()
    rows = rows.filter(division__code__startswith=stem)
    if len(stem) >= 12 and reach.covers(f"{stem:0<12}", *ANSWERS):
        return _homes(reach, stem, rows, part)
    counts = _counted(rows)
    found = [_village(each, counts.get(each.code, 0), reach) for each in _villages(reach, stem)]
    return Layer.of(sorted(found, key=lambda each: -each.count), part)


def _village(place: Division, count: int, reach: Reach) -> Spot:
    few = 0 < count < FEW and not reach.covers(place.code, *ANSWERS)
    said = _("少于 %(n)s 人") % {"n": FEW} if few else _("%(n)s 人") % {"n": count}
    return Spot(
        f"place-{place.code}", place.name, place.parent.name if place.parent else "", place.point,
        FEW if few else count, said, f"?map=people&area={place.code}", reverse("desk:map_place_point", args=[place.code]),
    )  # fmt: skip


def _homes(reach: Reach, stem: str, people: Any, part: slice) -> Layer:
    """Household by household; a village has thousands, so that a page asks for a part of them."""
    homes = Household.objects.visible_to(reach).filter(division__code__startswith=stem)
    homes = homes.filter(Exists(people.filter(household=OuterRef("pk"))))
    rows = homes.select_related("head", "division").only(*SHOWN).order_by("code19")[part]
    inside = people.filter(household__in=[each.pk for each in rows]).order_by().values_list("household")
    counts = dict(inside.annotate(Count("pk")))
    spots = [
        Spot(
            f"home-{each.pk}", each.head.name if each.head else each.code19, each.address or each.division.name,
            each.point, counts[each.pk], _("%(n)s 人") % {"n": counts[each.pk]}, reverse("desk:household", args=[each.pk]),
            reverse("desk:map_home_point", args=[each.pk]),
        )
        for each in rows
    ]  # fmt: skip
    found = homes.aggregate(total=Count("pk"), placed=Count("pk", filter=Q(longitude__isnull=False)))
    return Layer(spots, found["total"], found["placed"])


def _resources(reach: Reach, stem: str, function: str) -> list[Spot]:
    """Open sites, what they are for."""
    rows = Site.objects.visible_to(reach).open().filter(division__code__startswith=stem)
    if function in SiteFunction.values:
        rows = rows.filter(functions__contains=[function])
    labels = dict(SiteFunction.choices)
    return [
        Spot(
            f"site-{each.pk}", each.name, each.division.name, each.point, 1,
            "、".join(str(labels[key]) for key in each.functions) or "—", reverse("desk:site", args=[each.pk]),
            reverse("desk:site_point", args=[each.pk]),
        )
        for each in rows.select_related("division").order_by("division_id", "pk")[:MOST]
    ]  # fmt: skip
