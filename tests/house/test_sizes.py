"""Law 9: sizes and names. A codebase is ugly in its last five per cent of files."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median, quantiles

from tests.house.tree import functions, sources

CEILING = 400
FUNCTION = 50
VIEW = 25
BANNED = {"utils", "util", "helpers", "helper", "common", "base", "misc", "tools"}


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def too_long(path: Path, text: str) -> list[str]:
    lines = text.count("\n")
    wrong = [f"{path} has {lines} lines"] if lines > CEILING else []
    for node in functions(text):
        first = node.args.args[0].arg if node.args.args else ""
        limit = VIEW if path.parts[1] == "doors" and first == "request" else FUNCTION
        if length(node) > limit:
            wrong.append(f"{path}:{node.lineno} {node.name} has {length(node)} lines, {limit} at most")
    return wrong


def badly_named(path: Path) -> bool:
    return bool(BANNED & set(path.with_suffix("").parts))


def test_no_file_or_function_is_too_long() -> None:
    assert [wrong for path, text in sources("yimi") for wrong in too_long(path, text)] == []


def test_the_tail_of_the_tree_is_short() -> None:
    lines = [text.count("\n") for _, text in sources("yimi") if text.strip()]
    assert median(lines) <= 80
    assert quantiles(lines, n=10)[-1] <= 200


def test_no_file_is_a_drawer_for_everything() -> None:
    assert [str(path) for path, _ in sources("yimi") if badly_named(path)] == []


def test_planted_lengths_and_names_are_caught() -> None:
    body = "    pass\n" * 26
    assert too_long(Path("yimi/doors/desk/planted.py"), f"def week(request):\n{body}")
    assert not too_long(Path("yimi/rooms/review/queries.py"), f"def week(reach):\n{body}")
    assert too_long(Path("yimi/rooms/review/queries.py"), "x = 1\n" * 401)
    assert badly_named(Path("yimi/rooms/review/utils.py"))
