"""Killed between an acknowledgement and the evidence: what was acknowledged is taken in, once, whoever dies and where."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Place, found
from tests.faults.machine import kill
from tests.faults.pause import Pause
from tests.faults.soak import first_here
from tests.faults.test_upload import upload_of

pytestmark = pytest.mark.xdist_group("faults")


def photo_in_one(place: Place) -> tuple[str, dict[str, object]]:
    return "acknowledge", upload_of(place)[1]


# where the web server is killed, and how many acknowledged uploads stand afterwards
ACKNOWLEDGING = {
    "bytes on disk, no row yet": ("evidence_upload", 0),
    "row written, not committed": ("kernel_auditevent", 0),
    "committed, nobody called for the examination": ("procrastinate_jobs", 1),
}


@pytest.mark.parametrize("where", first_here(ACKNOWLEDGING))
def test_the_web_server_killed_while_it_acknowledges(capture: Place, where: str) -> None:
    machine, (table, stand) = capture.machine, ACKNOWLEDGING[where]
    with Pause(machine, table) as pause:
        process = machine.begin(photo_in_one(capture))
        backend = pause.reached(process)
        kill(process)
        pause.open(backend)
    before, again, same, taken, after, _, swept = machine.work(
        ("look", {}), photo_in_one(capture), photo_in_one(capture), ("examine", {}), ("look", {}),
        ("sweep_arriving", {}), ("look", {}),
    )  # fmt: skip
    assert found(before, media=0, waiting=stand)
    assert again == same == {"received": True} and taken == 1
    assert found(after, media=1, waiting=0)
    assert found(swept, media=1, spooled=0)


# where the worker is killed, and how many uploads wait afterwards
EXAMINING = {
    "examined, no evidence yet": ("evidence_media", 1),
    "everything written but the commit": ("kernel_auditevent", 1),
    "evidence, but its bytes still in the spool": ("", 0),
}


@pytest.mark.parametrize("where", first_here(EXAMINING))
def test_the_worker_killed_while_it_examines(capture: Place, where: str) -> None:
    machine, (table, waiting) = capture.machine, EXAMINING[where]
    machine.work(photo_in_one(capture))
    with Pause(machine, table) as pause:
        process = machine.begin(("examine", {"stop_before_the_bytes_go": not table}))
        backend = pause.reached(process)
        kill(process)
        pause.open(backend)
    before, taken, again, _, after = machine.work(
        ("look", {}), ("examine", {}), ("examine", {}), ("sweep_arriving", {}), ("look", {})
    )
    assert found(before, media=1 - waiting, waiting=waiting, spooled=1)
    assert (taken, again) == (waiting, 0)
    assert found(after, media=1, waiting=0, spooled=0, bytes_without_row=[])
