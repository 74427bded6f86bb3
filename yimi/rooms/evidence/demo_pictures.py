"""Makes the pictures of the demonstration, its invented cheating included. Never called on a real upload.

The demo county needs photos that look taken on the spot (EXIF time and place are written here), and photos
that somebody tries to use twice: recompressed, cropped, mirrored, with a watermark app's strip painted on.
Everything is deterministic: the same arguments give the same bytes. Imports no Django.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pillow_heif
from PIL import Image, ImageDraw, ImageOps
from PIL.ExifTags import GPS, IFD, Base

from yimi.rooms.evidence.render.fonts import font

FOLDER = Path(__file__).resolve().parents[2] / "data" / "pictures"
_WEEKDAYS = "一二三四五六日"


def photos() -> list[Path]:
    """The 60 shipped photos (CC0), in order."""
    return sorted((FOLDER / "photos").glob("*.jpg"))


def clips() -> list[Path]:
    """The 10 shipped clips (CC0 and CC BY 4.0), in order."""
    return sorted((FOLDER / "clips").glob("*.mp4"))


def taken(
    jpeg: bytes,
    at: datetime,
    longitude: float | None = None,
    latitude: float | None = None,
    make: str = "HUAWEI",
    model: str = "ALN-AL00",
) -> bytes:
    """The same JPEG with EXIF saying when (aware datetime), where (degrees, WGS-84) and by what camera.

    Not one pixel changes, which is how cheap forging EXIF is.
    """
    body = _exif(at, longitude, latitude, make, model).tobytes()
    return jpeg[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + _without_exif(jpeg[2:])


def taken_heic(
    jpeg: bytes,
    at: datetime,
    longitude: float | None = None,
    latitude: float | None = None,
    make: str = "Apple",
    model: str = "iPhone 13",
) -> bytes:
    """The same picture as an iPhone would write it: HEIC with the same EXIF."""
    pillow_heif.register_heif_opener(thumbnails=False)
    out = io.BytesIO()
    exif = _exif(at, longitude, latitude, make, model).tobytes()
    _open(jpeg).save(out, "HEIF", quality=70, exif=exif)
    return out.getvalue()


def with_card(jpeg: bytes, code: str) -> bytes:
    """The photo with a white card in it that shows a challenge code, as the first photo of a session must."""
    picture = _open(jpeg)
    side = picture.width // 3
    card = Image.new("RGB", (side, side // 2), (250, 250, 246))
    pen = ImageDraw.Draw(card)
    pen.rectangle((2, 2, side - 3, side // 2 - 3), outline=(90, 90, 90), width=2)
    pen.text((side // 2, side // 4), code, font=font(side // 4), fill=(20, 20, 20), anchor="mm")
    picture.paste(card, (picture.width // 20, picture.height // 20))
    return _jpeg(picture)


def recompressed(jpeg: bytes, quality: int = 55, share: float = 0.8) -> bytes:
    """What a chat application makes of a photo: smaller by `share`, JPEG quality `quality`."""
    picture = _open(jpeg)
    size = (round(picture.width * share), round(picture.height * share))
    return _jpeg(picture.resize(size, Image.Resampling.LANCZOS), quality)


def cropped(jpeg: bytes, share: float = 0.10) -> bytes:
    """The photo with `share` of each side cut away. PDQ does not recognise it; a person does."""
    picture = _open(jpeg)
    dx, dy = round(picture.width * share), round(picture.height * share)
    return _jpeg(picture.crop((dx, dy, picture.width - dx, picture.height - dy)))


def mirrored(jpeg: bytes) -> bytes:
    """The photo left to right."""
    return _jpeg(ImageOps.mirror(_open(jpeg)))


def turned(jpeg: bytes) -> bytes:
    """The photo turned by a quarter, in its pixels."""
    return _jpeg(_open(jpeg).transpose(Image.Transpose.ROTATE_90))


def watermarked(jpeg: bytes, at: datetime, place: str, weather: str = "多云 18℃") -> bytes:
    """The photo with a strip like a watermark camera's: anyone can paint one, so it proves nothing."""
    picture = _open(jpeg)
    size = max(12, picture.width // 22)
    pen = ImageDraw.Draw(picture, "RGBA")
    left, top = size // 2, picture.height - round(size * 4.2)
    width = min(picture.width - size, size * 14)
    pen.rectangle((left, top, left + width, picture.height - size // 2), fill=(0, 0, 0, 90))
    pen.rectangle((left, top, left + size // 4, picture.height - size // 2), fill=(255, 196, 0, 255))
    lines = (f"{at:%H:%M}  {at:%Y-%m-%d} 星期{_WEEKDAYS[at.weekday()]}", weather, place)
    for number, line in enumerate(lines):
        pen.text(
            (left + size // 2, top + round(number * size * 1.2)), line, font=font(size - 2), fill="white"
        )
    return _jpeg(picture, 88)


CHEATS: dict[str, Callable[[bytes], bytes]] = {
    "recompressed": recompressed,
    "cropped": cropped,
    "mirrored": mirrored,
    "turned": turned,
}


def _open(jpeg: bytes) -> Image.Image:
    return ImageOps.exif_transpose(Image.open(io.BytesIO(jpeg))).convert("RGB")


def _jpeg(picture: Image.Image, quality: int = 85) -> bytes:
    out = io.BytesIO()
    picture.info = {}
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _without_exif(segments: bytes) -> bytes:
    """Drop EXIF segments from the start of a JPEG's segment list."""
    while segments[:2] == b"\xff\xe1" and segments[4:8] == b"Exif":
        segments = segments[2 + int.from_bytes(segments[2:4], "big") :]
    return segments


def _exif(at: datetime, longitude: float | None, latitude: float | None, make: str, model: str) -> Image.Exif:
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Model], exif[Base.Orientation] = make, model, 1
    exif[Base.DateTime] = f"{at:%Y:%m:%d %H:%M:%S}"
    details = exif.get_ifd(IFD.Exif)
    details[Base.DateTimeOriginal] = details[Base.DateTimeDigitized] = f"{at:%Y:%m:%d %H:%M:%S}"
    if at.tzinfo:
        details[Base.OffsetTimeOriginal] = at.isoformat()[-6:]
    if longitude is not None and latitude is not None:
        place = exif.get_ifd(IFD.GPSInfo)
        place[GPS.GPSVersionID] = b"\x02\x03\x00\x00"
        place[GPS.GPSLatitudeRef], place[GPS.GPSLatitude] = "N" if latitude >= 0 else "S", _dms(latitude)
        place[GPS.GPSLongitudeRef], place[GPS.GPSLongitude] = "E" if longitude >= 0 else "W", _dms(longitude)
        moment = at.astimezone(UTC)
        place[GPS.GPSDateStamp] = f"{moment:%Y:%m:%d}"
        place[GPS.GPSTimeStamp] = (float(moment.hour), float(moment.minute), float(moment.second))
    return exif


def _dms(degrees: float) -> tuple[float, float, float]:
    minutes, degrees_left = divmod(abs(degrees) * 60, 1)
    return (float(minutes // 60), float(minutes % 60), round(degrees_left * 60, 4))
