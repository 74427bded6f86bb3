"""EXIF and QuickTime metadata as plain, JSON-ready values. All of it can be forged: a hint, never proof."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from .findings import Plain

_DATE = re.compile(r"(\d{4}):(\d\d):(\d\d)[ T](\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
_ISO6709 = re.compile(r"([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?")
_TEXT_TAGS = {"make": Base.Make, "model": Base.Model, "software": Base.Software}


def of_picture(exif: Image.Exif) -> dict[str, Plain]:
    """The values of `Examined.exif` from a picture's EXIF block."""
    found: dict[str, Plain] = {}
    for key, tag in _TEXT_TAGS.items():
        if text := _text(exif.get(tag)):
            found[key] = text
    orientation = exif.get(Base.Orientation)
    if isinstance(orientation, int) and 1 <= orientation <= 8:
        found["orientation"] = orientation
    details = exif.get_ifd(IFD.Exif)
    stamp = _text(details.get(Base.DateTimeOriginal)) or _text(details.get(Base.DateTimeDigitized))
    offset = _text(details.get(Base.OffsetTimeOriginal)) or _text(details.get(Base.OffsetTime))
    if taken := _taken(stamp or "", offset or ""):
        found["taken_at"] = taken
    if serial := _text(details.get(Base.BodySerialNumber)):
        found["camera_serial"] = serial
    found.update(_gps(exif.get_ifd(IFD.GPSInfo)))
    return found


def of_container(tags: Mapping[str, str]) -> dict[str, Plain]:
    """The same values from the tags of an MP4 or MOV (QuickTime keys and the older atoms)."""
    found: dict[str, Plain] = {}
    for key in ("make", "model", "software"):
        names = (f"com.apple.quicktime.{key}", f"com.android.{key}", key)
        if text := next((text for name in names if (text := _text(tags.get(name)))), None):
            found[key] = text
    stamp = tags.get("com.apple.quicktime.creationdate") or tags.get("creation_time") or ""
    if taken := _iso(stamp):
        found["taken_at"] = taken
    place = tags.get("com.apple.quicktime.location.ISO6709") or tags.get("location") or ""
    if match := _ISO6709.match(place):
        _point(found, float(match[1]), float(match[2]))
        if match[3]:
            found["altitude_m"] = round(float(match[3]), 1)
    return found


def _text(value: object) -> str | None:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return None
    # NUL cannot be stored in PostgreSQL text or JSON, and control characters do not belong on a page.
    text = "".join(letter for letter in value.split("\x00")[0] if letter.isprintable()).strip()
    return text[:120] or None


def _taken(stamp: str, offset: str) -> str | None:
    match = _DATE.match(stamp)
    if not match:
        return None
    try:
        moment = datetime.fromisoformat("{}-{}-{}T{}:{}:{}".format(*match.groups()))  # cameras carry no zone
    except ValueError:
        return None
    return moment.isoformat() + (offset if _OFFSET.fullmatch(offset) else "")


def _iso(stamp: str) -> str | None:
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    # 1904 and 1970 are how recorders write "no clock".
    return moment.isoformat(timespec="seconds") if moment.year >= 1990 else None


def _number(value: object) -> float | None:
    try:
        number = float(Fraction(value)) if isinstance(value, str) else float(value)  # type: ignore[arg-type] # any rational type
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return number if abs(number) < 1e9 else None  # also drops not-a-number


def _degrees(value: object, reference: object) -> float | None:
    if not isinstance(value, tuple | list) or len(value) != 3:
        return None
    parts = [_number(part) for part in value]
    if any(part is None for part in parts):
        return None
    degrees = (parts[0] or 0) + (parts[1] or 0) / 60 + (parts[2] or 0) / 3600
    return -degrees if _text(reference) in ("S", "W") else degrees


def _point(found: dict[str, Plain], latitude: float | None, longitude: float | None) -> None:
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return  # 0°, 0° is how phones write "no fix"
    if abs(latitude) <= 90 and abs(longitude) <= 180:
        found["latitude"] = round(latitude, 7)
        found["longitude"] = round(longitude, 7)


def _gps(tags: Mapping[int, object]) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    _point(
        found,
        _degrees(tags.get(GPS.GPSLatitude), tags.get(GPS.GPSLatitudeRef)),
        _degrees(tags.get(GPS.GPSLongitude), tags.get(GPS.GPSLongitudeRef)),
    )
    altitude = _number(tags.get(GPS.GPSAltitude))
    if altitude is not None:
        below = tags.get(GPS.GPSAltitudeRef) in (1, b"\x01")
        found["altitude_m"] = round(-altitude if below else altitude, 1) + 0.0  # never -0.0
    accuracy = _number(tags.get(GPS.GPSHPositioningError))
    if accuracy is not None and accuracy >= 0:
        found["accuracy_m"] = round(accuracy, 1)
    day, clock = _text(tags.get(GPS.GPSDateStamp)), tags.get(GPS.GPSTimeStamp)
    if day and isinstance(clock, tuple | list) and len(clock) == 3:
        parts = [_number(part) or 0 for part in clock]
        moment = _taken(f"{day} {parts[0]:02.0f}:{parts[1]:02.0f}:{int(parts[2]):02d}", "")
        if moment:
            found["gps_at"] = datetime.fromisoformat(moment).replace(tzinfo=UTC).isoformat()
    return found
