"""`yimi evidence audit` as an auditor types it: every file has its line, the report is safe to open, nothing is lost."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.rooms.evidence.auditing.archive import ODD, PHOTOS, filled, lines, run, timeless

# one process: an audit costs more than what is asked of it
pytestmark = pytest.mark.xdist_group("audit")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audit")
    filled(folder / "archive")
    said = run(folder / "archive", "--json", folder / "out.jsonl", "--html", folder / "report.html")
    assert said.returncode == 0, said.stderr
    assert "100%" in said.stderr
    assert "未能检查 4" in said.stdout
    return folder


def test_every_file_has_its_line_and_what_was_used_twice_is_found(done: Path) -> None:
    found = lines(done / "out.jsonl")
    paths = [Path(line["query"]).relative_to(done / "archive") for line in found]
    assert paths == sorted(paths, key=lambda path: [os.fsencode(part) for part in path.parts])
    assert len(found) == 6 + 7
    said = {path.name: line for path, line in zip(paths, found, strict=True)}
    assert {said[path.name]["verdict"] for path in PHOTOS[:6]} <= {"clean", "same_scene"}
    cut = said["a mirrored and cut.jpg"]
    assert (cut["verdict"], Path(cut["match"]).name) == ("same_picture", PHOTOS[2].name)
    assert {"mirrored", "cropped"} <= cut["transform"].keys()
    assert cut["inliers"] >= 8
    assert 0.6 < cut["agreement"] <= 1
    assert (said["b.HEIC"]["verdict"], Path(said["b.HEIC"]["match"]).name) == ("same_picture", PHOTOS[3].name)
    assert (said[ODD]["verdict"], Path(said[ODD]["match"]).name) == ("same_file", PHOTOS[1].name)
    reasons = {name: line.get("reason") for name, line in said.items() if line["verdict"] == "refused"}
    assert reasons == {
        "cut short.jpg": "undecodable",
        "empty.jpg": "empty",
        "Thumbs.db": "unknown_format",
        "link.jpg": "link",
    }
    keys = ["query", "verdict", "match", "inliers", "agreement", "transform", "frame_s", "cpu_ms"]
    assert all(list(line)[:8] == keys for line in found)


def test_the_report_stands_alone_and_no_name_does_anything(done: Path) -> None:
    page = (done / "report.html").read_text(encoding="utf-8")
    assert "<b onclick" not in page
    assert "&lt;b onclick=x()&gt;\\n.jpg" in page
    assert re.findall(r"<script|https?://|<link", page) == []
    assert page.count('<img alt="" src="data:image/jpeg;base64,') == 6
    assert "同一画面 2" in page
    assert "文件是空的" in page
    places = [page.index(f' class="{verdict}"') for verdict in ("same_picture", "refused", "clean")]
    assert places == sorted(places)  # of twenty thousand lines the few to be looked at stand on top


def test_nothing_is_left_behind(done: Path) -> None:
    assert sorted(path.name for path in done.iterdir()) == ["archive", "out.jsonl", "report.html"]


def test_queries_are_compared_with_the_library_and_not_with_each_other(done: Path, tmp_path: Path) -> None:
    archive = done / "archive"
    for name in ("one", "two"):
        said = run(
            archive / "2019",
            "--against",
            archive / "2020",
            "--json",
            tmp_path / name,
            "--workers",
            1,
            "--quiet",
        )
        assert (said.returncode, said.stderr) == (0, "")
    assert timeless(tmp_path / "one") == timeless(tmp_path / "two")
    found = {Path(line["query"]).name: line["verdict"] for line in lines(tmp_path / "one")}
    assert len(found) == 7
    assert (found["a mirrored and cut.jpg"], found[ODD]) == ("same_picture", "same_file")


def test_a_file_is_not_compared_with_itself(done: Path, tmp_path: Path) -> None:
    archive = done / "archive"
    said = run(archive, "--against", archive / "2019", "--json", tmp_path / "out", "--quiet")
    assert said.returncode == 0, said.stderr
    found = {Path(line["query"]).name: line for line in lines(tmp_path / "out")}
    assert found[PHOTOS[0].name]["verdict"] in ("clean", "same_scene")
    assert Path(found[PHOTOS[1].name]["match"]).name == ODD
