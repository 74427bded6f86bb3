"""`yimi compare` as an operator types it: no database, one line a row, the same bytes again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.rooms.people.linkage.persons import crowd, person
from tests.rooms.people.linkage.test_files import numbered, saved

ROOT = Path(__file__).resolve().parents[4]


def yimi(*words: object) -> subprocess.CompletedProcess[str]:
    """With a database that cannot be reached."""
    environment = {**os.environ, "YIMI_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    command = [sys.executable, "-m", "yimi", "compare", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    left = [person(), person("李桂兰", "1961-07-07"), *crowd(40)]
    right = [person() | {"phone": "13900009999"}, *crowd(50)]
    return saved(tmp_path / "A.csv", numbered(left)), saved(tmp_path / "B.csv", numbered(right))


def test_one_line_a_left_row_then_one_a_right_row_without_a_partner(
    tmp_path: Path, lists: tuple[Path, Path]
) -> None:
    done = yimi(*lists, "--json", tmp_path / "diff.jsonl", "--out", tmp_path / "diff.xlsx")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in (tmp_path / "diff.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["left"] for line in lines] == [f"A{place}" for place in range(42)] + [None] * 10
    assert lines[0]["class"] == "changed"
    assert "phone_differs" in lines[0]["reasons"]
    assert [line["class"] for line in lines[1:3]] == ["gone", "same"]
    assert {line["class"] for line in lines[42:]} == {"new"}
    assert all(list(line) == ["left", "right", "class", "score", "reasons"] for line in lines)
    assert "100%" in done.stderr
    book = CalamineWorkbook.from_path(str(tmp_path / "diff.xlsx"))
    changed = book.get_sheet_by_name("有变化").to_python()
    assert changed[1][:2] == ["A0", "A0"]
    assert person()["id_no"] in changed[1]
    assert len(book.get_sheet_by_name("右表新增").to_python()) == 11


def test_two_runs_are_equal_to_the_byte(tmp_path: Path, lists: tuple[Path, Path]) -> None:
    made = []
    for run in ("one", "two"):
        assert (
            yimi(
                *lists, "--json", tmp_path / f"{run}.jsonl", "--out", tmp_path / f"{run}.xlsx", "--quiet"
            ).returncode
            == 0
        )
        made.append([(tmp_path / f"{run}.{kind}").read_bytes() for kind in ("jsonl", "xlsx")])
    assert made[0] == made[1]


def test_a_list_that_is_refused_says_where_and_writes_nothing(
    tmp_path: Path, lists: tuple[Path, Path]
) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text("编号,姓名\n1,王秀英\n1,李四\n", encoding="utf-8")
    done = yimi(lists[0], broken, "--json", tmp_path / "diff.jsonl", "--quiet")
    assert done.returncode == 2
    assert done.stderr.strip() == "“broken.csv”第 3 行“编号”（A 列）与第 2 行相同，编号不能重复。"
    assert not (tmp_path / "diff.jsonl").exists()


def test_the_result_never_goes_over_a_list_nor_nowhere(lists: tuple[Path, Path]) -> None:
    before = lists[0].read_bytes()
    assert yimi(*lists, "--json", lists[0]).returncode == 2
    assert yimi(*lists).returncode == 2
    assert lists[0].read_bytes() == before


def test_a_map_explains_titles_nobody_knows(tmp_path: Path, lists: tuple[Path, Path]) -> None:
    strange = tmp_path / "strange.csv"
    text = lists[1].read_text(encoding="utf-8").replace("name", "谁", 1)
    strange.write_text(text, encoding="utf-8")
    (tmp_path / "map.toml").write_text('[right]\nname = "谁"\n', encoding="utf-8")
    done = yimi(
        lists[0], strange, "--map", tmp_path / "map.toml", "--json", tmp_path / "diff.jsonl", "--quiet"
    )
    assert done.returncode == 0, done.stderr
    assert '"name_equal"' in (tmp_path / "diff.jsonl").read_text(encoding="utf-8")
    (tmp_path / "map.toml").write_text("[right]\nnamen = 1\n", encoding="utf-8")
    assert "namen" in yimi(*lists, "--map", tmp_path / "map.toml", "--json", tmp_path / "d").stderr
