"""Law 10: docs against code. What a document names exists; what exists has its line."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, reverse

from tests.house.tree import ROOT, sources
from yimi.__main__ import build_parser

DOCUMENTS = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").rglob("*.md"))]
PATH = re.compile(r"`((?:yimi|tests|tools|docs|bench|locale)/[\w./-]+?)(?::\w+)?`")
REQUIREMENT = re.compile(r"^\| (A\d-\d\d) \|(.*)\|$", re.MULTILINE)
DOMAIN = ROOT.parent / "shared" / "design" / "domain.md"


def dead_paths(text: str) -> list[str]:
    return [path for path in PATH.findall(text) if not (ROOT / path).exists()]


def test_every_path_a_document_names_exists() -> None:
    dead = {str(path.relative_to(ROOT)): dead_paths(path.read_text(encoding="utf-8")) for path in DOCUMENTS}
    assert {name: paths for name, paths in dead.items() if paths} == {}


def test_every_verb_of_the_command_is_documented() -> None:
    running = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    subparsers = next(a for a in build_parser()._actions if a.dest == "verb")
    assert [verb for verb in subparsers.choices or {} if f"yimi {verb}" not in running] == []


def test_every_setting_is_documented() -> None:
    running = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    named = {name for _, text in sources("yimi") for name in re.findall(r"\"(YIMI_[A-Z_]+)\"", text)}
    assert sorted(name for name in named if f"`{name}`" not in running) == []


def test_every_room_has_its_card_and_its_line_on_the_map() -> None:
    drawn = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
    rooms = [name.rsplit(".", 1)[1] for name in settings.ROOMS]
    assert [room for room in rooms if not (ROOT / "yimi" / "rooms" / room / "README.md").exists()] == []
    assert [room for room in rooms if room not in drawn] == []


def test_every_action_stands_on_its_room_card() -> None:
    from yimi.kernel.action import ACTIONS

    missing = []
    for verb in ACTIONS:
        room, name = verb.split(".", 1)
        card = ROOT / "yimi" / "rooms" / room / "README.md"
        if card.exists() and name not in card.read_text(encoding="utf-8"):
            missing.append(verb)
    assert missing == []


def test_every_action_has_words_in_the_log() -> None:
    """The audit administrator reads 处置预警, not care.dispose_alert."""
    from yimi.doors.desk.audit_words import WORDS
    from yimi.kernel.action import ACTIONS

    rooms = {name.rsplit(".", 1)[1] for name in settings.ROOMS}
    assert sorted(verb for verb in ACTIONS if verb.split(".")[0] in rooms and verb not in WORDS) == []


def broken_rows(text: str) -> list[str]:
    """A row of docs/trace.md says `planned`, or names a page that reverses and a test that exists."""
    wrong = []
    for number, rest in REQUIREMENT.findall(text):
        cells = [cell.strip() for cell in rest.split("|")]
        if cells[1].startswith("planned"):
            continue
        page, test = cells[1].strip("`"), cells[2].strip("`")
        if not (ROOT / test.split(":")[0]).exists():
            wrong.append(f"{number}: no test {test}")
        for name in re.findall(r"\w+:\w+", page):
            if not _known(name):
                wrong.append(f"{number}: no page {name}")
    return wrong


def _known(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch as error:
        return "is not a valid view" not in str(error) and "is not a registered namespace" not in str(error)
    return True


def test_the_trace_names_pages_and_tests_that_exist() -> None:
    assert broken_rows((ROOT / "docs" / "trace.md").read_text(encoding="utf-8")) == []


@pytest.mark.skipif(not DOMAIN.exists(), reason="the requirements stand outside the repository")
def test_the_trace_follows_every_class_c_requirement() -> None:
    required = set(
        re.findall(r"^\| (A\d-\d\d) \|.*\| C\b[^|]*\|$", DOMAIN.read_text(encoding="utf-8"), re.MULTILINE)
    )
    traced = {n for n, _ in REQUIREMENT.findall((ROOT / "docs" / "trace.md").read_text(encoding="utf-8"))}
    assert sorted(required - traced) == []


def test_migrations_are_complete_and_named() -> None:
    # in a process of its own: other tests plant models into this one
    command = [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout
    unnamed = [
        p.name for p in (ROOT / "yimi").rglob("migrations/*.py") if re.search(r"_auto_|_and_more", p.name)
    ]
    assert unnamed == []


def test_planted_dead_lines_are_caught() -> None:
    assert dead_paths("see `yimi/rooms/nowhere.py`") == ["yimi/rooms/nowhere.py"]
    row = "| A4-99 | words | desk:nowhere | tests/none.py |\n"
    assert broken_rows(row) == ["A4-99: no test tests/none.py", "A4-99: no page desk:nowhere"]
