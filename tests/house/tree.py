"""How the laws read the tree: source files and their syntax, so that each law is a function of text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ROOT / "yimi" / "rooms"
SHELVES = ("states", "rules", "models", "queries", "actions", "jobs")


def sources(*folders: str) -> Iterator[tuple[Path, str]]:
    """Every Python file below the folders, migrations apart, with its path from the root and its text."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts and "vendor" not in path.parts:
                yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def templates() -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / "yimi" / "templates").rglob("*.html")):
        yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def functions(text: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def shelf_of(path: Path) -> str | None:
    """actions.py and actions/orders.py both stand on the shelf `actions`."""
    parts = path.with_suffix("").parts
    if parts[:2] != ("yimi", "rooms") or len(parts) < 4:
        return None
    return parts[3] if parts[3] in SHELVES else None
