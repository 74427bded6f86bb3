"""What a worker sees of one file: its digest, what is stored of it, what it is searched by; or why it was refused."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field

from yimi.rooms.evidence.fingerprint import Look, grey, look, pack
from yimi.rooms.evidence.fingerprint.clips import compared_until, looks
from yimi.rooms.evidence.fingerprint.store.entries import PHOTO, Entry
from yimi.rooms.evidence.intake import Unacceptable
from yimi.rooms.evidence.intake.magic import ACCEPTED, true_format

from .listing import Item

_HEAD = 4096


@dataclass
class Seen:
    """digest: SHA-256, empty when nothing could be read · reason, facts: of a refusal, else empty ·
    entries: one for a photo, one a kept frame of a clip · until_s: second a long clip was looked at up to ·
    views: what it is searched by (stays with the worker)."""

    number: int
    digest: str = ""
    reason: str = ""
    facts: dict[str, object] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    clip: bool = False
    until_s: float | None = None
    cpu_ms: float = 0.0
    views: list[tuple[int, Look]] = field(default_factory=list)


def seen(item: Item) -> Seen:
    """Read one file. Never raises for what is in it."""
    start = time.process_time()
    found = Seen(item.number)
    if item.problem:
        found.reason = item.problem
        return found
    try:
        _read(item, found)
    except Unacceptable as refusal:
        found.reason, found.facts = refusal.code, dict(refusal.facts)
    except MemoryError:
        found.reason = "too_costly"
    except OSError:
        found.reason = "unreadable"
    except Exception:  # a decoder's complaint: the file is bad, not the archive
        found.reason = "undecodable"
    if found.reason:
        found.entries, found.views = [], []
    found.cpu_ms = (time.process_time() - start) * 1000
    return found


def _read(item: Item, found: Seen) -> None:
    with open(item.path, "rb") as file:  # noqa: PTH123  (the name may be no text)
        head = file.read(_HEAD)
        file.seek(0)
        found.digest = hashlib.file_digest(file, "sha256").hexdigest()
    if not head:
        raise Unacceptable("empty")
    kind = true_format(head)
    if kind in ACCEPTED["photo"]:
        found.views = [(PHOTO, look(grey(item.path)))]
    elif kind in ACCEPTED["clip"]:
        found.clip, found.views = True, list(looks(item.path))
        found.until_s = compared_until(item.path)
    else:
        raise Unacceptable("unknown_format", found=kind)
    found.entries = [Entry(item.number, at, pack(one.record)) for at, one in found.views]
    for one in found.entries:
        one.words  # noqa: B018  (worked out here, on this processor, and sent along)
