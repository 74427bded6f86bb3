"""From one URL to Django's DATABASES entry; PostgreSQL only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

EMBEDDED_URL_FILE = "postgres.url"


def from_url(url: str, var: Path) -> dict[str, Any]:
    """The database at `url`; with none given, the embedded server that `yimi db start` wrote down in var/."""
    if not url:
        note = var / EMBEDDED_URL_FILE
        url = note.read_text(encoding="utf-8").strip() if note.exists() else "postgresql:///yimi"
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ImproperlyConfigured(
            f"YIMI_DATABASE_URL starts with {parts.scheme!r}; Yimi runs on PostgreSQL 16 or newer only, "
            "such as postgresql://yimi:password@host:5432/yimi."
        )
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "yimi",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # how often a statement is sent before the server keeps its plan; only `kernel.prepared` sends any it could keep
        "OPTIONS": {"prepare_threshold": 5}
        | ({"sslmode": query["sslmode"][0]} if "sslmode" in query else {}),
        "TEST": {"NAME": os.environ.get("YIMI_TEST_DB", "test_yimi")},
    }
