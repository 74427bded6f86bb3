"""yimi evidence audit LIBRARY: years of photos in folders, searched for pictures used twice, without a database."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yimi.commands.evidence.audit_bar import Bar

if TYPE_CHECKING:
    from yimi.rooms.evidence.auditing import Course


def add(steps: Any) -> None:
    parser = steps.add_parser(
        "audit", help="find pictures used twice in a folder of photos and clips; no database is needed"
    )
    parser.add_argument("library", type=Path, help="folder of photos and clips, checked with all below it")
    parser.add_argument(
        "--against", type=Path, metavar="QUERIES", help="folder to check; else the library itself"
    )
    parser.add_argument("--json", type=Path, help="one JSON line a checked file")
    parser.add_argument("--html", type=Path, help="report with the pairs side by side")
    parser.add_argument(
        "--work", type=Path, help="folder to go on from after an interruption; beside the result by default"
    )
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)), help="processes")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 when checked, 2 when refused with a sentence, 130 when stopped; the same command then goes on."""
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # before NumPy is loaded: its threads only burn both processors
    from yimi.rooms.evidence.auditing import Refused

    try:
        return _audit(options)
    except Refused as refused:
        from yimi.commands.evidence.audit_words import sentence

        print(sentence(refused), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        from yimi.commands.evidence.audit_words import stopped

        print("\n" + stopped(), file=sys.stderr)
        return 130


def _audit(options: argparse.Namespace) -> int:
    from yimi.commands.evidence.audit_words import summary, why
    from yimi.rooms.evidence.auditing import audit
    from yimi.rooms.evidence.auditing.lines import count, write_lines

    _check_outputs(options)
    result = options.json or options.html
    work = options.work or result.with_name(result.name + ".work")
    show = Bar(quiet=options.quiet)
    course = audit(options.library, options.against, work, max(1, options.workers), show)
    if options.json:
        write_lines(options.json, course, why)
    if options.html:
        _page(options, course, show)
    show.end()
    print(summary(count(course), show.rate))
    course.place.close(done=True)
    return 0


def _page(options: argparse.Namespace, course: Course, show: Bar) -> None:
    from yimi.commands.evidence.audit_words import page_words, why
    from yimi.rooms.evidence.auditing.crew import Crew
    from yimi.rooms.evidence.auditing.page import write_page
    from yimi.rooms.evidence.auditing.pairs import pairs, previews, shown

    wanted = shown(pairs(course))
    pictures = {}
    if wanted:
        crew = Crew(max(1, options.workers), course.place.index)
        try:
            pictures = previews(wanted, crew, lambda done, of: None)
        finally:
            crew.dismiss()
    write_page(options.html, course, pictures, page_words(course, options), why)


def _check_outputs(options: argparse.Namespace) -> None:
    """Before hours of work: there is a result to write, it can be written, and it lies in no checked folder."""
    from yimi.rooms.evidence.auditing.refused import Refused, writing

    if options.json is None and options.html is None:
        raise Refused("no_output")
    folders = [one.resolve() for one in (options.library, options.against) if one is not None]
    for target in filter(None, (options.json, options.html, options.work)):
        if any(target.resolve().is_relative_to(one) for one in folders):
            raise Refused("inside_archive", file=str(target))
    for target in filter(None, (options.json, options.html)):
        if target.is_dir():
            raise Refused("not_writable", file=str(target))
        draft = target.with_name(target.name + ".part")
        with writing(target):
            draft.touch()
            draft.unlink()
