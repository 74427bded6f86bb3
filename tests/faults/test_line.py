"""The phone's queue and the real server on a line that loses, crawls and breaks: each capture once, in order, whole."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.cast import PASSWORD
from tests.faults.conftest import Place
from tests.faults.machine import ROOT, WebServer, wait_for
from tests.faults.pause import Pause
from tests.faults.wire import SERVER, Weather, Wire, laid, why_not
from yimi.commands.serve import web_command
from yimi.rooms.evidence.demo_pictures import photos

FIELD = ROOT / "field"
NODE = shutil.which("node")
PORT = 8300
HURRY = 10  # pauses a tenth as long as a phone's
LOST, CUTS = 6, 6
EACH = 10  # requests a capture may cost, however bad the line

pytestmark = [pytest.mark.soak, pytest.mark.xdist_group("faults")]


class Phone:
    """Node with the client's own core in the other namespace."""

    def __init__(self, wire: Wire, place: Place) -> None:
        told = {
            "server": f"http://{SERVER}:{PORT}", "login": place.known["login"], "password": PASSWORD,
            "session": place.known["session"], "hurry": HURRY,
        }  # fmt: skip
        command = [
            *wire.within(wire.phone),
            str(NODE),
            "node_modules/.bin/vite-node",
            "tests/clients/wire.ts",
        ]
        self.process = subprocess.Popen(
            [*command, json.dumps(told)], cwd=FIELD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.said() == {"ready": True}

    def begin(self, **command: Any) -> None:
        assert self.process.stdin is not None
        print(json.dumps(command), file=self.process.stdin, flush=True)

    def said(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        while line := self.process.stdout.readline():
            if line.startswith("{"):  # the tools around it talk, too
                answer: dict[str, Any] = json.loads(line)
                return answer
        raise AssertionError("the phone's process ended")

    def does(self, **command: Any) -> dict[str, Any]:
        self.begin(**command)
        return self.said()


@contextmanager
def far_away(place: Place) -> Iterator[tuple[Wire, Phone]]:
    """Granian as `yimi serve` starts it in one namespace, the phone in the other, PostgreSQL by its socket."""
    machine = place.machine
    with laid() as wire:
        server = WebServer(PORT)
        command = [*wire.within(wire.server), *web_command(SERVER, PORT, 1)]
        environment = machine._environment() | {"YIMI_HOSTS": SERVER}
        server.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        phone = None
        try:
            asks = [
                *wire.within(wire.phone),
                "curl",
                "-fs",
                "-o",
                "/dev/null",
                f"http://{SERVER}:{PORT}/api/openapi.json",
            ]
            wait_for(lambda: subprocess.run(asks, check=False).returncode == 0, "the server to answer")
            phone = Phone(wire, place)
            yield wire, phone
        finally:
            if phone is not None:
                phone.process.kill()
                phone.process.wait()
            server.kill()


def pictures(folder: Path) -> list[str]:
    """As large as a line of 64 kbit/s bears: some kB for the lossy part, 40 kB and more where a request is cut."""
    made = []
    for number, photo in enumerate(photos()[: LOST + CUTS]):
        small = number < LOST
        picture = Image.open(photo).convert("RGB").resize((400, 300) if small else (900, 675))
        picture.save(folder / f"{number}.jpg", quality=25 if small else 70)
        made.append(str(folder / f"{number}.jpg"))
    return made


def arrived(place: Place, client_id: str) -> bool:
    with place.machine.connection() as line:
        rows = "SELECT 1 FROM evidence_upload WHERE client_id = %s AND received_at IS NOT NULL"
        return line.execute(rows, [client_id]).fetchone() is not None


def lossy(wire: Wire, phone: Phone, files: list[str]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """One packet in five lost each way, two seconds there and back, 64 kbit/s."""
    kept = [phone.does(do="add", file=file) for file in files]
    bad = Weather(loss=0.2, delay=1.0, rate=64_000)
    wire.bad(down=bad, up=bad)
    told = phone.does(do="drain")
    wire.good()
    return kept, told


def cut_in_request(
    wire: Wire, phone: Phone, place: Place, file: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    capture = phone.does(do="add", file=file)
    wire.bad(up=Weather(rate=64_000))
    phone.begin(do="drain")
    wait_for(lambda: _sending(wire), "the request to be on its way")
    wire.cut()
    assert not arrived(place, capture["client_id"])
    wire.good()
    return capture, phone.said()


def cut_in_response(
    wire: Wire, phone: Phone, place: Place, file: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    capture = phone.does(do="add", file=file)
    wire.bad(down=Weather(delay=4.0))
    phone.begin(do="drain")
    wait_for(lambda: arrived(place, capture["client_id"]), "the server to have it")
    wire.cut()  # its answer is on the way
    wire.good()
    return capture, phone.said()


def cut_at_commit(wire: Wire, phone: Phone, place: Place, file: str) -> tuple[dict[str, Any], dict[str, Any]]:
    capture = phone.does(do="add", file=file)
    with Pause(place.machine, "kernel_auditevent") as pause:
        phone.begin(do="drain")
        pause.reached()
        wire.link(False)
        wire.cut()
        assert not arrived(place, capture["client_id"])
    wait_for(lambda: arrived(place, capture["client_id"]), "the server to commit for nobody")
    wire.link(True)
    return capture, phone.said()


def _sending(wire: Wire) -> bool:
    """Some of a body has left and some waits behind it."""
    shown = subprocess.run(
        [*wire.within(wire.phone), "ss", "-tnH", "dst", SERVER], capture_output=True, text=True, check=True
    )
    return any(int(row.split()[2]) > 5_000 for row in shown.stdout.splitlines())


@pytest.mark.skipif(NODE is None or not (FIELD / "node_modules").exists(), reason="no node: make field")
def test_a_line_that_loses_crawls_and_breaks(capture: Place, tmp_path: Path) -> None:
    if reason := why_not():
        pytest.skip(reason)
    files = pictures(tmp_path)
    with far_away(capture) as (wire, phone):
        kept, told = lossy(wire, phone, files[:LOST])
        print(f"\n{LOST} captures, 20 % lost each way, 2 s, 64 kbit/s: {told}")
        assert told["requests"] <= EACH * LOST
        for number, file in enumerate(files[LOST:]):
            how = (cut_in_request, cut_in_response, cut_at_commit)[number % 3]
            made, told = how(wire, phone, capture, file)
            print(f"{how.__name__}: {told}")
            kept.append(made)
            assert told["pauses"] and told["requests"] <= EACH
            assert told["pauses"] == sorted(told["pauses"])  # it waits longer each time
        [_examined, landed] = capture.machine.work(("examine", {}), ("landed", {}))
        wanted = [[each["client_id"], each["sha256"], each["sequence"]] for each in kept]
        assert landed == wanted  # each once, whole, in the order of the device
        assert phone.does(do="ask") == {"left": [], "kept": 1}  # the counter alone
