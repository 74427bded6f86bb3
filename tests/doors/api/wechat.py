"""A local stand-in of WeChat's `jscode2session`; every question and answer is held against the documented shapes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

DOCUMENTED = json.loads(Path(__file__).with_name("jscode2session.json").read_text(encoding="utf-8"))
KINDS = {"string": str, "number": int}


class StandIn:
    """`codes` are what wx.login handed out: each names a person and works once."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.errcode = 0
        self.wrong: list[str] = []
        self.address = ""

    def login(self, person: str) -> str:
        """What wx.login would give this person now."""
        code = f"code-{len(self.codes)}-of-{person}"
        self.codes[code] = f"openid-of-{person}"
        return code

    def answer(self, method: str, path: str) -> dict[str, Any]:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        here = (method, urlsplit(path).path)
        if here != (DOCUMENTED["method"], DOCUMENTED["path"]) or set(asked) != set(DOCUMENTED["request"]):
            self.wrong.append(f"{method} {path}")
        if asked.get("grant_type") != DOCUMENTED["request"]["grant_type"]:
            self.wrong.append(f"grant_type {asked.get('grant_type')}")
        said = self._said(asked.get("js_code", ""))
        self.wrong += differs(said)
        return said

    def _said(self, code: str) -> dict[str, Any]:
        if self.errcode:
            return {"errcode": self.errcode, "errmsg": "system error"}
        openid = self.codes.pop(code, "")
        if not openid:
            return {"errcode": 40029, "errmsg": "invalid code"}
        return {"openid": openid, "session_key": "HyVFkGl5F5OQWJZZaNzBBg=="}


def differs(said: dict[str, Any]) -> list[str]:
    """What in an answer is not as WeChat documents it."""
    failed = bool(said.get("errcode"))
    needed = DOCUMENTED["required_on_error" if failed else "required_on_success"]
    known = needed if failed else {**needed, **DOCUMENTED["optional_on_success"]}
    found = [f"{name} is missing" for name in needed if name not in said]
    found += [f"{name} is not documented" for name in said if name not in known]
    found += [
        f"{name} is no {known[name]}"
        for name in said
        if name in known and not isinstance(said[name], KINDS[known[name]])
    ]
    if failed and str(said["errcode"]) not in DOCUMENTED["errors"]:
        found.append(f"errcode {said['errcode']} is not documented")
    return found


@contextmanager
def standing_in() -> Iterator[StandIn]:
    """The stand-in on a socket of its own."""
    wechat = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(wechat.answer(self.command, self.path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")  # as the real one
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    wechat.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield wechat
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert wechat.wrong == []
