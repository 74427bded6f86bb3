"""A list that may not be handed over: only fingerprints leave, and still the same people are found."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.rooms.people.linkage.persons import crowd, number, person
from tests.rooms.people.linkage.test_command import yimi
from tests.rooms.people.linkage.test_files import numbered, saved
from yimi.rooms.people.linkage.hashed import FACTS

KEY = "both sides agreed on this"


def made(folder: Path, name: str, rows: list[dict[str, str]], key: str = KEY) -> Path:
    """The fingerprints of a list, by the command."""
    (folder / "key").write_text(key + "\n", encoding="utf-8")
    plain = saved(folder / f"{name}.csv", numbered(rows))
    out = folder / f"{name}.hashed.csv"
    done = yimi(plain, "--hashed", "--key-file", folder / "key", "--out", out)
    assert done.returncode == 0, done.stderr
    return out


def compared(folder: Path, left: Path, right: Path) -> list[dict[str, object]]:
    done = yimi(left, right, "--hashed", "--json", folder / "diff.jsonl")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in (folder / "diff.jsonl").read_text(encoding="utf-8").splitlines()]


def test_nothing_of_a_person_is_in_the_list_that_leaves(tmp_path: Path) -> None:
    rows = [person(), person("王秀英", "1950-03-08", id_no="", phone=""), *crowd(20)]
    out = made(tmp_path, "A", rows)
    text = out.read_text(encoding="utf-8")
    with out.open(encoding="utf-8") as stream:
        header, *lines = csv.reader(stream)
    assert header[0] == "unique_id"
    assert [title.split("@")[0] for title in header[1:]] == list(FACTS)
    assert all(cell == "" or len(cell) == 32 for line in lines for cell in line[1:])
    assert not any(
        value in text for row in rows for field, value in row.items() if value and field != "house"
    )
    assert lines[1][1] == ""  # no number, no fingerprint of "no number"


def test_the_same_people_are_found_by_whoever_has_no_key(tmp_path: Path) -> None:
    left = [person(), person("李桂兰", "1961-07-07", id_no=""), person("陈建国", "1944-04-04"), *crowd(20)]
    right = [
        person() | {"phone": "13912345678"},
        left[1] | {"name": "李桂蓝"},
        person("陈建国", "1944-04-04", id_no=number("1944-04-04", 77)),
    ]
    one, other = made(tmp_path, "A", left), made(tmp_path, "B", [*right, *crowd(25)])
    (tmp_path / "key").unlink()
    lines = compared(tmp_path, one, other)
    assert [line["class"] for line in lines[:4]] == ["changed", "changed", "review", "same"]
    assert "sound_phone_differs" in lines[0]["reasons"]  # type: ignore[operator]
    assert [line["class"] for line in lines].count("new") == 5


def test_a_plain_list_is_fingerprinted_on_the_way(tmp_path: Path) -> None:
    one = made(tmp_path, "A", crowd(20))
    plain = saved(tmp_path / "B.csv", numbered(crowd(20)))
    done = yimi(one, plain, "--hashed", "--key-file", tmp_path / "key", "--json", tmp_path / "diff.jsonl")
    assert done.stdout.startswith("same 20 · changed 0")


def test_two_keys_do_not_fit_and_a_short_one_is_refused(tmp_path: Path) -> None:
    one = made(tmp_path, "A", crowd(5))
    other = made(tmp_path, "B", crowd(5), key="another key, long enough")
    done = yimi(one, other, "--hashed", "--json", tmp_path / "diff.jsonl")
    assert done.returncode == 2
    assert "另一把密钥" in done.stderr
    (tmp_path / "key").write_text("short", encoding="utf-8")
    done = yimi(tmp_path / "A.csv", "--hashed", "--key-file", tmp_path / "key", "--out", tmp_path / "C.csv")
    assert "16 个字节" in done.stderr
    assert yimi(tmp_path / "A.csv", "--json", tmp_path / "d").returncode == 2
