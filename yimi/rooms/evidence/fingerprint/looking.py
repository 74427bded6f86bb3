"""A searched picture and the views of it that are searched: the whole, what its frame holds, the tiles of a collage."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from . import collage, trim
from .decode import WORK_SIDE, Grey, bounded
from .keypoints import ASKED, Features, features
from .overlay import strokes
from .prints import Prints, in_eight, upright
from .record import Record, record
from .trim import Box

_TILE = 240  # features of a tile; there are several
_PAINTED = 0.4  # share of the features on painted strokes from which on the others are asked too
_SMALL_PART = 0.55  # a framed picture filling less than this share is searched again at full size


@dataclass(frozen=True)
class View:
    """box: its place in the master picture · image: grey, longest side ≤ WORK_SIDE ·
    kind: whole, framed, tile, cleared (its features beside painted strokes, `avoid`) · strokes: 1 where something is
    painted over it, None where nothing is or nobody looked."""

    kind: str
    box: Box
    image: Grey
    count: int = ASKED
    avoid: NDArray[np.uint8] | None = None
    strokes: NDArray[np.uint8] | None = None

    @cached_property
    def features(self) -> Features:
        return features(self.image, self.count, self.avoid)

    @cached_property
    def mirrored(self) -> Features:
        return self.features.mirrored()

    @property
    def printed(self) -> bool:
        """Has it a print of its own?"""
        return self.kind != "cleared"

    @cached_property
    def eight(self) -> Prints:
        """PDQ in eight orientations."""
        return in_eight(self.image)


@dataclass(frozen=True)
class Look:
    """views: the whole picture first."""

    views: tuple[View, ...]

    @property
    def whole(self) -> View:
        return self.views[0]

    @cached_property
    def record(self) -> Record:
        """What to store of this picture."""
        prints = Prints.joined(
            [upright(view.eight) for view in self.views if view.kind in ("whole", "framed")]
        )
        return record(self.whole.image, self.whole.features, prints)


def look(master: Grey, tiles: bool = True) -> Look:
    """Look at a decoded picture (grey, height × width, not smaller than needed: see decode.grey)."""
    height, width = master.shape[:2]
    work = bounded(master, WORK_SIDE)
    views = [View("whole", (0, 0, width, height), work, strokes=strokes(work))]
    if cleared := _cleared(views[0]):
        views.append(cleared)
    framed = trim.content(master)
    inner = master
    origin = (0, 0)
    if framed:
        inner = trim.cut(master, framed)
        origin = (framed[0], framed[1])
        share = inner.size / master.size
        # a large framed picture shares the whole's features; only its print is new
        count = ASKED if share < _SMALL_PART else 0
        views.append(View("framed", framed, bounded(inner, WORK_SIDE), count))
    if tiles:
        for box in collage.tiles(inner):
            part = bounded(trim.cut(inner, box), WORK_SIDE)
            if min(part.shape) >= 32:
                placed = (box[0] + origin[0], box[1] + origin[1], box[2] + origin[0], box[3] + origin[1])
                views.append(View("tile", placed, part, _TILE))
    return Look(tuple(views))


def _cleared(whole: View) -> View | None:
    """A title eats the features of the picture below it: when it may have, the others are looked for too."""
    painted = whole.strokes
    if painted is None or not len(whole.features):
        return None
    at = whole.features.xy.astype(np.int64)
    if painted[at[:, 1], at[:, 0]].mean() < _PAINTED:
        return None
    return View("cleared", whole.box, whole.image, ASKED, avoid=painted, strokes=painted)


def look_at_pixels(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Look:
    """Look at an array (height × width, or × 3 RGB), for instance a frame of a clip."""
    from .decode import luma

    return look(luma(pixels))
