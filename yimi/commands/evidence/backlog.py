"""yimi evidence backlog: what phones have handed in and nobody has examined yet."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import Any

LATE = timedelta(minutes=5)


def add(steps: Any) -> None:
    step = steps.add_parser(
        "backlog", help="uploads that wait for their examination; 1 when one waits for 5 minutes"
    )
    step.set_defaults(run=tell)


def tell(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from yimi.kernel import clock
    from yimi.rooms.evidence.queries.uploads import backlog

    count, oldest = backlog()
    waited = clock.now() - oldest if oldest else timedelta(0)
    print(f"{count} uploads wait for their examination, the oldest for {int(waited.total_seconds())} s")
    return 1 if waited > LATE else 0
