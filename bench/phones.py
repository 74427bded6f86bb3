"""Phones of workers: sessions to hand in for, keys and tokens, photos no two alike, and the tus request of each, signed.

The phones share the cores with the server they load, so they are cheap: plain sockets, one write of three buffers that
are never copied, the SHA-256 of a photo continued from that of its common part.
"""

from __future__ import annotations

import hashlib
import http.client
import io
import json
import socket
import time
import uuid
from base64 import b64encode, urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

THREADS = 24  # of one client process
SIZE = 300_000
# as if nothing of the past quarter had been handed in yet
HELD = """
SET LOCAL session_replication_role = replica;
DELETE FROM review_verdict; DELETE FROM review_precheck;
UPDATE projects_session SET state = 'delivered', submitted_at = NULL, submitted_by = NULL,
    first_submitted_at = NULL, first_submitted_by = NULL, review_week = NULL;
INSERT INTO projects_sessionstaff (session_id, user_id) SELECT id, %s FROM projects_session;
"""


@dataclass(frozen=True)
class Device:
    """A phone that has signed in: its token opens nothing without its key's signature."""

    token: str
    secret: int  # of its P-256 key
    nonce: str  # the last DPoP-Nonce heard


@dataclass(frozen=True)
class Bundle:
    """What one client process is to do: (when, session), with these tokens and photos."""

    port: int
    photos: int
    turns: list[tuple[float, int]]
    devices: list[Device]
    files: list[bytes]


@dataclass
class Sent:
    """One submission: when it was due, when its last photo was acknowledged (0: refused)."""

    due_at: float
    done_at: float = 0.0
    client_ids: list[str] = field(default_factory=list)

    @property
    def took(self) -> float:
        return self.done_at - self.due_at


def prepare(devices: int, sessions: int) -> tuple[list[Device], list[int]]:
    """Devices of one worker, and sessions this worker stands in."""
    from django.db import connection, transaction
    from django.utils import timezone
    from joserfc.jwk import ECKey

    from yimi.commands.demonstration import bulk, setting
    from yimi.doors.api import tickets
    from yimi.kernel import clock
    from yimi.kernel.periods import Quarter
    from yimi.rooms.accounts.actions import issue_token
    from yimi.rooms.projects.models import Session

    today = clock.today()
    past = Quarter.containing(today).previous()
    with clock.frozen(timezone.make_aware(datetime.combine(past.previous().start, datetime.min.time()))):
        stage = setting.set_stage(since=past.previous().start, until=today)
        setting.give_money(stage, [past, past.next(), past.next().next()])
    bulk.copy_sessions(stage, past, sessions, lambda *_: None, everywhere=True)
    worker = stage.users["worker_feng"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(HELD, [worker.pk])
    made = []
    for number in range(devices):
        secret = 1_000_003 + number
        thumbprint = ECKey.import_key(Signer(secret).key.public_key()).thumbprint()
        token = issue_token(user=worker, device=f"phone {number}", by=worker, device_key=thumbprint)
        made.append(Device(token, secret, tickets.fresh()))
    return made, list(Session.objects.order_by("pk").values_list("pk", flat=True))


def photos(count: int) -> list[bytes]:
    """JPEGs of about 300 kB, of noise a camera's size would have."""
    from PIL import Image

    made = []
    for seed in range(count):
        grain = np.random.default_rng(seed).integers(0, 255, (150, 200, 3), np.uint8)
        image = Image.fromarray(grain).resize((1600, 1200), Image.Resampling.BICUBIC)
        out = io.BytesIO()
        image.save(out, "JPEG", quality=90)
        made.append(out.getvalue()[:-2])
    return made


def reached(port: int) -> None:
    """Wait until the server answers."""
    for _ in range(600):
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            line.request("GET", "/api/openapi.json")
            if line.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the web server did not answer")


def hand_in(bundle: Bundle) -> list[Sent]:
    """Every submission at its turn, each thread with a line and a token of its own."""
    parts = [Line(bundle, one) for one in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as pool:
        return [sent for done in pool.map(Line.work, parts) for sent in done]


class Signer:
    """Compact JWS by ES256, each with the public key in its header, as the phones make them."""

    def __init__(self, secret: int) -> None:
        self.key = ec.derive_private_key(secret, ec.SECP256R1())
        public = self.key.public_key().public_numbers()
        self.jwk = {"kty": "EC", "crv": "P-256", "x": _url64(_whole(public.x)), "y": _url64(_whole(public.y))}
        kinds = ("dpop+jwt", "yimi-capture+jwt")
        self.heads = {
            kind: _url64(json.dumps({"alg": "ES256", "typ": kind, "jwk": self.jwk}).encode())
            for kind in kinds
        }

    def sign(self, kind: str, claims: dict[str, object]) -> str:
        text = f"{self.heads[kind]}.{_url64(json.dumps(claims).encode())}"
        r, s = decode_dss_signature(self.key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{text}.{_url64(_whole(r) + _whole(s))}"


def _url64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _whole(number: int) -> bytes:
    return number.to_bytes(32, "big")


class Line:
    """One phone after another on one connection."""

    def __init__(self, bundle: Bundle, number: int) -> None:
        self.bundle, self.turns = bundle, bundle.turns[number::THREADS]
        self.devices = bundle.devices[number::THREADS]
        self.signers = [Signer(each.secret) for each in self.devices]
        self.nonces = [each.nonce for each in self.devices]
        self.hashed = [hashlib.sha256(file) for file in bundle.files]
        self.line = socket.create_connection(("127.0.0.1", bundle.port), timeout=120)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def work(self) -> list[Sent]:
        done = []
        for place, (due, session) in enumerate(self.turns):
            time.sleep(max(0.0, due - time.time()))
            sent = Sent(due)
            device = place % len(self.devices)
            if all(self.photo(sent, session, device, number) for number in range(self.bundle.photos)):
                sent.done_at = time.time()
            done.append(sent)
        self.line.close()
        return done

    def photo(self, sent: Sent, session: int, device: int, number: int) -> bool:
        """One request, as the phone sends a photo: the announcement with the bytes (creation-with-upload)."""
        client_id = str(uuid.uuid4())
        which = (session + number) % len(self.bundle.files)
        file, tail = self.bundle.files[which], unlike(client_id)
        digest = self.hashed[which].copy()
        digest.update(tail)
        packet = {"client_id": client_id, "session": session, "kind": "photo", "sequence": number + 1,
                  "sha256": digest.hexdigest()}  # fmt: skip
        length, token, signer = len(file) + len(tail), self.devices[device].token, self.signers[device]
        proof = {"jti": client_id, "htm": "POST", "htu": "http://127.0.0.1/api/uploads", "iat": 0,
                 "nonce": self.nonces[device], "ath": _url64(hashlib.sha256(token.encode()).digest())}  # fmt: skip
        signed = signer.sign("yimi-capture+jwt", packet)
        head = (
            "POST /api/uploads HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: DPoP {token}\r\nDPoP: {signer.sign('dpop+jwt', proof)}\r\nTus-Resumable: 1.0.0\r\n"
            f"Upload-Length: {length}\r\nContent-Length: {length}\r\n"
            "Content-Type: application/offset+octet-stream\r\n"
            f"Upload-Metadata: packet {b64encode(signed.encode()).decode()}\r\n\r\n"
        ).encode()
        self._send(head, file, tail)
        status, said = self._answer()
        self.nonces[device] = said.get("dpop-nonce", self.nonces[device])
        if status == 201 and said.get("upload-offset") == str(length):
            sent.client_ids.append(client_id)
            return True
        return False

    def _send(self, *parts: bytes) -> None:
        waiting = [memoryview(part) for part in parts]
        while waiting:
            gone = self.line.sendmsg(waiting)
            while waiting and gone >= len(waiting[0]):
                gone -= len(waiting.pop(0))
            if waiting:
                waiting[0] = waiting[0][gone:]

    def _answer(self) -> tuple[int, dict[str, str]]:
        """Status and headers; a body, which only a refusal has, is read and thrown away."""
        got = b""
        while b"\r\n\r\n" not in got:
            part = self.line.recv(65536)
            if not part:
                return 0, {}
            got += part
        head, _gap, body = got.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        said = {
            name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)
        }
        missing = int(said.get("content-length", "0")) - len(body)
        while missing > 0:
            missing -= len(self.line.recv(65536))
        return int(first.split()[1]), said


def unlike(words: str) -> bytes:
    """The end of a JPEG with a comment of its own before it: the same picture, another file to the store."""
    comment = words.encode()
    return b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + b"\xff\xd9"
