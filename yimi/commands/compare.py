"""yimi compare A.xlsx B.csv: two lists of people, row by row, without a database."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from yimi.commands.compare_bar import Bar
from yimi.commands.compare_map import read_map

EXAMPLE = (
    'map file (TOML): [left] or [right], then field = "column title"; '
    'fields: unique_id, name, id_no, dob, phone, village, house; sheet = "…"'
)


def add(verbs: Any) -> None:
    parser = verbs.add_parser(
        "compare", help="compare two lists of people; no database is needed", epilog=EXAMPLE
    )
    parser.add_argument("left", type=Path, help=".xlsx or .csv")
    parser.add_argument(
        "right",
        type=Path,
        nargs="?",
        help=".xlsx or .csv; left out with --hashed: make the list to hand over",
    )
    parser.add_argument("--map", type=Path, help="which column is what, when the titles do not say it")
    parser.add_argument("--out", type=Path, help="workbook with what differs")
    parser.add_argument("--json", type=Path, help="one JSON line a row")
    parser.add_argument(
        "--hashed",
        action="store_true",
        help="lists as keyed fingerprints, for one that may not be handed over",
    )
    parser.add_argument("--key-file", type=Path, help="the key both sides agreed on, 16 bytes or more")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 when compared, 2 when a list was refused; the sentence says which row and column."""
    from yimi.rooms.people.linkage.refused import Refused

    try:
        return _hashed(options) if options.hashed else _compare(options)
    except Refused as refused:
        from yimi.commands.compare_words import sentence

        print(sentence(refused), file=sys.stderr)
        return 2


def _compare(options: argparse.Namespace) -> int:
    from yimi.rooms.people.linkage.halves import both, two_processes
    from yimi.rooms.people.linkage.matching import match
    from yimi.rooms.people.linkage.refused import Refused
    from yimi.rooms.people.linkage.source import open_list
    from yimi.rooms.people.linkage.verdicts import judge

    if options.right is None:
        raise Refused("one_list")
    _check_outputs(options)
    given = read_map(options.map)
    show = Bar(quiet=options.quiet)
    with two_processes():

        def progress(share: float) -> None:
            show(options.left.name, share)

        left, right = both(
            lambda: open_list(options.left, given["left"], progress).ready(),
            lambda: open_list(options.right, given["right"]).ready(),
        )
        pairs = match(left.register, right.register, show)
        judged = judge(left.register, right.register, pairs)
        count = _written(options, judged, left, right, show)
    show("done", 1.0)
    show.end()
    _say(count)
    return 0


def _check_outputs(options: argparse.Namespace) -> None:
    from yimi.rooms.people.linkage.refused import Refused

    if options.out is None and options.json is None:
        raise Refused("no_output")
    lists = [path.resolve() for path in (options.left, options.right) if path is not None]
    for path in filter(None, (options.out, options.json)):
        if path.resolve() in lists:
            raise Refused("over_input", file=path.name)


def _hashed(options: argparse.Namespace) -> int:
    """One list: its fingerprints into --out. Two, of either kind: compared by fingerprints into --json."""
    import numpy as np

    from yimi.rooms.people.linkage import handover
    from yimi.rooms.people.linkage.jsonl import write_json
    from yimi.rooms.people.linkage.labels import as_json
    from yimi.rooms.people.linkage.refused import Refused
    from yimi.rooms.people.linkage.source import open_list
    from yimi.rooms.people.linkage.unseen import compare_unseen

    _check_outputs(options)
    given = read_map(options.map)
    if options.right is None:
        if options.out is None:
            raise Refused("one_list")
        key = handover.read_key(options.key_file)
        print(handover.write_hashed(options.out, open_list(options.left, given["left"]), key))
        return 0
    if options.json is None:
        raise Refused("no_output")
    lists = [
        handover.open_hashed(path, lambda: handover.read_key(options.key_file), given[side])
        for path, side in ((options.left, "left"), (options.right, "right"))
    ]
    judged = compare_unseen(*lists)
    labels = [np.array(as_json(each.labels), object) for each in lists]
    one, other = ((lambda rows, names=names: names[rows].tolist()) for names in labels)
    _say(write_json(options.json, judged, one, other))
    return 0


def _say(count: Counter[str]) -> None:
    print(" · ".join(f"{name} {count.get(name, 0)}" for name in ("same", "changed", "review", "new", "gone")))


def _written(options: argparse.Namespace, judged: Any, left: Any, right: Any, show: Bar) -> Counter[str]:
    from yimi.rooms.people.linkage.jsonl import write_json
    from yimi.rooms.people.linkage.office import write_xlsx

    count: Counter[str] = Counter()
    if options.json is not None:
        show("json", 0.9)
        count = write_json(options.json, judged, left.quoted, right.quoted)
    if options.out is not None:
        from yimi.commands.compare_words import words

        show("workbook", 0.9)
        count = write_xlsx(options.out, judged, (left, right), words())
    return count
