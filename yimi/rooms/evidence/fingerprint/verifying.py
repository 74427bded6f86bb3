"""One searched view against one stored record: aligned, laid over, judged."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from . import besides, blocks
from .changes import changes
from .decode import Grey
from .engine import SAME_PICTURE
from .geometry import MIN_INLIERS, Alignment, align
from .looking import View
from .overlay import lines
from .record import Record
from .verdict import Finding, Verdict

# Inliers → share of textured overlap blocks that must agree. evidence.md §3.3 began at 8 and 0.60. Other garments on one
# floor or hanger reached 21 inliers with 0.69 and 34 with 0.59; no two distinct photos came to 40. The two ends of one
# stove, mirrored, came to 13 with 0.82. What was painted over has lost features, so there fewer are asked.
NEEDED = ((40, 0.66), (20, 0.75), (12, 0.90), (8, 0.93))
NEEDED_PAINTED = ((40, 0.66), (12, 0.75), (8, 0.88))
# The same under a title, and how many blocks there must be: it takes features from strangers too, and its lines are left
# out of the blocks. The most alike garments, each under eight titles, came to 18 inliers with 0.81 and 15 with 0.84.
NEEDED_BESIDE = ((20, 0.80, 20), (20, 0.95, 12), (14, 0.88, 20))
BESIDE_INLIERS = 20  # when only one side of a seam agrees
SCENE_INLIERS = 14
_HASH_SHARE = 0.70  # when only the print nominated the pair and the features are too few
Matrix = NDArray[np.float64]


def verify(
    view: View, stored: Record, mirrored: bool = False, distance: int | None = None, turn: int = 0
) -> Finding:
    """Judge one pair. distance, turn: from the print search, when it nominated the pair.

    same_picture needs the features and the blocks to agree; a flat picture with few features may instead
    show it by a near print and blocks that agree in the same orientation.
    """
    found = align(view.mirrored if mirrored else view.features, stored.features)
    best = Finding(Verdict.CLEAN, distance=distance, mirrored=mirrored, view=view.kind, box=view.box)
    if found and found.inliers >= MIN_INLIERS:
        best = _judged(view, stored, found, mirrored, distance)
    if best.verdict != Verdict.SAME_PICTURE and distance is not None and distance <= SAME_PICTURE:
        by_print = _judged_by_print(view, stored, turn, distance)
        best = max(best, by_print, key=lambda one: one.rank)
    return best


def _judged(view: View, stored: Record, found: Alignment, mirrored: bool, distance: int | None) -> Finding:
    asked = cv2.flip(view.image, 1) if mirrored else view.image
    agreement, matrix = blocks.compare(
        asked.astype(np.uint8, copy=False), stored.picture, _to_small(stored) @ found.matrix
    )
    rule = NEEDED if view.strokes is None else NEEDED_PAINTED
    needed = next((share for least, share in rule if found.inliers >= least), 1.1)
    same = agreement.blocks >= blocks.MIN_BLOCKS and agreement.share >= needed
    if not same and view.strokes is not None and found.inliers >= NEEDED_BESIDE[-1][0]:
        covered = lines(view.strokes)
        covered = covered[:, ::-1] if mirrored else covered
        beside, _ = blocks.compare(asked.astype(np.uint8, copy=False), stored.picture, matrix, covered)
        if any(
            found.inliers >= inliers and beside.share >= share and beside.blocks >= least
            for inliers, share, least in NEEDED_BESIDE
        ):
            same, agreement = True, beside
    if not same and found.inliers >= BESIDE_INLIERS:
        same, agreement, matrix = _judged_one_side(
            asked.astype(np.uint8, copy=False), stored, agreement, matrix
        )
    verdict = Verdict.SAME_PICTURE if same else Verdict.CLEAN
    if not same and found.inliers >= SCENE_INLIERS:
        verdict = Verdict.SAME_SCENE
    return _finding(verdict, view, stored, matrix, agreement, found.inliers, mirrored, distance)


def _judged_one_side(
    asked: Grey, stored: Record, whole: blocks.Agreement, matrix: Matrix
) -> tuple[bool, blocks.Agreement, Matrix]:
    """Another picture or a bar fills the other side of a straight seam: compare this one alone."""
    span = besides.kept_side(asked, whole, matrix)
    if span is None:
        return False, whole, matrix
    left, top, right, bottom = span
    shift = np.array([[1.0, 0, left], [0, 1.0, top], [0, 0, 1.0]])
    side, refined = blocks.compare(
        np.ascontiguousarray(asked[top:bottom, left:right]), stored.picture, matrix @ shift
    )
    if not besides.enough(side):
        return False, whole, matrix
    return True, side, refined @ np.linalg.inv(shift)


def _judged_by_print(view: View, stored: Record, turn: int, distance: int) -> Finding:
    """Turn the searched picture as the print was turned and compare the blocks."""
    mirrored = turn >= 4
    start = _to_small(stored) @ _stretch(view, stored, turn)
    asked = cv2.flip(view.image, 1) if mirrored else view.image
    agreement, matrix = blocks.compare(asked.astype(np.uint8, copy=False), stored.picture, start)
    same = agreement.blocks >= blocks.MIN_BLOCKS // 2 and agreement.share >= _HASH_SHARE
    verdict = Verdict.SAME_PICTURE if same else Verdict.CLEAN
    return _finding(verdict, view, stored, matrix, agreement, 0, mirrored, distance)


def _finding(
    verdict: Verdict,
    view: View,
    stored: Record,
    matrix: Matrix,
    agreement: blocks.Agreement,
    inliers: int,
    mirrored: bool,
    distance: int | None,
) -> Finding:
    work = np.linalg.inv(_to_small(stored)) @ matrix
    work = work / work[2, 2]
    return Finding(
        verdict,
        inliers=inliers,
        agreement=round(agreement.share, 3),
        blocks=agreement.blocks,
        overlap=round(agreement.overlap, 3),
        region=round(agreement.region, 3),
        distance=distance,
        changes=changes(work, view, stored, agreement, mirrored),
        matrix=tuple(float(one) for one in work.ravel()),
        mirrored=mirrored,
        view=view.kind,
        box=view.box,
    )


def _to_small(stored: Record) -> Matrix:
    height, width = stored.picture.shape[:2]
    return np.diag([width / stored.size[0], height / stored.size[1], 1.0])


# The searched picture, mirrored for turns 4–7, then turned counter-clockwise by so many quarters (engine.TURNS).
_QUARTERS = (0, 1, 2, 3, 2, 0, 1, 3)


def _stretch(view: View, stored: Record, turn: int) -> Matrix:
    """The whole of the (mirrored) view turned onto the whole of the stored picture."""
    height, width = view.image.shape[:2]
    unit = np.diag([1 / width, 1 / height, 1.0])
    quarter = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 1.0], [0.0, 0.0, 1.0]])
    turned = np.linalg.matrix_power(quarter, _QUARTERS[turn])
    laid: Matrix = np.diag([stored.size[0], stored.size[1], 1.0]) @ turned @ unit
    return laid
