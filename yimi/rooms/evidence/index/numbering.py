"""New rows of the county, numbered on from the last and chained to it."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from yimi.kernel.periods import Quarter
from yimi.rooms.evidence.models import Fingerprint, Media


def period_of(received_at: datetime) -> str:
    """The quarter a picture was received in, by the county's clock: the folder of the index it belongs to."""
    return str(Quarter.containing(timezone.localtime(received_at).date()))


def link(before: bytes, media_id: int, frame_ms: int, record: bytes) -> bytes:
    """The next link of a quarter's chain."""
    return hashlib.sha256(before + struct.pack("<qi", media_id, frame_ms) + record).digest()


def numbered(media: Media, records: Iterable[tuple[int, bytes]]) -> list[Fingerprint]:
    """Rows to store for (frame_ms, record) of one upload. Only for whoever holds the county's lock."""
    period = period_of(media.received_at)
    shelf = Fingerprint.objects.filter(county=media.county, period=period)
    last = shelf.order_by("-number").values_list("number", "chain").first()
    number, chain = (last[0], bytes(last[1])) if last else (0, b"")
    rows = []
    for frame_ms, record in records:
        number, chain = number + 1, link(chain, media.pk, frame_ms, record)
        rows.append(
            Fingerprint(
                county=media.county,
                period=period,
                number=number,
                media=media,
                frame_ms=frame_ms,
                record=record,
                chain=chain,
            )
        )
    return rows
