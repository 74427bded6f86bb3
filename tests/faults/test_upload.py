"""Killed in the middle of an upload: a row always has its bytes, and the same upload again is one effect."""

from __future__ import annotations

import http.client
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import Place, found
from tests.faults.machine import PATIENCE_S, WebServer, kill
from tests.faults.pause import Pause
from tests.faults.soak import first_here
from yimi.rooms.evidence.demo_pictures import photos

pytestmark = pytest.mark.xdist_group("faults")
BOUNDARY = "yimi-faults"


def photo() -> Path:
    return photos()[0]


def upload_of(place: Place, **given: Any) -> tuple[str, dict[str, Any]]:
    """One upload under one client id; the same again when asked twice."""
    place.known.setdefault("client_id", str(uuid.uuid4()))
    facts = {name: place.known[name] for name in ("session", "worker", "client_id")}
    return "upload", facts | {"photo": str(photo())} | given


# where it is killed, and how many files without a row that leaves
PLACES = {
    "bytes on disk, no row yet": ("kernel_storedfile", 1),
    "file row written, not committed": ("evidence_media", 1),
    "everything written but the commit": ("kernel_auditevent", 1),
}


@pytest.mark.parametrize("where", first_here(PLACES))
def test_postgresql_killed_in_mid_upload(capture: Place, where: str) -> None:
    machine, (table, orphans) = capture.machine, PLACES[where]
    with Pause(machine, table) as pause:
        process = machine.begin(upload_of(capture))
        pause.reached(process)
        machine.kill_database()
        process.communicate(timeout=PATIENCE_S)
        assert process.returncode != 0  # the phone is told that it failed
    machine.start()
    again = upload_of(capture)
    before, one, two, after = machine.work(("look", {}), again, again, ("look", {}))
    assert found(before, media=0) and len(before["bytes_without_row"]) == orphans
    assert one == two
    assert found(after, media=1, bytes_without_row=[])


@pytest.mark.soak
def test_bytes_without_a_row_are_swept_away_a_day_later_and_the_upload_still_succeeds(capture: Place) -> None:
    machine = capture.machine
    with Pause(machine, "kernel_auditevent") as pause:
        process = machine.begin(upload_of(capture))
        backend = pause.reached(process)
        kill(process)
        pause.open(backend)
    young, old, before, _, after, nothing = machine.work(
        ("sweep", {"days_later": 0}), ("sweep", {"days_later": 2}), ("look", {}),
        upload_of(capture), ("look", {}), ("sweep", {"days_later": 2}),
    )  # fmt: skip
    assert (young, old, nothing) == (0, 1, 0)
    assert found(before, media=0, bytes_without_row=[])
    assert found(after, media=1, bytes_without_row=[])


@pytest.mark.soak
def test_killed_with_half_of_the_file_on_disk(capture: Place) -> None:
    machine = capture.machine
    with Pause(machine) as pause:
        process = machine.begin(upload_of(capture, half_a_disk=True))
        backend = pause.reached(process)
        kill(process)
        pause.open(backend)
    before, _, after = machine.work(("look", {}), upload_of(capture), ("look", {}))
    assert found(before, media=0)
    assert [name[64:] for name in before["bytes_without_row"]] != [""]  # half a file never bears its name
    assert found(after, media=1)


def send(server: WebServer, place: Place, *, part: float = 1.0) -> http.client.HTTPConnection:
    """The phone's PUT; with `part` below one the connection stays open with the rest unsent."""
    body = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="kind"\r\n\r\nphoto\r\n--{BOUNDARY}\r\n'
        'Content-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    ).encode() + photo().read_bytes() + f"\r\n--{BOUNDARY}--\r\n".encode()  # fmt: skip
    line = server.connect()
    client_id = place.known.setdefault("client_id", str(uuid.uuid4()))
    line.putrequest("PUT", f"/api/sessions/{place.known['session']}/media/{client_id}")
    line.putheader("Authorization", f"Bearer {place.known['token']}")
    line.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
    line.putheader("Content-Length", str(len(body)))
    line.endheaders()
    line.send(body[: int(len(body) * part)])
    return line


def status_of(line: http.client.HTTPConnection) -> int:
    """What the phone sees: a status, or 0 for a line that went dead."""
    try:
        return line.getresponse().status
    except (http.client.HTTPException, OSError):
        return 0


def test_the_web_server_killed_in_mid_upload(capture: Place) -> None:
    machine = capture.machine
    with machine.web_server() as server:
        half = send(server, capture, part=0.5)
        with Pause(machine, "kernel_auditevent") as pause, ThreadPoolExecutor(1) as phone:
            answer = phone.submit(lambda: status_of(send(server, capture)))
            backend = pause.reached()
            server.kill()
            assert answer.result(timeout=PATIENCE_S) == 0
            pause.open(backend)
        half.close()
    with machine.web_server() as server:
        assert status_of(send(server, capture)) == 201
        assert status_of(send(server, capture)) == 200
    assert found(machine.work(("look", {}))[0], media=1, bytes_without_row=[])


@pytest.mark.soak
def test_postgresql_killed_under_the_web_server_which_then_recovers_by_itself(capture: Place) -> None:
    machine = capture.machine
    with machine.web_server() as server:
        with Pause(machine, "evidence_media") as pause, ThreadPoolExecutor(1) as phone:
            answer = phone.submit(lambda: status_of(send(server, capture)))
            pause.reached()
            machine.kill_database()
            assert answer.result(timeout=PATIENCE_S) >= 500
        assert status_of(send(server, capture)) >= 500  # still down: an answer, not a hanging phone
        machine.start()
        assert status_of(send(server, capture)) == 201
    assert found(machine.work(("look", {}))[0], media=1, bytes_without_row=[])
