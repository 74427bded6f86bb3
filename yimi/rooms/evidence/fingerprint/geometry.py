"""Where does one picture lie in the other? Feature matches, then the transformation most of them agree on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from .keypoints import Features
from .product import product_across

Array = NDArray[np.float32]
RATIO = 0.92  # of the best to the second-best distance; loose, because geometry decides
MIN_INLIERS = 8  # evidence.md §3.3
_TOLERANCE = 0.012  # of the longer side: how far a match may lie from where the transformation puts it
_SPREAD = 16.0  # pixels: matches inside one such cell count once
_MAX_ANISOTROPY = 2.2
_MIN_SCALE, _MAX_SCALE = 0.08, 12.0


@dataclass(frozen=True)
class Alignment:
    """matrix: 3 × 3, work pixels of the searched picture → work pixels of the stored one ·
    inliers: matches that agree, counted once a cell · at: k × 2, where they lie in the searched picture."""

    matrix: NDArray[np.float64]
    inliers: int
    at: Array


def align(asked: Features, stored: Features) -> Alignment | None:
    """The best alignment, or None when fewer than four matches agree. Deterministic: no random sampling.

    Every match alone fixes a similarity (place, scale, angle); each is tried against all others, the best is
    refined to an affine map and, with matches enough, to a homography.
    """
    pairs = matches(asked, stored)
    if len(pairs) < 4:
        return None
    a, b = asked.xy[pairs[:, 0]], stored.xy[pairs[:, 1]]
    tolerance = _TOLERANCE * max(stored.size)
    guess, inside = _voted(a, b, _turns(asked, stored, pairs), 2.5 * tolerance)
    for _ in range(3):
        if inside.sum() < 4:
            return None
        guess = _affine(a[inside], b[inside])
        inside = _close(guess, a, b, 1.5 * tolerance)
    matrix = np.vstack([guess, [0, 0, 1]])
    if inside.sum() >= 12:
        matrix, inside = _bent(matrix, inside, a, b, tolerance)
    if not plausible(matrix, asked.size):
        return None
    count = min(_cells(a[inside]), _cells(b[inside]))
    return Alignment(matrix, count, a[inside])


def matches(asked: Features, stored: Features) -> NDArray[np.int64]:
    """k × 2 indices: each stored feature at most once, with its most alike searched feature."""
    if len(asked) < 2 or len(stored) < 2:
        return np.zeros((0, 2), np.int64)
    alike = product_across(asked.descriptors, stored.descriptors)
    rows = np.arange(len(alike))
    best = alike.argmax(axis=1)
    top = alike[rows, best]
    alike[rows, best] = -1
    second = alike.max(axis=1)
    distance, next_distance = np.sqrt(np.maximum(2 - 2 * top, 0)), np.sqrt(np.maximum(2 - 2 * second, 1e-9))
    kept = np.flatnonzero(distance < RATIO * next_distance)
    order = kept[np.argsort(distance[kept])]
    _, first = np.unique(best[order], return_index=True)
    chosen = order[first]
    return np.stack([chosen, best[chosen]], axis=1)


def plausible(matrix: NDArray[np.float64], size: tuple[int, int]) -> bool:
    """False for a map no honest or dishonest copying makes: folded, torn, hugely enlarged."""
    scales = []
    for x, y in ((0.5, 0.5), (0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9)):
        corner = matrix @ np.array([x * size[0], y * size[1], 1.0])
        if corner[2] <= 0.2:
            return False
        local = (matrix[:2, :2] - np.outer(corner[:2] / corner[2], matrix[2, :2])) / corner[2]
        stretch = np.linalg.svd(local, compute_uv=False)
        if np.linalg.det(local) <= 0 or stretch[0] > _MAX_ANISOTROPY * stretch[1]:
            return False
        scales += [float(stretch[0]), float(stretch[1])]
    return min(scales) > _MIN_SCALE and max(scales) < _MAX_SCALE


def _turns(asked: Features, stored: Features, pairs: NDArray[np.int64]) -> Array:
    """k × 2: the complex factor (scale and rotation) each match alone suggests."""
    one, other = pairs.T
    scale = stored.scale[other] / asked.scale[one]
    angle = np.deg2rad(stored.angle[other] - asked.angle[one])
    return np.stack([scale * np.cos(angle), scale * np.sin(angle)], axis=1).astype(np.float32)


def _voted(
    a: Array, b: Array, turns: Array, tolerance: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    za, zb, turn = (part[:, 0] + 1j * part[:, 1] for part in (a, b, turns))
    shift = zb - turn * za
    error = np.abs(turn[:, None] * za[None, :] + shift[:, None] - zb[None, :])
    # a feature's own scale and angle are rough: far from it the guess may miss by more
    reach = np.abs(za[:, None] - za[None, :]) * np.abs(turn)[:, None]
    inside = error < tolerance + 0.12 * reach
    swing = turn[:, None] / turn[None, :]
    inside &= (np.abs(np.angle(swing)) < 0.45) & (np.abs(np.log(np.abs(swing))) < 0.7)
    best = int(inside.sum(axis=1).argmax())
    return np.zeros((2, 3)), inside[best]


def _affine(a: Array, b: Array) -> NDArray[np.float64]:
    """Least squares; a similarity when few matches could bend an affine map to their noise."""
    if len(a) < 6:
        za, zb = a[:, 0] + 1j * a[:, 1], b[:, 0] + 1j * b[:, 1]
        ca, cb = za.mean(), zb.mean()
        spread = (np.abs(za - ca) ** 2).sum()
        turn = (np.conj(za - ca) * (zb - cb)).sum() / max(float(spread), 1e-6)
        shift = cb - turn * ca
        return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])
    rows = np.hstack([a, np.ones((len(a), 1))])
    return np.linalg.lstsq(rows.astype(np.float64), b.astype(np.float64), rcond=None)[0].T


def _close(affine: NDArray[np.float64], a: Array, b: Array, tolerance: float) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = np.linalg.norm(a @ affine[:, :2].T + affine[:, 2] - b, axis=1) < tolerance
    return inside


def _bent(
    matrix: NDArray[np.float64], inside: NDArray[np.bool_], a: Array, b: Array, tolerance: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    near = _close(matrix[:2], a, b, 3 * tolerance)
    bent: Any = cv2.findHomography(a[near], b[near], cv2.RHO, tolerance)[0]
    if bent is None:
        return matrix, inside
    placed = np.hstack([a, np.ones((len(a), 1))]) @ bent.T
    error = np.linalg.norm(placed[:, :2] / placed[:, 2:] - b, axis=1)
    better = error < tolerance
    if better.sum() < _close(matrix[:2], a, b, tolerance).sum() + 2:
        return matrix, inside
    refined: Any = cv2.findHomography(a[better], b[better], 0)[0]
    return (matrix, inside) if refined is None else (refined, better)


def _cells(points: Array) -> int:
    return len(np.unique((points // _SPREAD).astype(np.int64), axis=0)) if len(points) else 0
