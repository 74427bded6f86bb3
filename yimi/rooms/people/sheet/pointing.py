"""Where a household stands, in three cells: longitude, latitude, and in which coordinates they were taken (B10)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from yimi.kernel.fields import CoordinateSource
from yimi.kernel.geo import Point, gcj02_to_wgs84

#: West, south, east, north of what a county may hold, in degrees.
Bounds = tuple[float, float, float, float]
#: Without any point of the county's villages: the country.
COUNTRY: Bounds = (73.0, 3.0, 136.0, 54.0)
#: Around the villages' points: what lies beyond the outermost village is still its county.
MARGIN = 0.2
DATUMS = dict.fromkeys(("WGS84", "GPS", "CGCS2000", "国家2000", "天地图"), CoordinateSource.WGS84)
DATUMS |= dict.fromkeys(("GCJ02", "火星", "火星坐标", "高德", "腾讯", "微信"), CoordinateSource.GCJ02)


class Astray(Exception):
    """No point can be read; `column` is where the clerk should look."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column, self.sentence = column, sentence


def point_of(longitude: str, latitude: str, datum: str, bounds: Bounds) -> Point | None:
    """The WGS-84 point of a row; None where both cells are empty. Raises Astray with one sentence."""
    if not longitude and not latitude:
        return None
    values = {}
    for key, text in (("longitude", longitude), ("latitude", latitude)):
        try:
            values[key] = float(text)
        except ValueError:
            raise Astray(key, _("经度、纬度都要写成小数的度数，例如 108.77 和 29.53。")) from None
    plain = "".join(each for each in datum.upper() if each not in " -_坐标系（）()")
    if plain in ("BD09", "百度"):
        raise Astray("datum", _("百度坐标不能直接用，请换成 WGS-84 或 GCJ-02 再导入。"))
    known = {"".join(each for each in key if each not in "坐标系"): kind for key, kind in DATUMS.items()}
    if plain not in known:
        raise Astray("datum", _("请写明坐标系：GPS 测的写 WGS-84，手机地图上取的写 GCJ-02。"))
    west, south, east, north = COUNTRY
    if west <= values["latitude"] <= east and south <= values["longitude"] <= north:
        raise Astray("longitude", _("经度和纬度好像写反了，请对调。"))
    point = Point(values["longitude"], values["latitude"])
    stands = gcj02_to_wgs84(point) if known[plain] == CoordinateSource.GCJ02 else point
    if not within(stands, bounds):
        raise Astray("longitude", _("这个位置不在本县范围内，请核对经纬度和坐标系。"))
    return Point(round(stands.longitude, 6), round(stands.latitude, 6))


def within(point: Point, bounds: Bounds) -> bool:
    west, south, east, north = bounds
    return west <= point.longitude <= east and south <= point.latitude <= north


def around(found: dict[str, Any]) -> Bounds:
    """The bounds of a county from the outermost points of its places; the country's when none has one."""
    if found.get("west") is None:
        return COUNTRY
    return found["west"] - MARGIN, found["south"] - MARGIN, found["east"] + MARGIN, found["north"] + MARGIN
