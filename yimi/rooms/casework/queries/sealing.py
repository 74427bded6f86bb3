"""The lines of a form as one text that the database sees only sealed."""

from __future__ import annotations

import json

from yimi.rooms.casework.rules.papers import Content


def sealed(content: Content) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True)
