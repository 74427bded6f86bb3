"""Points of households out of a sheet: empty ones are filled, none is overwritten, and taking the import back empties them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from yimi.kernel.fields import CoordinateSource, blind_index
from yimi.rooms.people.models import Household, Person
from yimi.rooms.people.sheet.cells import Row

POINT = "point"
POINT_PURPOSE = "import_point"


def _fingerprint(longitude: float | None, latitude: float | None) -> str:
    return blind_index(f"{longitude},{latitude}", POINT_PURPOSE)


def _locate(rows: Sequence[Row], people: dict[int, Person]) -> dict[int, str]:
    """Give households without a point that of their row; by row number the fingerprint of what was filled in."""
    wanted = [row for row in rows if row.entry.point is not None]
    keys = {people[row.number].household_id for row in wanted}
    homes = {
        each.pk: each
        for each in Household.objects.filter(pk__in=[key for key in keys if key])
        .order_by("pk")
        .select_for_update()
    }
    filled: dict[int, str] = {}
    for row in wanted:
        home = homes.get(people[row.number].household_id or 0)
        assert row.entry.point is not None
        if home is None:
            row.notice("longitude", _("这个人没有编户，位置没有记下；写上户主就能记下。"))
        elif home.point is None:
            home.longitude, home.latitude = row.entry.point
            home.coordinate_source = CoordinateSource.IMPORT
            filled[row.number] = _fingerprint(*row.entry.point)
        elif (home.longitude, home.latitude) != tuple(row.entry.point):
            row.notice("longitude", _("这一户已有位置，没有覆盖；要改请在地图上标。"))
    Household.objects.bulk_update(homes.values(), ["longitude", "latitude", "coordinate_source"])
    return filled


def _unlocate(homes: Iterable[tuple[int, str]]) -> None:
    """Households (key, fingerprint of what was filled in) lose their point again, unless it was changed since."""
    said = dict(homes)
    for home in Household.objects.filter(pk__in=said).order_by("pk").select_for_update():
        if said[home.pk] == _fingerprint(home.longitude, home.latitude):
            home.longitude = home.latitude = None
            home.coordinate_source = ""
            home.save(update_fields=["longitude", "latitude", "coordinate_source"])
