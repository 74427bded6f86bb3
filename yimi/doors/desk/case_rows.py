"""A form of casework line by line, as it is read on the page and on paper."""

from __future__ import annotations

from collections.abc import Mapping

from yimi.doors.desk.prints.sheet import Row
from yimi.rooms.casework.rules.papers import FORMS, said


def rows_of(kind: str, content: Mapping[str, str | list[str]], *, blank: bool = False) -> list[Row]:
    """The lines of a form as they stand on paper; choices are boxes, ticked or not."""
    found = []
    for line in FORMS[kind]:
        has = content.get(line.code) or []
        ticked = has if isinstance(has, list) else [has]
        boxes = tuple((value in ticked, str(label)) for value, label in line.choices)
        if not blank and not has and not line.required:
            continue
        row = Row(str(line.label), said(line, content), str(line.part), line.kind == "text", boxes)
        found.append(row)
    return found
