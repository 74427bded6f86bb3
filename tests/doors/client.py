"""A test client that looks at its pages: no inline code, no raw template tags, one h1, ids once."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from yimi.doors.porch.second_factor import SHOWN
from yimi.rooms.accounts.models import User

INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|hx-on", re.IGNORECASE
)
RAW = re.compile(r"\{\{|\}\}|\{%|%\}")
ID = re.compile(r"\sid=\"([^\"]*)\"")
IMAGE = re.compile(r"<img\b[^>]*>")


class BadPage(AssertionError):
    """The page would break the house's rules for pages."""


def look(html: str, where: str) -> None:
    """Raise BadPage for what no page of ours may hold."""
    for rule, said in ((INLINE, "inline code"), (RAW, "raw template tag")):
        if found := rule.search(html):
            raise BadPage(f"{where}: {said} {found.group(0)!r}")
    twice = [name for name, count in Counter(ID.findall(html)).items() if count > 1]
    if twice:
        raise BadPage(f"{where}: ids used twice: {twice}")
    if blind := [tag for tag in IMAGE.findall(html) if " alt=" not in tag]:
        raise BadPage(f"{where}: an image without alt: {blind[0]}")
    if "<html" in html and html.count("<h1") != 1:
        raise BadPage(f"{where}: {html.count('<h1')} first headings")


class StrictClient(Client):
    """Django's client with eyes. `StrictClient.of(user)` is signed in, second factor shown."""

    @classmethod
    def of(cls, user: User) -> StrictClient:
        client = cls()
        client.force_login(user, backend="yimi.rooms.accounts.backends.PhoneOrNameBackend")
        session = client.session
        session[SHOWN] = user.pk
        session.save()
        return client

    def request(self, **request: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().request(**request)
        finally:
            translation.deactivate()  # a page in English must not turn the rest of the test English
        if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
            look(response.content.decode(), str(request.get("PATH_INFO", "")))
        return response

    def htmx(self, method: str, path: str, data: dict[str, Any] | None = None) -> HttpResponse:
        """The same request as htmx sends it."""
        return getattr(self, method)(path, data or {}, headers={"HX-Request": "true"})  # type: ignore[no-any-return]
