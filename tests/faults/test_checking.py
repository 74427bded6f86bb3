"""Killed while a picture is checked, or two copies checked at once: nothing is lost and neither copy passes unseen."""

from __future__ import annotations

import time
import uuid
from pathlib import Path

import pytest

from tests.faults.conftest import Place
from tests.faults.machine import kill, wait_for
from tests.faults.pause import Pause
from tests.faults.soak import first_here
from yimi.rooms.evidence.demo_pictures import mirrored, photos

pytestmark = pytest.mark.xdist_group("faults")
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


def two_copies(place: Place) -> list[int]:
    """A photo and its mirrored copy, received and not yet checked."""
    original = photos()[5]
    copy = Path(place.machine.var) / "copy.jpg"
    copy.write_bytes(mirrored(original.read_bytes()))
    given = {name: place.known[name] for name in ("session", "worker")}
    steps = [
        ("upload", given | {"client_id": str(uuid.uuid4()), "photo": str(path)}) for path in (original, copy)
    ]
    return [answer["media"] for answer in place.machine.work(*steps)]


def test_two_copies_checked_at_once_cannot_both_pass(capture: Place) -> None:
    machine, (one, two) = capture.machine, two_copies(capture)
    with Pause(machine, "evidence_fingerprint") as pause:
        first = machine.begin(("check", {"media": one}))
        pause.reached(first)  # it has searched, found nothing, and is about to store
        second = machine.begin(("check", {"media": two}))
        with machine.connection() as line:
            wait_for(lambda: line.execute(WAITING).fetchone()[0] == 2, "the second to wait for the county")  # type: ignore[index]
    for process in (first, second):
        assert process.communicate(timeout=120)[1] is not None and process.returncode == 0
    seen = machine.work(("look", {}))[0]
    assert (seen["records"], seen["matches"], seen["index"]) == (2, 1, [])


PLACES = {
    "record written, not committed": "evidence_picturematch",
    "about to write the record": "evidence_fingerprint",
    "everything but the commit": "kernel_auditevent",
}


@pytest.mark.parametrize("where", first_here(PLACES))
def test_killed_while_the_second_copy_is_checked(capture: Place, where: str) -> None:
    machine, (one, two) = capture.machine, two_copies(capture)
    machine.work(("check", {"media": one}))
    with Pause(machine, PLACES[where]) as pause:
        process = machine.begin(("check", {"media": two}))
        backend = pause.reached(process)
        kill(process)
        pause.open(backend)
    before, again, after = machine.work(("look", {}), ("check", {"media": two}), ("look", {}))
    assert (before["records"], before["matches"]) == (1, 0)
    assert again == {"matches": 1}
    assert (after["records"], after["index"]) == (2, [])


@pytest.mark.soak
def test_killed_at_any_moment_of_catching_up_the_index(capture: Place) -> None:
    machine, pair = capture.machine, two_copies(capture)
    machine.work(*(("check", {"media": media}) for media in pair))
    for moment in range(8):
        for path in (machine.var / "index").rglob("*.log"):
            path.unlink()
        process = machine.begin(("catch_up", {}))
        time.sleep(0.8 + 0.15 * moment)
        kill(process)
    parts, seen = machine.work(("catch_up", {}), ("look", {}))
    assert parts == 1 and (seen["records"], seen["index"]) == (2, [])
