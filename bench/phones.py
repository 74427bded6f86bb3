"""Phones of workers: sessions to hand in for, tokens, photos no two alike, and the tus requests of each."""

from __future__ import annotations

import hashlib
import http.client
import io
import json
import time
import uuid
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

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
class Bundle:
    """What one client process is to do: (when, session), with these tokens and photos."""

    port: int
    photos: int
    turns: list[tuple[float, int]]
    tokens: list[str]
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


def prepare(tokens: int, sessions: int) -> tuple[list[str], list[int]]:
    """Tokens of one worker's devices, and sessions this worker stands in."""
    from django.db import connection, transaction
    from django.utils import timezone

    from yimi.commands.demonstration import bulk, setting
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
    made = [issue_token(user=worker, device=f"phone {number}", by=worker) for number in range(tokens)]
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


class Line:
    """One phone after another on one connection."""

    def __init__(self, bundle: Bundle, number: int) -> None:
        self.bundle, self.turns = bundle, bundle.turns[number::THREADS]
        self.tokens = bundle.tokens[number::THREADS]
        self.line = http.client.HTTPConnection("127.0.0.1", bundle.port, timeout=120)

    def work(self) -> list[Sent]:
        done = []
        for place, (due, session) in enumerate(self.turns):
            time.sleep(max(0.0, due - time.time()))
            sent = Sent(due)
            token = self.tokens[place % len(self.tokens)]
            if all(self._photo(sent, session, token, number) for number in range(self.bundle.photos)):
                sent.done_at = time.time()
            done.append(sent)
        return done

    def _photo(self, sent: Sent, session: int, token: str, number: int) -> bool:
        client_id = str(uuid.uuid4())
        body = _unlike(self.bundle.files[(session + number) % len(self.bundle.files)], client_id)
        packet = {"client_id": client_id, "session": session, "kind": "photo", "sequence": number + 1,
                  "sha256": hashlib.sha256(body).hexdigest()}  # fmt: skip
        known = {"Authorization": f"Bearer {token}", "Tus-Resumable": "1.0.0"}
        said = "packet " + b64encode(json.dumps(packet).encode()).decode()
        begun = self._ask(
            "POST", "/api/uploads", b"", known | {"Upload-Length": str(len(body)), "Upload-Metadata": said}
        )
        piece = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        if begun == 201 and self._ask("PATCH", f"/api/uploads/{client_id}", body, known | piece) == 204:
            sent.client_ids.append(client_id)
            return True
        return False

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> int:
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        answer.read()
        return answer.status


def _unlike(file: bytes, words: str) -> bytes:
    """The same picture with a comment of its own before its end: another file to the store."""
    comment = words.encode()
    return file + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + b"\xff\xd9"
