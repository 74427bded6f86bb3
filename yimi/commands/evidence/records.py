"""yimi evidence record | reconcile: the engine's records of what was uploaded, and the proof that the index holds them."""

from __future__ import annotations

import argparse
from typing import Any

from yimi.commands.db import ensure_running


def add(steps: Any) -> None:
    record = steps.add_parser("record", help="check uploads that have no record yet; go on where it stopped")
    record.set_defaults(run=record_all)
    prove = steps.add_parser("reconcile", help="prove that index and database agree; 1 when they do not")
    prove.add_argument("--county", default="", help="six digits; every county when left out")
    prove.add_argument("--repair", action="store_true", help="rebuild from the database what differs")
    prove.set_defaults(run=reconcile)


def _ready() -> None:
    ensure_running()
    import django

    django.setup()


def record_all(options: argparse.Namespace) -> int:
    """Oldest first, one transaction an upload: stopping it loses at most the one it is at."""
    _ready()
    from yimi.commands.demonstration.progress import Progress
    from yimi.kernel.action import System
    from yimi.rooms.evidence.actions import record_media
    from yimi.rooms.evidence.queries import unrecorded

    waiting, progress, unreadable = unrecorded(), Progress(), []
    for done, media_id in enumerate(waiting, start=1):
        if record_media(media_id=media_id, by=System("record")).state == "failed":
            unreadable.append(media_id)
        progress.bar("uploads recorded", done, len(waiting))
    print(f"{len(waiting) - len(unreadable)} uploads recorded")
    for media_id in unreadable:
        print(f"upload {media_id}: its picture cannot be read; flagged as unchecked")
    return 0


def reconcile(options: argparse.Namespace) -> int:
    """Says for every quarter what differs, and after a repair whether it agrees."""
    _ready()
    from yimi.rooms.evidence import index

    wrong = 0
    for proof in index.proofs(options.county):
        print(_said(proof))
        agrees = proof.agrees
        if not agrees and options.repair:
            again = index.repaired(proof)
            print(f"  repaired: {_said(again)}")
            agrees = again.agrees
        wrong += not agrees
    print("index and database agree" if not wrong else f"{wrong} quarters differ")
    return 1 if wrong else 0


def _said(proof: Any) -> str:
    differs = proof.difference
    parts = [
        f"{len(found)} {what}: {', '.join(f'{media}@{at}' for media, at in sorted(found)[:5])}"
        for found, what in (
            (differs.missing, "missing in the index"),
            (differs.surplus, "only in the index"),
            (differs.altered, "with other bytes"),
        )
        if found
    ]
    if differs.damaged:
        parts.append(f"damaged: {differs.damaged}")
    if proof.broken:
        parts.append(f"the database's own chain is broken at {', '.join(map(str, proof.broken[:5]))}")
    return f"{proof.county}/{proof.period} {proof.pictures} pictures: {'; '.join(parts) or 'agree'}"
