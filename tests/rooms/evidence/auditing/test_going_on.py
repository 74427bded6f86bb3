"""An audit that is killed goes on; one that cannot be done says so in one sentence; a killing file kills one worker."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.rooms.evidence.auditing.archive import ENVIRONMENT, PHOTOS, ROOT, command, filled, timeless
from yimi.__main__ import main
from yimi.rooms.evidence.auditing import audit, course, crew, rounds
from yimi.rooms.evidence.auditing.refused import Refused, writing


@pytest.fixture
def short_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course, "_ROUND", 3)


def test_killed_and_started_again_it_ends_with_the_same_lines(tmp_path: Path) -> None:
    archive = filled(tmp_path / "archive", 5)
    starter = (
        "import sys; from yimi.rooms.evidence.auditing import course; course._ROUND = 3; "
        "from yimi.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    words = [*command(archive, "--json", tmp_path / "out", "--quiet")]
    words[1:3] = ["-c", starter]
    answers = tmp_path / "out.work" / "answers.jsonl"
    with subprocess.Popen(words, cwd=ROOT, env=ENVIRONMENT) as child:
        while not answers.exists() or not answers.stat().st_size:
            assert child.poll() is None
            time.sleep(0.02)
        child.send_signal(signal.SIGKILL)
    known = len(answers.read_bytes().splitlines())
    assert 0 < known < 12
    with answers.open("ab") as file:
        file.write(b'{"number": 7, "verd')  # torn
    subprocess.run(words, cwd=ROOT, env=ENVIRONMENT, check=True, capture_output=True)
    words[words.index(str(tmp_path / "out"))] = str(tmp_path / "whole")
    subprocess.run(words, cwd=ROOT, env=ENVIRONMENT, check=True, capture_output=True)
    assert timeless(tmp_path / "out") == timeless(tmp_path / "whole")
    assert not answers.parent.exists()


def test_a_changed_archive_begins_anew(tmp_path: Path, short_rounds: None) -> None:
    archive = filled(tmp_path / "archive", 3)
    first = audit(archive, None, tmp_path / "work", 1, lambda done, of: None)
    first.place.close(done=False)
    (archive / "2018.jpg").write_bytes(PHOTOS[0].read_bytes())
    second = audit(archive, None, tmp_path / "work", 1, lambda done, of: None)
    assert second.place.begun_anew
    assert len(second.asked) == len(first.asked) + 1
    with pytest.raises(Refused, match="busy"):
        audit(archive, None, tmp_path / "work", 1, lambda done, of: None)


class Deadly(rounds.Task):
    """Asks the worker for its own death when it comes to one file."""

    def __init__(self, number: int, words: tuple[Any, ...], *more: Any) -> None:
        super().__init__(number, ("__init__", None) if words[1].path.endswith("02.jpg") else words, *more)


def test_a_file_that_kills_its_worker_is_refused_and_the_others_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "Task", Deadly)  # Shard(None): the worker ends with a traceback
    found = audit(filled(tmp_path / "archive", 3), None, tmp_path / "work", 2, lambda done, of: None)
    said = {Path(item.path).name: answer for item, answer in found.asked}
    assert (said["02.jpg"].verdict, said["02.jpg"].reason) == ("refused", "crashed")
    assert said["a mirrored and cut.jpg"].verdict == "same_picture"


def test_a_file_that_takes_for_ever_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "PATIENCE_S", -1)
    # nobody answers, however quick the machine is
    monkeypatch.setattr(crew, "wait", lambda lines, timeout: [])
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "one.jpg").write_bytes(PHOTOS[0].read_bytes())
    found = audit(tmp_path / "archive", None, tmp_path / "work", 1, lambda done, of: None)
    assert [answer.reason for _, answer in found.asked] == ["too_slow"]


def test_what_cannot_be_done_is_said_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / "one.jpg").write_bytes(PHOTOS[0].read_bytes())
    other = tmp_path / "other"
    other.mkdir()
    (other / "diary.txt").touch()
    out = tmp_path / "out"
    for words, said in (
        ((archive,), "--json"),
        ((archive / "one.jpg", "--json", out), "不是文件夹"),
        ((archive, "--against", tmp_path / "none", "--json", out), "不是文件夹"),
        ((archive, "--json", archive / "out"), "不能写在"),
        ((archive, "--json", tmp_path / "none" / "out"), "写不进去"),
        ((archive, "--json", out, "--work", other), "别的东西"),
    ):
        assert main(["evidence", "audit", *map(str, words)]) == 2
        spoken = capsys.readouterr().err
        assert said in spoken
        assert spoken.count("\n") == 1, spoken
    assert [path.name for path in other.iterdir()] == ["diary.txt"]


def test_a_full_disk_is_named() -> None:
    with pytest.raises(Refused, match="disk_full"), writing("out"), Path("/dev/full").open("wb") as full:
        full.write(b"1" * 100_000)
