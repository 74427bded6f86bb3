"""Of clips handed in again after an attack, the share found, beside PDQ frame by frame (as vPDQ does it)."""

from __future__ import annotations

import argparse
import io
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

import av
import numpy as np

from bench.evidence import altering as a
from bench.evidence import pasting as p
from bench.evidence.altering import Attack, Pixels, jpeg, longest
from bench.evidence.photos import WIDER
from bench.table import show
from yimi.rooms.evidence import demo_pictures
from yimi.rooms.evidence.fingerprint import (
    SAME_PICTURE,
    Finding,
    Verdict,
    judge,
    look,
    luma,
    pack,
    parts,
    passages,
)
from yimi.rooms.evidence.fingerprint.clips import borne_out, looks
from yimi.rooms.evidence.fingerprint.frames import decoded, frames, picture
from yimi.rooms.evidence.fingerprint.prints import Words, in_eight
from yimi.rooms.evidence.fingerprint.search import Part
from yimi.rooms.evidence.fingerprint.store.entries import Entry
from yimi.rooms.evidence.fingerprint.store.shard import Shard

_STORED_S, _START_S, _TAKEN_S, _RATE = 20.0, 1.0, 10.0, 10
_STILLS = 4  # a clip
_MATCHED = 0.5  # share of the frames that vPDQ asks for
# attack → (what is done to each frame, seconds taken of a clip, speed)
ATTACKS: dict[str, tuple[Attack, float, float]] = {
    "re-encoded small": (lambda image, dice: longest(image, 400), 1.0, 1.0),
    "strip": (p.strip, 1.0, 1.0),
    "40 % of it": (lambda image, dice: image, 0.4, 1.0),
    "crop 15 %": (a.cropped(0.15), 1.0, 1.0),
    "mirror": (a.mirrored, 1.0, 1.0),
    "letterbox": (p.letterbox, 1.0, 1.0),
    "turn 3": (a.turned(3, True), 1.0, 1.0),
    "speed × 1.25": (lambda image, dice: image, 1.0, 1.25),
}


def measure(options: argparse.Namespace) -> None:
    """Every clip of the sets that lasts; stored once, attacked in eight ways, four stills taken."""
    paths = [path for path in _clips() if _seconds(path) > _START_S + 4][: options.clips]
    shard = Shard(Path(tempfile.mkdtemp(prefix="yimi-clips-")))
    stored = [_beginning(path) for path in paths]
    shard.fill(entry for media, path in enumerate(paths) for entry in _entries(media, path))
    held = parts([shard])
    found: Counter[tuple[str, str]] = Counter()
    wrong: set[tuple[str, str]] = set()
    for media, path in enumerate(paths):
        for name, how in ATTACKS.items():
            made = _made_again(path, *how, seed=media)
            said = _said(made, held)
            found[name, "engine"] += media in said
            found[name, "pdq"] += _vpdq(made, stored[media])
            wrong |= {(path.name, paths[one].name) for one in said if one != media}
        for image in _stills(path):
            verdicts = judge(look(luma(image)), held)
            mine = any(one.media == media and one.verdict == Verdict.SAME_PICTURE for one in verdicts)
            found["still, wechat", "engine"] += mine
            apart = np.bitwise_count(in_eight(luma(image)).bits[:1, None] ^ stored[media][None]).sum(axis=2)
            found["still, wechat", "pdq"] += bool(apart.min() <= SAME_PICTURE)
    _print(found, wrong, len(paths))


def _print(found: Counter[tuple[str, str]], wrong: set[tuple[str, str]], clips: int) -> None:
    rows = []
    for name in [*ATTACKS, "still, wechat"]:
        of = clips * (_STILLS if name.startswith("still") else 1)
        rows.append((name, f"{found[name, 'engine'] / of:.3f}", f"{found[name, 'pdq'] / of:.3f}", of))
    show(
        f"Evidence engine, clips: {clips} clips, {_TAKEN_S:.0f} seconds of each handed in again",
        ("attack", "engine", f"PDQ ≤ {SAME_PICTURE} on half the frames", "tried"),
        rows,
        database=False,
        notes=[f"Other clips also said to be the same: {sorted(wrong) or 'none'}.", ""],
    )


def _clips() -> list[Path]:
    """The shipped ones and those of the wider set that none of them was cut from."""
    wider = [path for path in sorted((WIDER / "videos").glob("*.m*")) if not path.stem.endswith("-detection")]
    return [*demo_pictures.clips(), *wider]


def _seconds(path: Path) -> float:
    return max((at for at, _ in takewhile(lambda pair: pair[0] < _STORED_S, decoded(path))), default=0.0)


def _entries(media: int, path: Path) -> Iterator[Entry]:
    for at, one in takewhile(lambda pair: pair[0] < 1000 * _STORED_S, looks(path)):
        yield Entry(media, at, pack(one.record))


def _beginning(path: Path) -> Words:
    """vPDQ's side: one print a second of the stored clip."""
    kept = takewhile(lambda frame: frame.at_s < _STORED_S, frames(path, every_s=1.0))
    return np.concatenate([in_eight(luma(frame.image)).bits[:1] for frame in kept])


def _made_again(path: Path, attack: Attack, share: float, speed: float, seed: int) -> bytes:
    """Ten seconds, each frame attacked alike, compressed as a chat application does."""
    out = io.BytesIO()
    start = _START_S + (0.3 * _TAKEN_S if share < 1 else 0)
    wanted, stream = start, None
    with av.open(out, "w", format="mp4") as container:
        for at, frame in decoded(path):
            if at > start + share * _TAKEN_S:
                break
            if at < wanted:
                continue
            wanted += speed / _RATE
            image = longest(attack(picture(frame, 640), np.random.default_rng(seed)), 540)
            if stream is None:
                stream = container.add_stream("libx264", rate=_RATE, options={"crf": "30"})
                stream.width, stream.height, stream.pix_fmt = (
                    image.shape[1] // 2 * 2,
                    image.shape[0] // 2 * 2,
                    "yuv420p",
                )
            whole = np.ascontiguousarray(image[: stream.height, : stream.width])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(whole, format="rgb24")))
        assert stream is not None
        container.mux(stream.encode(None))
    return out.getvalue()


def _said(made: bytes, held: list[Part]) -> set[int]:
    """The stored clips this one is said to be a part of."""
    findings: list[Finding] = []
    times = []
    for at, one in looks(made):
        times.append(at)
        findings += [replace(found, searched_ms=at) for found in judge(one, held)]
    return {one.media for one in passages(findings, len(times)) if borne_out(one, findings, times)}


def _vpdq(made: bytes, stored: Words) -> bool:
    asked = np.concatenate([in_eight(luma(frame.image)).bits[:1] for frame in frames(made, every_s=1.0)])
    apart = np.bitwise_count(asked[:, None] ^ stored[None]).sum(axis=2)
    return bool((apart.min(axis=1) <= SAME_PICTURE).mean() >= _MATCHED)


def _stills(path: Path) -> Iterator[Pixels]:
    """At odd moments between the stored frames, through a chat application."""
    wanted = [_START_S + 0.27 + 0.9 * number for number in range(_STILLS)]
    for at, frame in decoded(path):
        if wanted and at >= wanted[0]:
            wanted.pop(0)
            yield jpeg(longest(picture(frame, 1280), 1280), 60)
        if not wanted:
            return
