"""What is kept of one picture: about 7 KB that the database stores and every index is rebuilt from."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from .codebook import PARTS, codebook
from .decode import Grey, bounded
from .keypoints import STORED, Features
from .prints import Prints

VERSION = 1
SMALL_SIDE = 256  # pixels of the small grey picture the block check compares
_SMALL_QUALITY = 30
_HEAD = struct.Struct(
    "<4sBBHHHHII"
)  # magic, version, flags, width, height, features, prints, small's bytes, crc
_PLACE = np.dtype([("x", "<u2"), ("y", "<u2"), ("angle", "u1"), ("scale", "u1")])
_MAGIC = b"YmFp"


class Damaged(ValueError):
    """Stored bytes are not a whole record."""


@dataclass(frozen=True)
class Record:
    """size: (width, height) of the work picture in pixels · places: n of x, y (1/64 px), angle, scale ·
    codes: n × 16 uint8 · prints: PDQ of the picture and of its trimmed form · small: AVIF bytes."""

    size: tuple[int, int]
    places: NDArray[np.void]
    codes: NDArray[np.uint8]
    prints: Prints
    small: bytes

    @cached_property
    def features(self) -> Features:
        """The stored features, descriptors approximate."""
        xy = np.stack([self.places["x"], self.places["y"]], axis=1).astype(np.float32) / np.float32(64)
        scale = np.exp2(self.places["scale"].astype(np.float32) / np.float32(24)).astype(np.float32)
        angle = self.places["angle"].astype(np.float32) * np.float32(360 / 256)
        return Features(self.size, xy, scale, angle, codebook().unpacked(self.codes))

    @cached_property
    def picture(self) -> Grey:
        """The small grey picture, longest side SMALL_SIDE pixels."""
        found = cv2.imdecode(np.frombuffer(self.small, np.uint8), cv2.IMREAD_GRAYSCALE)
        if found is None:
            raise Damaged("the small picture does not decode")
        return found.astype(np.uint8, copy=False)


def record(image: Grey, found: Features, prints: Prints) -> Record:
    """The record of a picture (grey, height × width), its features (any number, STORED are kept) and prints."""
    kept = found.first(STORED)
    places = np.zeros(len(kept), _PLACE)
    places["x"], places["y"] = (np.clip(kept.xy.T, 0, 1023) * 64).round()
    places["angle"] = (kept.angle * (256 / 360)).round().astype(np.int64) % 256
    places["scale"] = np.clip(np.log2(np.maximum(kept.scale, 1)) * 24, 0, 255).round()
    small = bounded(image, SMALL_SIDE)
    options = [cv2.IMWRITE_AVIF_QUALITY, _SMALL_QUALITY, cv2.IMWRITE_AVIF_SPEED, 10]
    written = cv2.imencode(".avif", small, options)[1].tobytes()
    return Record(kept.size, places, codebook().packed(kept.descriptors), prints, written)


def pack(one: Record) -> bytes:
    """The bytes to store; they carry their own checksum."""
    body = one.places.tobytes() + one.codes.tobytes() + one.prints.packed() + one.small
    head = (_MAGIC, VERSION, 0, *one.size, len(one.places), len(one.prints), len(one.small))
    return _HEAD.pack(*head, zlib.crc32(body, zlib.crc32(repr(head).encode()))) + body


def unpack(data: bytes | memoryview) -> Record:
    """The reverse of `pack`. Raises Damaged when a byte is wrong or missing."""
    if len(data) < _HEAD.size:
        raise Damaged("a record is shorter than its head")
    *head, crc = _HEAD.unpack_from(data)
    body = bytes(data[_HEAD.size :])
    if (
        head[0] != _MAGIC
        or head[1] != VERSION
        or zlib.crc32(body, zlib.crc32(repr(tuple(head)).encode())) != crc
    ):
        raise Damaged("a record's checksum does not agree")
    _, _, _, width, height, count, prints, small = head
    cuts = np.cumsum([count * _PLACE.itemsize, count * PARTS, prints * Prints.BYTES, small])
    places = np.frombuffer(body[: cuts[0]], _PLACE)
    codes = np.frombuffer(body[cuts[0] : cuts[1]], np.uint8).reshape(count, PARTS)
    return Record(
        (width, height), places, codes, Prints.unpacked(body[cuts[1] : cuts[2]]), body[cuts[2] : cuts[3]]
    )


def without_picture(one: Record) -> Record:
    """The same record with its small picture taken out, where a privacy rule forbids keeping it."""
    return replace(one, small=b"")
