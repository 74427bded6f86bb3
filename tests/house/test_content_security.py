"""Law 11: strict content security from the first page, so no template carries script, style or handlers of its own."""

from __future__ import annotations

import re

from django.conf import settings
from django.test import Client

from tests.house.tree import templates

INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json)|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|hx-on",
    re.IGNORECASE,
)


def inline(text: str) -> list[str]:
    return [match.group(0) for match in INLINE.finditer(text)]


def test_no_template_carries_inline_script_or_style() -> None:
    assert {str(path): inline(text) for path, text in templates() if inline(text)} == {}


def test_the_policy_allows_only_our_own_files() -> None:
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]


def test_the_header_is_on_the_sign_in_page(db: None) -> None:
    header = Client().get(settings.LOGIN_URL).headers["Content-Security-Policy"]
    assert "unsafe" not in header
    assert "script-src 'self'" in header


def test_planted_inline_code_is_caught() -> None:
    assert (
        inline('<p style="color:red">')
        and inline("<script>alert(1)</script>")
        and inline('<a onclick="x()">')
    )
    assert not inline('<script src="/static/a.js"></script><p class="style">')
