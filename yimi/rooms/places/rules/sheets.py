"""Reads points out of CSV or GeoJSON; a wrong row is refused with its number and the others stand."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal
from yimi.kernel.geo import Point

MOST_ROWS = 100_000
MOST_BYTES = 20 * 1024 * 1024
_COLUMNS = {
    "code": "code", "代码": "code", "区划代码": "code",
    "longitude": "longitude", "经度": "longitude", "lng": "longitude",
    "latitude": "latitude", "纬度": "latitude", "lat": "latitude",
    "accuracy_m": "accuracy_m", "精度": "accuracy_m",
}  # fmt: skip


@dataclass(frozen=True)
class PointRow:
    row: int
    code: str
    point: Point
    accuracy_m: float | None


@dataclass(frozen=True)
class RowRefusal:
    """Why one row was not taken; `row` counts as the user's program shows it (the header is row 1)."""

    row: int
    message: str


def read_points(content: bytes) -> Iterator[PointRow | RowRefusal]:
    """The points of a CSV (code, longitude, latitude, accuracy_m) or of a GeoJSON FeatureCollection.

    Refuses the whole file when it is neither, too large or not UTF-8.
    """
    if len(content) > MOST_BYTES:
        raise Refusal(_("文件超过 20 MB，请分成几份导入。"), field="file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(_("文件不是 UTF-8 编码，请另存为 UTF-8 的 CSV 再导入。"), field="file") from error
    if "\x00" in text:
        raise Refusal(_("文件不是文本，请导入 CSV 或 GeoJSON。"), field="file")
    return _from_geojson(text) if text.lstrip().startswith("{") else _from_csv(text)


def _from_csv(text: str) -> Iterator[PointRow | RowRefusal]:
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [_COLUMNS.get(name.strip().lower(), "") for name in next(reader, [])]
    if lacking := [name for name in ("code", "longitude", "latitude") if name not in header]:
        raise Refusal(
            _("第 1 行缺少列：%(columns)s。需要 code、longitude、latitude 三列。")
            % {"columns": "、".join(lacking)},
            field="file",
        )
    return _rows(_dicts(reader, header))


def _dicts(reader: Any, header: list[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refusal(
                _("第 %(row)d 行不是有效的 CSV，整个文件没有导入。") % {"row": reader.line_num}, field="file"
            ) from error
        if any(cell.strip() for cell in cells):
            yield reader.line_num, dict(zip(header, cells, strict=False))


def _from_geojson(text: str) -> Iterator[PointRow | RowRefusal]:
    try:
        features = json.loads(text)["features"]
        if not isinstance(features, list):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refusal(_("文件不是有效的 GeoJSON FeatureCollection。"), field="file") from error
    return _rows((number, _properties(feature)) for number, feature in enumerate(features, start=1))


def _properties(feature: Any) -> dict[str, Any]:
    try:
        if feature["geometry"]["type"] != "Point":
            return {}
        longitude, latitude = feature["geometry"]["coordinates"][:2]
        known = feature.get("properties") or {}
        return {
            "longitude": longitude,
            "latitude": latitude,
            **{k: known.get(k) for k in ("code", "accuracy_m")},
        }
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}


def _rows(cells: Iterator[tuple[int, dict[str, Any]]]) -> Iterator[PointRow | RowRefusal]:
    first: dict[str, int] = {}
    for count, (row, given) in enumerate(cells):
        if count >= MOST_ROWS:
            raise Refusal(_("一次最多导入 %(most)d 行，请分成几份。") % {"most": MOST_ROWS}, field="file")
        read = _one(row, given)
        if isinstance(read, PointRow):
            if read.code in first:
                read = RowRefusal(
                    row,
                    _("第 %(row)d 行：与第 %(first)d 行是同一个代码。")
                    % {"row": row, "first": first[read.code]},
                )
            else:
                first[read.code] = row
        yield read


def _one(row: int, given: dict[str, Any]) -> PointRow | RowRefusal:
    code = str(given.get("code") or "").strip()
    if not (code.isascii() and code.isdigit() and len(code) in (12, 15)):
        return RowRefusal(row, _("第 %(row)d 行：代码应为 12 位数字，自然村为 15 位。") % {"row": row})
    try:
        point = Point(float(given["longitude"]), float(given["latitude"]))
        accuracy = float(given["accuracy_m"]) if given.get("accuracy_m") not in (None, "") else None
    except (KeyError, TypeError, ValueError):
        return RowRefusal(
            row, _("第 %(row)d 行：经度应在 −180 到 180 之间，纬度在 −90 到 90 之间。") % {"row": row}
        )
    if accuracy is not None and not 0 <= accuracy < 100_000:
        return RowRefusal(row, _("第 %(row)d 行：精度应为不小于 0 的米数。") % {"row": row})
    return PointRow(row, code, point, accuracy)
