"""Where places are on the ground: one by one on the map, or many from a file."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yimi.kernel.action import Actor, action, note
from yimi.kernel.fields import CoordinateSource
from yimi.kernel.geo import Point, gcj02_to_wgs84
from yimi.kernel.reach import Reach
from yimi.rooms.places.models import Division, Site
from yimi.rooms.places.queries import keeps, require_keeper
from yimi.rooms.places.rules.sheets import PointRow, RowRefusal, read_points

_FIELDS = ["longitude", "latitude", "accuracy_m", "coordinate_source"]


@dataclass(frozen=True)
class Imported:
    """How many places got their point, and why each of the other rows did not."""

    taken: int
    refused: tuple[RowRefusal, ...]


@action
def set_point(
    *,
    place: Division | Site,
    point: Point,
    by: Actor,
    reach: Reach | None = None,
    accuracy_m: float | None = None,
    system: str = CoordinateSource.MAP,
) -> Division | Site:
    """Say where a place is. A GCJ-02 point (`system`) becomes WGS-84 first; accuracy in metres (B10)."""
    code = place.division_id if isinstance(place, Site) else place.code
    require_keeper(by, reach, code, stations=True)
    _stand(place, point, accuracy_m, system)
    place.save(update_fields=_FIELDS)
    return place


@action(private=("content",))
def import_points(*, content: bytes, by: Actor, reach: Reach | None = None, gcj02: bool = False) -> Imported:
    """Set the points of many divisions from a CSV or GeoJSON file; wrong rows are refused, the others stand.

    `gcj02` says that the file was drawn on a Chinese map. Refuses the whole file when it cannot be read.
    """
    rows = list(read_points(content))
    wanted = {row.code: row for row in rows if isinstance(row, PointRow)}
    places = Division.objects.in_bulk(list(wanted))
    refused = [row for row in rows if isinstance(row, RowRefusal)]
    taken: list[Division] = []
    for row in wanted.values():
        place = places.get(row.code)
        if place is None:
            refused.append(RowRefusal(row.row, _("第 %(row)d 行：没有代码为 %(code)s 的地方。") % vars(row)))
            continue
        if not keeps(by, reach, place.code, stations=True):
            refused.append(RowRefusal(row.row, _("第 %(row)d 行：%(code)s 不在你的管理范围内。") % vars(row)))
            continue
        _stand(
            place, gcj02_to_wgs84(row.point) if gcj02 else row.point, row.accuracy_m, CoordinateSource.IMPORT
        )
        taken.append(place)
    Division.objects.bulk_update(taken, _FIELDS, batch_size=1000)
    note(taken=len(taken), refused=len(refused))
    return Imported(taken=len(taken), refused=tuple(sorted(refused, key=lambda each: each.row)))


def _stand(place: Division | Site, point: Point, accuracy_m: float | None, system: str) -> None:
    true = gcj02_to_wgs84(point) if system == CoordinateSource.GCJ02 else point
    place.longitude, place.latitude = true.longitude, true.latitude
    place.accuracy_m, place.coordinate_source = accuracy_m, system
