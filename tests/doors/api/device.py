"""A phone with a key of its own: every request carries its proof (RFC 9449), every packet its signature."""

from __future__ import annotations

import hashlib
import json
import uuid
from base64 import urlsafe_b64encode
from typing import Any

from django.http import HttpResponse
from joserfc import jws
from joserfc.jwk import ECKey

from tests.doors.api.phone import PASSWORD, Phone
from yimi.doors.api.packets import KIND


class Device(Phone):
    def __init__(self, token: str = "") -> None:
        super().__init__(token)
        self.key = ECKey.generate_key("P-256")
        self.nonce = ""
        self.sent: dict[str, Any] = {}

    @classmethod
    def signed_in(cls, name: str) -> Device:
        device = cls()
        answer = device.post("/tokens", {"login": name, "password": PASSWORD, "device": "冯小满的手机"})
        assert answer.status_code == 201, answer.content
        device.token = answer.json()["token"]  # type: ignore[attr-defined]
        return device

    def sign(self, claims: dict[str, Any], kind: str) -> str:
        header = {"alg": "ES256", "typ": kind, "jwk": self.key.as_dict(private=False)}
        return jws.serialize_compact(header, json.dumps(claims).encode(), self.key)

    def proof(self, method: str, path: str, **other: Any) -> str:
        claims = {"jti": uuid.uuid4().hex, "htm": method.upper(), "htu": f"https://yimi.example/api{path}"}
        claims |= {"nonce": self.nonce, "iat": 0}
        if self.token:
            ath = urlsafe_b64encode(hashlib.sha256(self.token.encode()).digest()).rstrip(b"=").decode()
            claims["ath"] = ath
        return self.sign(claims | other, "dpop+jwt")

    def packet(self, claims: dict[str, Any]) -> str:
        return self.sign(claims, KIND)

    def send(self, method: str, path: str, body: Any = None, **more: Any) -> HttpResponse:
        """As the client does it: with a stale nonce once more with the fresh one."""
        for _try in range(2):
            headers = {"DPoP": self.proof(method, path.split("?")[0]), **more.get("headers", {})}
            self.sent = {**more, "headers": headers}
            answer = super().send(method, path, body, **self.sent)
            self.nonce = answer["DPoP-Nonce"]
            if answer.status_code != 401 or answer.json()["code"] != "proof_nonce":  # type: ignore[attr-defined]
                return answer
        return answer

    def replay(self, method: str, path: str, body: Any = None) -> HttpResponse:
        """The request as somebody copied it from the line."""
        return Phone.send(self, method, path, body, **self.sent)
