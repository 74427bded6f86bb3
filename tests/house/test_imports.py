"""Law 1: imports. The linter guards the real tree; a planted violation shows that each contract bites."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT, SHELVES, shelf_of, sources

PLANTED = {
    "Doors stand on rooms, rooms stand on the kernel": (
        "yimi/kernel/planted.py",
        "import yimi.rooms.people.states",
    ),
    "Facts flow upward through the rooms": (
        "yimi/rooms/places/planted.py",
        "import yimi.rooms.review.states",
    ),
    "Doors stand on the porch and know nothing of each other": (
        "yimi/doors/portal/planted.py",
        "import yimi.doors.desk.apps",
    ),
    "The portal reads only what is public": (
        "yimi/doors/portal/planted.py",
        "import yimi.rooms.projects.states",
    ),
    "Only settlement posts to the ledger": (
        "yimi/rooms/review/planted.py",
        "import yimi.rooms.ledger.actions",
    ),
    "Inside a room: jobs, actions, queries, models, rules, states": (
        "yimi/rooms/people/states.py",
        "import yimi.rooms.people.actions",
    ),
    "The pure cores know no Django": ("yimi/rooms/evidence/fingerprint/planted.py", "import django"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(
        command,
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / ".importlinter", folder)
    for path, text in sources("yimi"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def test_the_tree_keeps_every_contract() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_import_breaks_its_contract(copy: Path, contract: str) -> None:
    where, line = PLANTED[contract]
    target = copy / where
    before = target.read_text(encoding="utf-8") if target.exists() else None
    target.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        result = lint(copy)
    finally:
        target.write_text(before, encoding="utf-8") if before is not None else target.unlink()
    assert f"{contract} BROKEN" in result.stdout, result.stdout


def reaches_above_its_shelf(path: Path, text: str) -> list[str]:
    """A shelf may use the same or a lower shelf of another room: queries never call a lower room's actions."""
    shelf = shelf_of(path)
    if shelf is None:
        return []
    wrong = []
    for node in ast.walk(ast.parse(text)):
        names = (
            [f"{node.module}.{alias.name}" for alias in node.names]
            if isinstance(node, ast.ImportFrom) and node.module
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
        for name in names:
            parts = name.split(".")
            other = parts[3] if parts[:2] == ["yimi", "rooms"] and len(parts) > 3 else None
            if other in SHELVES and SHELVES.index(other) > SHELVES.index(shelf):
                wrong.append(f"{path}: {shelf} imports {name}")
    return wrong


def test_no_shelf_reaches_above_itself_in_another_room() -> None:
    assert [
        wrong for path, text in sources("yimi/rooms") for wrong in reaches_above_its_shelf(path, text)
    ] == []


def test_a_query_that_imports_an_action_is_caught() -> None:
    planted = "from yimi.rooms.people.actions import add_person"
    assert reaches_above_its_shelf(Path("yimi/rooms/projects/queries.py"), planted)
    assert reaches_above_its_shelf(
        Path("yimi/rooms/projects/queries/lists.py"), "from yimi.rooms.people import actions"
    )
