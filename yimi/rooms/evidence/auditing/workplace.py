"""The folder an audit works in: what it was asked, the index, every answer. After a kill it goes on from there."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from .refused import Refused, writing

VERSION = 1
_PLAN, _ANSWERS, _INDEX = "plan.json", "answers.jsonl", "index"


@dataclass(frozen=True)
class Answer:
    """What is said of one file; fields as in the lines of the result. match: number of the stored file ·
    digest: SHA-256 · until_s: of a long clip, the second up to which it was compared · reason, facts: of a refusal."""

    verdict: str = "clean"
    match: int | None = None
    inliers: int = 0
    agreement: float = 0.0
    transform: dict[str, float] = field(default_factory=dict)
    frame_s: float | None = None
    query_frame_s: float | None = None
    cpu_ms: float = 0.0
    digest: str = ""
    until_s: float | None = None
    reason: str = ""
    facts: dict[str, object] = field(default_factory=dict)


class Workplace:
    """Refuses (`other_folder`) a folder that holds something else, (`busy`) one another audit works in."""

    def __init__(self, folder: Path, plan: dict[str, object]) -> None:
        self.folder = folder
        self.answers: dict[int, Answer] = {}
        self.begun_anew = False
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()) and not (folder / _PLAN).exists() and not (folder / "lock").exists():
            raise Refused("other_folder", file=str(folder))
        with writing(folder):
            self._lock = (folder / "lock").open("a")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused("busy", file=str(folder)) from None
        self._open(plan | {"version": VERSION})

    def _open(self, plan: dict[str, object]) -> None:
        held = _plan(self.folder / _PLAN)
        if held != plan:
            self.begun_anew = held is not None
            with writing(self.folder):
                (self.folder / _ANSWERS).unlink(missing_ok=True)
                shutil.rmtree(self.index, ignore_errors=True)
                draft = self.folder / "plan.draft"
                draft.write_text(json.dumps(plan), encoding="ascii")
                draft.replace(self.folder / _PLAN)
        end = 0
        for line in _whole_lines(self.folder / _ANSWERS):
            said = json.loads(line)
            number = said.pop("number")
            self.answers[number] = Answer(**said)
            end += len(line)
        with writing(self.folder):
            self._file: IO[bytes] = (self.folder / _ANSWERS).open("ab")
            self._file.truncate(end)  # a line a kill has torn

    @property
    def index(self) -> Path:
        return self.folder / _INDEX

    def keep(self, several: Iterable[tuple[int, Answer]]) -> None:
        """Write answers down for good, all of one round at once."""
        found = dict(several)
        lines = b"".join(
            json.dumps({"number": number, **asdict(one)}).encode("ascii") + b"\n"
            for number, one in found.items()
        )
        with writing(self.folder):
            self._file.write(lines)
            self._file.flush()
            os.fsync(self._file.fileno())
        self.answers |= found

    def close(self, done: bool) -> None:
        """Let go; when done, nothing of it is left behind."""
        self._file.close()
        self._lock.close()
        if done:
            shutil.rmtree(self.folder, ignore_errors=True)


def _plan(path: Path) -> dict[str, object] | None:
    try:
        held: dict[str, object] = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return held


def _whole_lines(path: Path) -> list[bytes]:
    """Up to the first line a kill has torn."""
    lines: list[bytes] = []
    for line in path.read_bytes().splitlines(keepends=True) if path.exists() else []:
        try:
            json.loads(line)
        except ValueError:
            break
        if not line.endswith(b"\n"):
            break
        lines.append(line)
    return lines
