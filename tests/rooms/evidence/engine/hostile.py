"""Broken and hostile files without end, the same for the same number, and the bounded child that takes them in.

`python -m tests.rooms.evidence.engine.hostile FROM TO` looks at them as intake and engine do; it says the number before each, so
that a crash names its file.
"""

from __future__ import annotations

import io
import random
import resource
import struct
import sys
import warnings
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

from tests.rooms.evidence.imaging import attacks as files
from yimi.rooms.evidence import demo_pictures
from yimi.rooms.evidence.fingerprint import grey, look
from yimi.rooms.evidence.fingerprint.clips import looks
from yimi.rooms.evidence.intake import Unacceptable, decoding, examine, sandbox
from yimi.rooms.evidence.intake.magic import ACCEPTED, true_format

MEMORY_BYTES = 1536 * 2**20  # what the product's own sandbox allows
SECONDS = 900


def peak_mb() -> int:
    """Of this program alone: what getrusage tells begins with the size of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


@cache
def whole() -> dict[str, bytes]:
    """One good file of each kind."""
    small = Image.open(io.BytesIO(files.PHOTO)).convert("RGB").resize((200, 150))
    kinds = {}
    for name, more in (("jpeg", {}), ("progressive", {"progressive": True}), ("png", {}), ("webp", {})):
        out = io.BytesIO()
        small.save(out, "JPEG" if name == "progressive" else name.upper(), **more)
        kinds[name] = out.getvalue()
    kinds["heic"] = demo_pictures.taken_heic(kinds["jpeg"], datetime(2026, 11, 1, tzinfo=UTC))
    kinds["mp4"] = files.clip(frames=6)
    kinds["mov"] = files.clip(frames=6, container_name="mov")
    return kinds


def hostile(number: int) -> tuple[str, bytes]:
    """(what it is, its bytes): most are good files with bytes changed, moved, cut or put in; some are made to hurt."""
    dice = random.Random(number)
    if number % 10 == 9:
        name = dice.choice(sorted(MADE))
        return name, MADE[name](dice)
    name = dice.choice(sorted(whole()))
    data = bytearray(whole()[name])
    how = dice.choice((_flipped, _flipped, _head_flipped, _cut, _gap, _twice, _numbers, _strange))
    how(data, dice)
    if name == "png" and dice.random() < 0.7:
        data = bytearray(_checksums(bytes(data)))
    return f"{name} {how.__name__}", bytes(data)


def _flipped(data: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randrange(1, 40)):
        data[dice.randrange(len(data))] = dice.randrange(256)


def _head_flipped(data: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randrange(1, 12)):
        data[dice.randrange(4, min(600, len(data)))] = dice.randrange(256)


def _cut(data: bytearray, dice: random.Random) -> None:
    del data[dice.randrange(1, len(data)) :]


def _gap(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data))
    del data[at : at + dice.randrange(1, 400)]


def _twice(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data))
    data[at:at] = data[at : at + dice.randrange(1, 400)]


def _numbers(data: bytearray, dice: random.Random) -> None:
    """Lengths and sizes at their extremes."""
    for _ in range(dice.randrange(1, 6)):
        at = dice.randrange(max(1, min(1200, len(data)) - 4))
        data[at : at + 4] = dice.choice(
            (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\0\0\xff\xff")
        )


def _strange(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data))
    data[at:at] = dice.randbytes(dice.randrange(1, 300))


def _checksums(data: bytes) -> bytes:
    """A PNG with right checksums, so that what is wrong reaches the decoder."""
    out, at = bytearray(data[:8]), 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if length > len(data) - at - 12:
            break
        body = data[at + 4 : at + 8 + length]
        out += data[at : at + 8 + length] + struct.pack(">I", zlib.crc32(body))
        at += 12 + length
    return bytes(out) + data[at:]


def _jpeg_claiming(dice: random.Random) -> bytes:
    data = bytearray(whole()["jpeg"])
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", dice.choice((65500, 20000)), dice.choice((65500, 20000)))
    return bytes(data)


def _flat_png(dice: random.Random) -> bytes:
    out = io.BytesIO()
    Image.new("L", (dice.randrange(5000, 7000), 7000)).save(out, "PNG", compress_level=1)
    return out.getvalue()


def _text_bomb(dice: random.Random) -> bytes:
    body = b"zTXtwords\0\0" + zlib.compress(bytes(dice.randrange(20, 60) * 2**20), 1)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return whole()["png"][:33] + chunk + whole()["png"][33:]


MADE: dict[str, Callable[[random.Random], bytes]] = {
    "png bomb": lambda dice: files.png_claiming(dice.choice((60_000, 8_000)), 60_000),
    "flat png": _flat_png,
    "text bomb": _text_bomb,
    "jpeg bomb": _jpeg_claiming,
    "zip": lambda dice: files.zip_bytes(),
    "picture and zip": lambda dice: whole()[dice.choice(("jpeg", "png", "heic", "mp4"))] + files.zip_bytes(),
    "pdf and picture": lambda dice: b"%PDF-1.7\n" + whole()["jpeg"],
    "page in a picture": lambda dice: files.with_segment(
        whole()["jpeg"], 0xFE, b"<html><script>x()</script>"
    ),
    "exe behind": lambda dice: whole()[dice.choice(("jpeg", "webp", "png"))] + b"MZ" + dice.randbytes(900),
    "moving": lambda dice: files.moving(dice.choice(("PNG", "WEBP", "GIF"))),
    "outside": lambda dice: files.pointing_outside(whole()["mp4"]),
    "long clip": lambda dice: files.claiming_seconds(whole()["mp4"], 300_000),
    "sound": lambda dice: files.sound_only(),
    "noise": lambda dice: (
        dice.choice((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x18ftypheic")) + dice.randbytes(2000)
    ),
    "nothing": lambda dice: b"",
}


def taken_in(data: bytes) -> bool:
    """As intake (its child's work done here, inside these bounds) and then the engine see it. False when refused."""
    kind: Any = "clip" if true_format(data[:4096]) in ACCEPTED["clip"] else "photo"
    answers = []
    for one in (lambda: examine(data, kind), lambda: _fingerprinted(data, kind)):
        try:
            one()
            answers.append(True)
        except Unacceptable:
            answers.append(False)
    return all(answers)


def _fingerprinted(data: bytes, kind: str) -> None:
    if kind == "clip":
        list(looks(data))
    else:
        look(grey(data)).record  # noqa: B018


def _inside(source: Any, found: str) -> dict[str, Any]:
    """The sandbox's own work without its process: any decoder's complaint is a refusal, as there."""
    source.seek(0)
    try:
        return decoding.facts_of(source, found)
    except Unacceptable:
        raise
    except Exception as failure:
        raise Unacceptable("undecodable") from failure


def main() -> None:
    first, last = map(int, sys.argv[1:])
    warnings.simplefilter("ignore")
    sandbox.look_inside = _inside
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 2**20, 64 * 2**20))
    taken = 0
    for number in range(first, last):
        name, data = hostile(number)
        print(number, name, file=sys.stderr, flush=True)
        taken += taken_in(data)
    print(last - first - taken, taken, peak_mb())


if __name__ == "__main__":
    main()
