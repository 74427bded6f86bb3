"""One resumable upload in the tests, spoken by hand: begin, ask, send a piece."""

from __future__ import annotations

import hashlib
import json
import uuid
from base64 import b64encode
from typing import Any

from django.http import HttpResponse

from tests.doors.api.phone import Phone
from yimi.kernel.action import System
from yimi.rooms.evidence.examining import take_in_waiting
from yimi.rooms.projects.models import Session

MEDIA_TYPE = "application/offset+octet-stream"
VERSION = {"Tus-Resumable": "1.0.0"}


def packet(session: Session, client_id: uuid.UUID, file: bytes, **more: Any) -> dict[str, Any]:
    said = {"client_id": str(client_id), "session": session.pk, "kind": "photo", "sequence": 1}
    return {**said, "sha256": hashlib.sha256(file).hexdigest(), **more}


def examined() -> None:
    """What the worker does after an acknowledgement."""
    _done, waiting = take_in_waiting(by=System("tests"))
    assert waiting == 0


class Resumable:
    def __init__(
        self, phone: Phone, session: Session, client_id: uuid.UUID, file: bytes, **more: Any
    ) -> None:
        self.phone, self.file, self.client_id = phone, file, client_id
        self.packet = packet(session, client_id, file, **more)
        self.path = f"/uploads/{client_id}"

    def announced(self) -> dict[str, str]:
        said = b64encode(json.dumps(self.packet).encode()).decode()
        return VERSION | {"Upload-Length": str(len(self.file)), "Upload-Metadata": f"packet {said}"}

    def begin(self) -> HttpResponse:
        return self.phone.post("/uploads", headers=self.announced())

    def send_whole(self, data: bytes | None = None, **headers: str) -> HttpResponse:
        """The announcement with the bytes (creation-with-upload), or with the first of them."""
        body = self.file if data is None else data
        return self.phone.post(
            "/uploads",
            body,
            content_type=MEDIA_TYPE,
            CONTENT_LENGTH=str(len(body)),
            headers=self.announced() | headers,
        )

    def state(self) -> tuple[str, str]:
        """What came of it, as the phone asks: state and code."""
        said = self.phone.get(f"/upload-states?client_id={self.client_id}").json()[0]  # type: ignore[attr-defined]
        return said["state"], said["code"]

    def offset(self) -> int:
        return int(self.head()["Upload-Offset"])

    def head(self) -> HttpResponse:
        return self.phone.send("head", self.path, headers=VERSION)

    def piece(self, at: int, data: bytes, **headers: str) -> HttpResponse:
        return self.phone.send(
            "patch",
            self.path,
            data,
            CONTENT_TYPE=MEDIA_TYPE,
            CONTENT_LENGTH=str(len(data)),
            headers=VERSION | {"Upload-Offset": str(at)} | headers,
        )
