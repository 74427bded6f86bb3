"""Look at a page as somebody: python -m tests.journeys.look URL --user NAME --width 360 --out FILE

The copy of Yimi behind the URL must use the same database as this command (YIMI_DATABASE_URL, or var/).
The session is made on the server's side, so neither a password nor a second factor is asked for.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
HEIGHT = {True: 780, False: 900}


def chromium() -> dict[str, Any]:
    """How to start the machine's own Chromium; Playwright's when there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return {"args": ARGUMENTS, **({"executable_path": found} if found else {})}


def session_for(username: str) -> str:
    """A signed-in session's key for this user, second factor shown."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from yimi.doors.porch.second_factor import SHOWN
    from yimi.rooms.accounts.models import User

    user = User.objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "yimi.rooms.accounts.backends.PhoneOrNameBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[SHOWN] = user.pk
    session.create()
    return str(session.session_key)


def look(
    url: str, out: Path, *, key: str = "", width: int = 1440, full: bool = True, large: bool = False
) -> list[str]:
    """Save a picture of the page; returns what the browser complained about, and any sideways scrolling."""
    from playwright.sync_api import sync_playwright

    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium())
        narrow = width < 700
        page = browser.new_page(
            viewport={"width": width, "height": HEIGHT[narrow]},
            device_scale_factor=2 if narrow else 1,
            has_touch=narrow,
            locale="zh-CN",
        )
        host = urlsplit(url).hostname or "localhost"
        if key:
            page.context.add_cookies([{"name": "sessionid", "value": key, "domain": host, "path": "/"}])
        if large:
            page.context.add_cookies([{"name": "large_type", "value": "1", "domain": host, "path": "/"}])
        page.on(
            "console",
            lambda message: said.append(message.text) if message.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: said.append(str(error)))
        answer = page.goto(url, wait_until="networkidle")
        if answer and answer.status >= 400:
            said.append(f"status {answer.status}")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            said.append(f"the page is {over} px too wide")
        out.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=out, full_page=full)
        browser.close()
    return said


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("url")
    parser.add_argument("--user", default="", help="username to be signed in as")
    parser.add_argument("--width", type=int, default=1440)
    parser.add_argument("--out", type=Path, default=Path("test-results/look.png"))
    parser.add_argument("--fold", action="store_true", help="only what fits the window")
    parser.add_argument("--large", action="store_true", help="with large type")
    asked = parser.parse_args()
    key = ""
    if asked.user:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yimi.config.settings")
        django.setup()
        key = session_for(asked.user)
    said = look(asked.url, asked.out, key=key, width=asked.width, full=not asked.fold, large=asked.large)
    print(f"{asked.out}", *said, sep="\n  ")
    sys.exit(1 if said else 0)


if __name__ == "__main__":
    main()
