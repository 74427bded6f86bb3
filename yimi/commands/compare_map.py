"""The map file of a comparison: which column is what, when its title does not say it."""

from __future__ import annotations

import tomllib
from pathlib import Path

FIELDS = ("unique_id", "name", "id_no", "dob", "phone", "village", "house", "sheet")


def read_map(path: Path | None) -> dict[str, dict[str, str]]:
    """The two maps of a TOML file; fields at its top are meant for both lists."""
    from yimi.rooms.people.linkage.refused import Refused

    if path is None:
        return {"left": {}, "right": {}}
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise Refused("bad_map", file=path.name) from None
    both = {field: title for field, title in read.items() if not isinstance(title, dict)}
    given = {side: {**both, **read.get(side, {})} for side in ("left", "right")}
    for field in {*given["left"], *given["right"]}:
        if field not in FIELDS:
            raise Refused("bad_field", file=path.name, field=field, fields=", ".join(FIELDS))
    return {side: {field: str(title) for field, title in each.items()} for side, each in given.items()}
