from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from PIL import Image

from tests.cast import BY, Cast, build_cast
from tests.remembered import remembered
from yimi.kernel.files import StoredFile, store
from yimi.kernel.workdays import load_calendar
from yimi.rooms.catalogue.actions import load_catalogue
from yimi.rooms.public import actions
from yimi.rooms.public.models import WallEntry

Hang = Callable[..., WallEntry]


@pytest.fixture
def county(db: None) -> Cast:
    """The cast's county with its catalogue and calendar; what the layout remembers is forgotten."""
    cache.clear()
    return build_county()


@remembered
def build_county() -> Cast:
    cast = build_cast()
    load_catalogue(by=BY)
    load_calendar()
    return cast


def picture(shade: int = 0) -> StoredFile:
    made = BytesIO()
    Image.new("RGB", (64, 48), (shade % 256, 111, 92)).save(made, "JPEG")
    return store(made.getvalue(), media_type="image/jpeg", by=BY)


@pytest.fixture
def hang(county: Cast) -> Hang:
    """Hang one accepted session on the wall."""

    def one(number: int = 0, *, photos: int = 2, clip: bool = False, **values: object) -> WallEntry:
        pictures = [
            actions.Picture(file=picture(number * 10 + n), alt=f"现场照片 {n + 1}") for n in range(photos)
        ]
        if clip:
            film = store(b"\x00\x00\x00\x18ftypmp42" + bytes(1000), media_type="video/mp4", by=BY)
            pictures.append(actions.Picture(file=film, kind="clip", alt="现场视频", poster=picture(250)))
        plain = {
            "type_code": "MP11",
            "type_name": "理发助洁",
            "title": f"院坝理发 {number}",
            "place": "黎水镇 新花村",
            "held_on": date(2026, 11, 20) - timedelta(days=number),
            "people": 12,
            "station_name": "黎水镇社工站",
            "provider_name": "青杠社工服务中心",
            "text": "十二位老人理了发。",
        } | values
        return actions.publish_entry(county="500114", pictures=pictures, by=BY, **plain)  # type: ignore[arg-type]

    return one
