"""A phone in the tests: signs in, carries its token, and looks at every answer it gets."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import translation

from tests.cast import PASSWORD
from yimi.kernel.action import System
from yimi.rooms.accounts.actions import issue_token
from yimi.rooms.accounts.models import User

PROBLEM = "application/problem+json"


class Phone:
    """`Phone.of(user)` holds a token; `Phone()` is nobody."""

    def __init__(self, token: str = "") -> None:
        self.client = Client()
        self.token = token

    @classmethod
    def of(cls, user: User) -> Phone:
        return cls(issue_token(user=user, device="测试手机", by=user))

    @classmethod
    def without_second_factor(cls, user: User) -> Phone:
        return cls(issue_token(user=user, device="测试手机", by=System("tests")))

    def send(self, method: str, path: str, body: Any = None, **more: Any) -> HttpResponse:
        """One request; every refusal must be a problem document, whatever the test is about."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= more.pop("headers", {})
        content = more.pop("content_type", "application/json")
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        try:
            answer = self.client.generic(
                method.upper(), f"/api{path}", data, content_type=content, headers=headers, **more
            )
        finally:
            translation.deactivate()
        if answer.status_code >= 400 and method.upper() != "HEAD":
            look(answer, f"/api{path}".split("?")[0])
        return answer  # type: ignore[return-value]

    def get(self, path: str, **more: Any) -> HttpResponse:
        return self.send("get", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> HttpResponse:
        return self.send("post", path, body, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> HttpResponse:
        return self.send("put", path, body, **more)

    def delete(self, path: str, **more: Any) -> HttpResponse:
        return self.send("delete", path, **more)

    def upload(
        self, session_id: int, file: bytes, client_id: uuid.UUID | None = None, **fields: Any
    ) -> HttpResponse:
        body = form({"kind": "photo", **fields}, file)
        path = f"/sessions/{session_id}/media/{client_id or uuid.uuid4()}"
        return self.send("put", path, body, content_type=MULTIPART_CONTENT)


def form(fields: dict[str, Any], file: bytes | None) -> bytes:
    from django.core.files.uploadedfile import SimpleUploadedFile

    parts = dict(fields) if file is None else {**fields, "file": SimpleUploadedFile("照片.jpg", file)}
    return encode_multipart(BOUNDARY, parts)


def look(answer: HttpResponse, path: str) -> None:
    """RFC 9457: media type, the five members, status and instance of this very answer, a sentence."""
    assert answer.headers["Content-Type"] == PROBLEM, answer.content[:200]
    said = answer.json()  # type: ignore[attr-defined]
    assert {"type", "title", "status", "detail", "instance", "code"} <= set(said)
    assert said["status"] == answer.status_code
    assert said["instance"] == path
    assert said["type"] == f"urn:yimi:problem:{said['code']}"
    assert said["detail"].strip()


def sign_in(name: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return Phone().post("/tokens", {"login": name, "password": password, "device": "冯小满的手机", **more})
