"""yimi audit seal | verify, settlement verify, care recount: proofs anybody can run without trusting the pages."""

from __future__ import annotations

import argparse
from typing import Any

from yimi.commands.db import ensure_running


def add(verbs: Any) -> None:
    audit = verbs.add_parser("audit", help="the sealed log of who did what")
    steps = audit.add_subparsers(dest="step", required=True)
    steps.add_parser("seal", help="chain the rows written since the last seal").set_defaults(run=seal)
    steps.add_parser("verify", help="recompute the chain; 1 when a row was changed").set_defaults(
        run=verify_audit
    )
    settlement = verbs.add_parser("settlement", help="quarter statements")
    steps = settlement.add_subparsers(dest="step", required=True)
    steps.add_parser("verify", help="recompute every sealed statement; 1 when a fen differs").set_defaults(
        run=verify_settlement
    )
    care = verbs.add_parser("care", help="colours, windows and their roll-ups")
    steps = care.add_subparsers(dest="step", required=True)
    steps.add_parser(
        "recount", help="count the roll-ups anew; 1 when one differed and was put right"
    ).set_defaults(run=recount_care)


def _ready() -> None:
    ensure_running()
    import django

    django.setup()


def seal(options: argparse.Namespace) -> None:
    _ready()
    from yimi.kernel import audit

    print(audit.seal_pending())


def verify_audit(options: argparse.Namespace) -> int:
    _ready()
    from yimi.kernel import audit

    return _report(audit.verify(), "audit rows")


def verify_settlement(options: argparse.Namespace) -> int:
    _ready()
    from yimi.rooms.settlement import queries

    return _report(queries.verify(), "statements")


def recount_care(options: argparse.Namespace) -> int:
    _ready()
    from yimi.kernel.action import System
    from yimi.rooms.care import actions

    wrong = actions.recount(by=System("care"))
    print(f"roll-ups: {'unchanged' if not wrong else f'{wrong} differences, put right'}")
    return 1 if wrong else 0


def _report(wrong: list[str], what: str) -> int:
    for sentence in wrong:
        print(sentence)
    print(f"{what}: {'unchanged' if not wrong else f'{len(wrong)} differences'}")
    return 1 if wrong else 0
