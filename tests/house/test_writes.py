"""Law 3: a GET cannot write, only actions write, and nothing happens behind a caller's back."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.db import DatabaseError

from tests.house.tree import functions, shelf_of, sources
from yimi.kernel.action import System, action
from yimi.kernel.files import StoredFile
from yimi.kernel.readonly import reading

WRITING = {
    "save", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "abulk_create", "acreate", "asave",
}  # fmt: skip
# `.create`, `.update` and `.delete` also belong to dictionaries and sets; on a manager or a queryset they write.
WRITING_ON_QUERYSETS = {"create", "update", "delete"}
MAY_WRITE_WITHOUT_ACTION = {
    Path("yimi/rooms/accounts/models.py"),  # Django's user manager and password upgrade
}
# They know no Django (a contract of the import linter): what they save is a picture.
PURE = ("intake", "render", "fingerprint", "demo_pictures")


def writes_outside_actions(path: Path, text: str) -> list[str]:
    if path in MAY_WRITE_WITHOUT_ACTION or path.parts[1] == "kernel" or shelf_of(path) == "actions":
        return []
    if path.parts[2] == "evidence" and path.with_suffix("").parts[3] in PURE:
        return []
    wrong = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        called = ast.unparse(node.func)
        name = node.func.attr
        on_queryset = name in WRITING_ON_QUERYSETS and ("objects" in called or ".filter(" in called)
        a_file = name == "save" and any(
            word in called.lower() for word in ("image", "workbook", "picture", "docx")
        )
        if (name in WRITING and not a_file and "form" not in called) or on_queryset:
            wrong.append(f"{path}:{node.lineno} {called[-60:]}")
    return wrong


def hidden_effects(path: Path, text: str) -> list[str]:
    """Signals: a decorator @receiver or a connect() of Django's signals."""
    if "django.db.models.signals" in text or "django.dispatch" in text:
        return [str(path)]
    return []


def unguarded_actions(path: Path, text: str) -> list[str]:
    """Public functions on an actions shelf: @action, keyword-only, `by=`, a docstring."""
    if shelf_of(path) != "actions":
        return []
    wrong = []
    for node in ast.parse(text).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        decorators = {ast.unparse(d).split("(")[0].split(".")[-1] for d in node.decorator_list}
        keywords = {argument.arg for argument in node.args.kwonlyargs}
        if "action" not in decorators:
            wrong.append(f"{path}:{node.lineno} {node.name} is not an @action")
        if node.args.args or "by" not in keywords:
            wrong.append(f"{path}:{node.lineno} {node.name} must be keyword-only with by=")
        if not ast.get_docstring(node):
            wrong.append(f"{path}:{node.lineno} {node.name} has no docstring")
    return wrong


def test_only_actions_write() -> None:
    assert [
        w for path, text in sources("yimi/rooms", "yimi/doors") for w in writes_outside_actions(path, text)
    ] == []


def test_there_are_no_signals() -> None:
    assert [w for path, text in sources("yimi") for w in hidden_effects(path, text)] == []


def test_every_action_is_guarded_named_and_explained() -> None:
    assert [w for path, text in sources("yimi/rooms") for w in unguarded_actions(path, text)] == []


def test_a_planted_write_in_a_door_is_caught() -> None:
    door = Path("yimi/doors/desk/planted.py")
    assert writes_outside_actions(door, "Session.objects.filter(pk=1).update(state='paid')")
    assert writes_outside_actions(door, "session.save()")
    assert not writes_outside_actions(door, "request.session.update({})")
    assert hidden_effects(door, "from django.db.models.signals import post_save")
    planted = "def accept(session, by):\n    pass"
    assert len(unguarded_actions(Path("yimi/rooms/review/actions.py"), planted)) == 3
    assert list(functions(planted))


@pytest.mark.django_db
def test_a_write_while_reading_is_refused_by_the_database() -> None:
    with pytest.raises(DatabaseError, match="read-only"), reading():
        StoredFile.objects.create(sha256="0" * 64, size=1, media_type="x/y", created_at="2026-01-01T00:00Z")
    assert StoredFile.objects.count() == 0


@pytest.mark.django_db
def test_an_action_while_reading_is_refused_before_it_starts() -> None:
    ran = []

    @action
    def planted(*, by: System) -> None:
        ran.append(by)

    with pytest.raises(RuntimeError), reading():
        planted(by=System("test"))
    assert ran == []


def test_an_action_without_a_name_is_refused() -> None:
    @action
    def planted(*, by: System) -> None:
        raise AssertionError

    with pytest.raises(TypeError):
        planted()  # type: ignore[call-arg]
