"""What an operator types. A verb parses its words, calls one action or query of a room, and prints."""

from __future__ import annotations

from yimi.commands import (
    backup,
    compare,
    db,
    demo,
    evidence,
    keys,
    messages,
    restore,
    run,
    serve,
    verify,
    worker,
)

VERBS = [run, demo, db, serve, worker, keys, verify, messages, backup, restore, compare, evidence]
