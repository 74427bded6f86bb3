"""A process of its own that looks at files and searches for them; a file that kills it kills nothing else."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from collections.abc import Collection
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import cv2
import pillow_heif

from yimi.rooms.evidence.fingerprint import parts
from yimi.rooms.evidence.fingerprint.search import Part
from yimi.rooms.evidence.fingerprint.store.shard import Shard

from .listing import Item
from .previews import preview
from .searching import searched
from .seen import Seen, seen
from .workplace import Answer

MEMORY_BYTES = 4 * 1024**3  # address space, the mapped index included
HELD_BYTES = 400 * 1024**2  # of looks kept between looking and searching; beyond it a file is looked at again
_FEATURE = 540  # bytes of one feature


def main(line: Connection, index: str) -> None:
    """Answer one request after another until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)
    cv2.setNumThreads(1)
    pillow_heif.options.DECODE_THREADS = 1
    bench = Bench(Path(index))
    while True:
        try:
            what, *words = line.recv()
            line.send(getattr(bench, what)(*words))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return


class Bench:
    """What a worker can be asked for. index: folder of the shard it searches."""

    def __init__(self, index: Path) -> None:
        self._shard = Shard(index)
        self._parts: list[Part] | None = None
        self._held: dict[int, Seen] = {}
        self._bytes = 0

    def look(self, item: Item) -> Seen:
        """What is seen of a file; its views are kept for the search."""
        found = seen(item)
        size = sum(one.whole.image.nbytes + len(one.whole.features) * _FEATURE for _, one in found.views)
        if found.views and self._bytes + size < HELD_BYTES:
            self._held[item.number] = found
            self._bytes += size
        return replace(found, views=[])

    def search(self, item: Item, besides: Collection[int], before: int | None) -> Answer:
        """The answer for a file; cpu_ms is what the search took."""
        if self._shard.refresh() or self._parts is None:
            self._parts = parts([self._shard])
        asked = self._held.pop(item.number, None) or seen(item)
        start = time.process_time()
        answer = searched(asked, self._parts, besides, before)
        return replace(answer, cpu_ms=(time.process_time() - start) * 1000)

    def forget(self) -> None:
        """A round is over."""
        self._held.clear()
        self._bytes = 0

    def preview(self, path: str, at_s: float | None) -> bytes:
        """A small JPEG of a photo, or of the frame of a clip at a second; empty when it cannot be made."""
        return preview(path, at_s)
