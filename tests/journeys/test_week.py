"""Seven days without a signal, against the real server: the client's own core in Node, its clocks turned by the test.

Three sessions. The calendar is right in the first; three days behind in the second; 400 days ahead in the third, and in the
middle of that one the phone is switched off and on and its calendar set back to before the week began. Everything lands once
and in the order taken, and the reviewer reads on the desk what the clock did. (`field/tests/week.test.ts`: the same against
a model, with a line that breaks; `tests/faults/test_line.py`: a line that breaks, against the server.)
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from PIL import Image

from tests import walk
from tests.cast import PASSWORD, build_cast
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.figures import Figure
from yimi.rooms.accounts.models import User
from yimi.rooms.catalogue.models import TypeSpec
from yimi.rooms.evidence import actions as evidence
from yimi.rooms.evidence.demo_pictures import photos
from yimi.rooms.evidence.examining import take_in_waiting
from yimi.rooms.evidence.models import Flag, Media, Upload
from yimi.rooms.projects import actions as projects
from yimi.rooms.projects.models import Session

FIELD = Path(__file__).parents[2] / "field"
NODE, VITE = shutil.which("node"), FIELD / "node_modules" / ".bin" / "vite-node"
DAYS = (0, 2, 6)
MOST_PHOTOS = "photos_most"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("journey"),
    pytest.mark.skipif(not (NODE and VITE.exists()), reason="the phone client is not there: make field"),
]


class Pocket:
    """The client's queue, clock and signatures in a process of Node; `at` is what a clock nobody sets would show."""

    def __init__(self, address: str, login: str, at: datetime) -> None:
        told = {"server": address, "login": login, "password": PASSWORD, "session": 0, "hurry": 1000}
        self.began, self.at, self.wrong = at, at, timedelta(0)
        command = [str(NODE), str(VITE), "tests/clients/wire.ts", json.dumps(told)]
        self.process = subprocess.Popen(
            command, cwd=FIELD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._said() == {"ready": True}

    def does(self, do: str, **more: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        print(json.dumps({"do": do, **more}), file=self.process.stdin, flush=True)
        return self._said()

    def dial(self, at: datetime, wrong: timedelta) -> None:
        """It is `at`, and the calendar on the phone is wrong by so much."""
        self.at, self.wrong = at, wrong
        passed = (at - self.began).total_seconds()
        off = self.began.timestamp() - time.time() + wrong.total_seconds()
        self.does("dial", passed_ms=passed * 1000, off_ms=off * 1000)

    def _said(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        while line := self.process.stdout.readline():
            if line.startswith("{"):
                answer: dict[str, Any] = json.loads(line)
                return answer
        raise AssertionError("the phone's process ended")


@pytest.fixture
def sessions() -> list[Session]:
    cast = build_cast()
    found = [walk.planned_session(cast, start=walk.START + timedelta(days=day)) for day in DAYS]
    TypeSpec.objects.filter(type="MP15").update(clip_required=False)
    Figure.objects.filter(key=MOST_PHOTOS).delete()
    Figure.objects.create(key=MOST_PHOTOS, value=500, unit="", effective_from=date(2020, 1, 1), source="test")
    return found


@pytest.fixture
def pocket(live_server: Any, sessions: list[Session]) -> Iterator[Pocket]:
    cache.clear()
    start = sessions[0].starts_at - timedelta(hours=1)
    with clock.frozen(start):
        made = Pocket(live_server.url, walk.worker_of(sessions[0]).username, start)
    yield made
    made.process.kill()
    made.process.wait()


@pytest.mark.parametrize("captures", [36, pytest.param(500, marks=pytest.mark.soak)])
def test_a_week_of_captures_with_a_clock_set_anywhere_lands_once_in_order(
    pocket: Pocket, sessions: list[Session], tmp_path: Path, captures: int
) -> None:
    pictures = [drawn(tmp_path, number) for number in range(captures)]
    each = captures // 3
    taken: list[dict[str, Any]] = []
    for number, session in enumerate(sessions):
        last = captures - 2 * each if number == 2 else each
        for turn in range(last):
            half = turn >= last // 2
            if number == 2 and turn == last // 2:
                pocket.does("restart")
            wrong = (timedelta(0), timedelta(days=-3), timedelta(days=-10 if half else 400))[number]
            step = (session.ends_at - session.starts_at) / last
            pocket.dial(session.starts_at + step * turn, wrong)
            said = pocket.does("add", file=str(pictures[len(taken)]), session=session.pk)
            taken.append({**said, "session": session.pk, "at": pocket.at})
    assert not Upload.objects.exists()  # nothing of it went: there was no line
    home = sessions[0].starts_at + timedelta(days=7)
    with ticking(home):
        pocket.dial(home, timedelta(0))
        sent = pocket.does("drain")
        assert sent["requests"] <= captures + 5  # one each, and a fresh nonce
        assert pocket.does("drain")["requests"] == 0
        take_in_waiting(by=System("tests"), seconds=600)
        left = pocket.does("ask")
    assert left == {"left": [], "kept": 1}  # the counter alone: what was acknowledged is nowhere twice
    landed_once_in_order(taken)
    dated_by_what_was_measured(taken, sessions[2])
    the_reviewer_reads_it(sessions, home)


@contextmanager
def ticking(start: datetime) -> Iterator[None]:
    """The server's clock goes on from here: what came first is told from what came next."""
    began = time.monotonic()

    def now() -> datetime:
        return timezone.localtime(start + timedelta(seconds=time.monotonic() - began))

    with patch.object(clock, "now", now):
        yield


def landed_once_in_order(taken: list[dict[str, Any]]) -> None:
    rows = list(Media.objects.order_by("received_at"))
    assert [str(row.client_id) for row in rows] == [each["client_id"] for each in taken]
    assert [row.packet["sequence"] for row in rows] == list(range(1, len(taken) + 1))
    assert [(row.session_id, row.file.sha256) for row in rows] == [
        (each["session"], each["sha256"]) for each in taken
    ]


def dated_by_what_was_measured(taken: list[dict[str, Any]], interrupted: Session) -> None:
    """Whatever the calendar said; only what was taken after the restart has nothing but the calendar."""
    for row, each in zip(Media.objects.order_by("received_at"), taken, strict=True):
        assert row.taken_at is not None
        if row.packet["monotonic"]:
            assert abs(row.taken_at - each["at"]) < timedelta(minutes=2)
        else:
            assert row.taken_at < each["at"] - timedelta(days=2)  # kept as the phone claimed it, and flagged
    guessed = Media.objects.filter(packet__monotonic=False)
    assert 0 < guessed.count() == guessed.filter(session=interrupted).count() < len(taken) / 3


def the_reviewer_reads_it(sessions: list[Session], home: datetime) -> None:
    right, behind, turned = sessions
    for session in sessions:
        hand_in(session, home)
    reasons = {
        session.pk: set(
            Flag.objects.filter(session=session, code="clock_differs").values_list("reason", flat=True)
        )
        for session in sessions
    }
    assert reasons[right.pk] == set()
    assert all("慢了 3 天" in reason for reason in reasons[behind.pk])
    for said in ("时钟快了 400 天", "至少慢了", "往回拨了 4"):
        assert any(said in reason for reason in reasons[turned.pk]), said
    with clock.frozen(home + timedelta(hours=3)):
        desk = Client()
        desk.force_login(User.objects.get(username="station_zhou"))
        for session in (behind, turned):
            page = desk.get(f"/desk/review/{session.pk}/").content.decode()
            for reason in reasons[session.pk]:
                assert reason in page


def hand_in(session: Session, home: datetime) -> None:
    worker = walk.worker_of(session)
    with clock.frozen(home + timedelta(hours=1)):
        listed = list(session.participants.values_list("pk", flat=True))
        times = {"actual_start": session.starts_at, "actual_end": session.ends_at}
        projects.deliver_session(session=session, attended=listed, people_count=40, by=worker, **times)
        evidence.write_narrative(session=session, text=walk.WORDS, by=worker)
        evidence.submit_session(session=session, by=worker)


def drawn(folder: Path, number: int) -> Path:
    """A picture of its own, a few kB."""
    picture = Image.open(photos()[number % 40]).convert("RGB").resize((320, 240))
    picture.putpixel((number % 320, number // 320), (255, 0, 255))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=70 + number // 40)
    path = folder / f"{number}.jpg"
    path.write_bytes(out.getvalue())
    return path
