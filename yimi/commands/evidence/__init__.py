"""yimi evidence …: what an operator or an auditor asks of photos and clips. One module a step, each with `add(steps)`."""

from __future__ import annotations

from typing import Any

from yimi.commands.evidence import audit, backlog, records

STEPS: list[Any] = [audit, records, backlog]


def add(verbs: Any) -> None:
    parser = verbs.add_parser("evidence", help="photos and clips: check an archive, look after the index")
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    for module in STEPS:
        module.add(steps)
