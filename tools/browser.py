"""Find a real browser for the journeys: the system's Chromium, else Playwright's, else apt's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def path() -> str | None:
    """The browser's path, or None; YIMI_CHROMIUM overrides."""
    named = os.environ.get("YIMI_CHROMIUM")
    found = named or next((shutil.which(name) for name in NAMES if shutil.which(name)), None)
    if found:
        return found
    cached = sorted(Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome"))
    return str(cached[-1]) if cached else None


def main() -> None:
    if path():
        return
    print("· no Chromium found: trying Playwright's own, then apt", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, timeout=300)
    if path():
        return
    if shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-cjk"], check=False)
    if not path():
        sys.exit("No browser: install Chromium, or set YIMI_CHROMIUM to its path, and run make test again.")


if __name__ == "__main__":
    main()
