"""A token bound to a device: a request stolen from it is useless anywhere else, and there too a second time."""

from __future__ import annotations

import json
import uuid
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tests import walk
from tests.cast import Cast
from tests.doors.api.device import Device
from tests.doors.api.phone import Phone
from tests.doors.api.resumable import VERSION, examined, packet
from yimi.doors.api import limits, proofs, tickets
from yimi.doors.api.models import Proof
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.rooms.accounts.models import ApiToken
from yimi.rooms.evidence.actions import raise_flags
from yimi.rooms.evidence.models import Flag, Media
from yimi.rooms.projects.models import Session


@pytest.fixture
def session(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setattr(settings, "ARRIVING", tmp_path / "arriving")
    made = walk.planned_session(cast)
    with clock.frozen(made.starts_at + timedelta(minutes=5)):
        yield made


@pytest.fixture
def device(session: Session) -> Device:
    return Device.signed_in(walk.worker_of(session).username)


def code(answer: object) -> str:
    return str(answer.json()["code"])  # type: ignore[attr-defined]


def test_a_sign_in_with_a_key_gives_a_short_token_bound_to_it(device: Device) -> None:
    me = device.get("/me")
    assert (me.status_code, me.json()["bound"]) == (200, True)  # type: ignore[attr-defined]
    token = ApiToken.objects.get()
    assert token.device_key == device.key.thumbprint()
    assert token.expires_at - token.created_at == timedelta(days=14)


def test_the_token_alone_opens_nothing(device: Device) -> None:
    answer = Phone(device.token).get("/me")
    assert (answer.status_code, code(answer)) == (401, "proof_wrong")
    assert answer["WWW-Authenticate"].startswith("DPoP")


def test_another_device_with_the_stolen_token_gets_nowhere(device: Device) -> None:
    thief = Device(device.token)
    assert code(thief.get("/me")) == "proof_wrong"


def test_a_request_copied_from_the_line_works_no_second_time(device: Device, session: Session) -> None:
    path = f"/sessions/{session.pk}/challenges"
    assert device.post(path).status_code == 201
    assert code(device.replay("post", path)) == "proof_used"
    assert device.get("/me").status_code == 200
    assert code(device.replay("get", "/me")) == "proof_used"


def test_a_proof_for_one_call_opens_no_other(device: Device, session: Session) -> None:
    device.get("/me")
    for method, path in (("get", "/sessions/mine"), ("delete", "/tokens/current")):
        assert code(device.replay(method, path)) == "proof_wrong"


@pytest.mark.parametrize(
    "claims", [{"ath": "x"}, {"htm": "PUT"}, {"htu": "https://yimi.example/api/other"}, {"nonce": "1.x"}]
)
def test_every_claim_counts(device: Device, claims: dict[str, str]) -> None:
    device.get("/me")
    answer = Phone(device.token).get("/me", headers={"DPoP": device.proof("get", "/me", **claims)})
    assert code(answer) == ("proof_nonce" if "nonce" in claims else "proof_wrong")


def test_a_proof_is_dated_by_us_and_goes_stale(device: Device) -> None:
    device.get("/me")
    old = device.proof("get", "/me")
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        assert code(Phone(device.token).get("/me", headers={"DPoP": old})) == "proof_nonce"
        assert device.get("/me").status_code == 200  # the client asks again with the fresh nonce


@pytest.mark.parametrize("text", ["", "a.b.c", "e30.e30.e30", "x" * 5000, "é"])
def test_nonsense_is_no_proof(device: Device, text: str) -> None:
    assert code(Phone(device.token).get("/me", headers={"DPoP": text})) == "proof_wrong"


def test_used_proofs_are_swept(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "SWEPT_ONCE_IN", 1)
    device.get("/me")
    assert Proof.objects.exists()
    with clock.frozen(clock.now() + timedelta(minutes=30)):
        device.get("/me")
        device.get("/me")
        oldest = int(clock.now().timestamp()) // 60 - 10
        assert not Proof.objects.filter(minute__lt=oldest).exists()


def announced(
    device: Device, session: Session, file: bytes, text: str | None = None, **more: object
) -> dict[str, str]:
    said = text or device.packet(packet(session, uuid.uuid4(), file, **more))
    return VERSION | {
        "Upload-Length": str(len(file)),
        "Upload-Metadata": f"packet {b64encode(said.encode()).decode()}",
    }


def test_a_packet_must_be_signed_by_the_very_device(device: Device, session: Session) -> None:
    file = walk.next_photo()
    plain = json.dumps(packet(session, uuid.uuid4(), file))
    foreign = Device().packet(packet(session, uuid.uuid4(), file))
    for text in (plain, foreign):
        answer = device.post("/uploads", headers=announced(device, session, file, text))
        assert (answer.status_code, code(answer)) == (422, "packet_unsigned")
    assert device.post("/uploads", headers=announced(device, session, file)).status_code == 201


@pytest.mark.parametrize("days", [-3, 0, 400])
def test_a_wrong_clock_is_put_right_and_shown(device: Device, session: Session, days: int) -> None:
    """Taken 40 minutes after the last word from the server, whatever the phone's calendar says."""
    file, heard = walk.next_photo(), clock.now()
    taken = heard + timedelta(minutes=40)
    said = {"time_ticket": tickets.fresh(), "elapsed_ms": 40 * 60_000, "monotonic": True}
    with clock.frozen(heard + timedelta(days=2)):
        headers = announced(
            device, session, file, taken_at=(taken + timedelta(days=days)).isoformat(), **said
        )
        answer = device.post("/uploads", headers=headers)
        where = answer["Location"].removeprefix("/api")
        piece = {
            "CONTENT_TYPE": "application/offset+octet-stream",
            "headers": VERSION | {"Upload-Offset": "0"},
        }
        assert device.send("patch", where, file, **piece).status_code == 204
        examined()
        media = Media.objects.get()
        raise_flags(session=session, by=System("tests"))
    assert media.taken_at is not None and abs(media.taken_at - taken) < timedelta(seconds=1)
    flags = Flag.objects.filter(code="clock_differs")
    assert [flag.detail["minutes"] for flag in flags] == ([days * 24 * 60] if days else [])


def test_a_time_ticket_of_ones_own_making_counts_for_nothing() -> None:
    assert tickets.moment_of(tickets.fresh()) is not None
    for made_up in ("", "1.2", "99999999999999999.x", tickets.fresh() + "0", "²." + tickets.fresh()):
        assert tickets.moment_of(made_up) is None


def test_requests_are_counted_by_the_device_whatever_token_it_holds(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.PER_MINUTE, "token", 3)
    assert [device.get("/me").status_code for _each in range(4)] == [200, 200, 200, 429]
