"""Makes the code book of `yimi/rooms/evidence/fingerprint` again, from public-domain photos and CC BY clips."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.evidence.photos import training
from yimi.rooms.evidence.fingerprint import codebook
from yimi.rooms.evidence.fingerprint.keypoints import features

Array = NDArray[np.float32]


def train(target: Path = codebook.FILE) -> None:
    """Write the code book. A few minutes of one core; the same pictures give the same file."""
    cv2.setRNGSeed(1)
    found = np.concatenate([features(image, 400).descriptors for image in training()])
    dice = np.random.default_rng(1)
    found = found[dice.permutation(len(found))[:120_000]]
    mean = found.mean(axis=0)
    _, _, rows = np.linalg.svd((found - mean)[:40_000], full_matrices=False)
    order = np.concatenate([np.arange(0, 64, 2), np.arange(1, 64, 2)])  # both halves get strong and weak axes
    axes = rows[order].T.astype(np.float32)
    placed = (found - mean) @ axes
    halves = np.stack([_means(placed[:, h * 32 : h * 32 + 32], codebook.HALF) for h in (0, 1)])
    signs = np.linalg.qr(dice.normal(size=(64, 64)))[0][:, :32].astype(np.float32)
    cells = found.reshape(-1, codebook.PARTS, 8)
    parts = np.stack([_means(cells[:, part], 256) for part in range(codebook.PARTS)])
    np.savez_compressed(
        target,
        axes=axes.astype(np.float16),
        mean=(mean @ axes).astype(np.float16),
        halves=halves.astype(np.float16),
        signs=signs.astype(np.float16),
        parts=parts.astype(np.float16),
    )
    print(f"{target.name}: {len(found)} features, {target.stat().st_size // 1024} KB")


def _means(points: Array, count: int) -> Array:
    stop = (cv2.TERM_CRITERIA_MAX_ITER + cv2.TERM_CRITERIA_EPS, 12, 1e-4)
    data = np.ascontiguousarray(points[:60_000], dtype=np.float32)
    _, _, centres = cv2.kmeans(data, count, None, stop, 1, cv2.KMEANS_RANDOM_CENTERS)
    return np.asarray(centres, np.float32)


if __name__ == "__main__":
    train()
