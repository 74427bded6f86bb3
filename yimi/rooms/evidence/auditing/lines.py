"""The result: one JSON line a file asked, in the order of the listing; two runs differ in cpu_ms alone."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from .course import Course
from .refused import writing
from .workplace import Answer


def write_lines(target: Path, course: Course, sentence: Callable[[Answer], str]) -> None:
    """Write the lines, whole or not at all. sentence(answer): why a file was refused."""
    paths = {one.number: one.path for one in course.library}
    draft = target.with_name(target.name + ".part")
    with writing(target), draft.open("w", encoding="utf-8", newline="\n") as file:
        for item, answer in course.asked:
            file.write(_text(line(item.path, paths, answer, sentence)) + "\n")
        file.flush()
        os.fsync(file.fileno())
        draft.replace(target)


def line(
    path: str, paths: dict[int, str], answer: Answer, sentence: Callable[[Answer], str]
) -> dict[str, object]:
    """One line. Further fields: query_frame_s for a clip that matched, compared_until_s for a long one, reason and
    sentence for a refused file."""
    found: dict[str, object] = {
        "query": path,
        "verdict": answer.verdict,
        "match": None if answer.match is None else paths[answer.match],
        "inliers": answer.inliers,
        "agreement": answer.agreement,
        "transform": answer.transform,
        "frame_s": answer.frame_s,
        "cpu_ms": round(answer.cpu_ms),
    }
    if answer.query_frame_s is not None:
        found["query_frame_s"] = answer.query_frame_s
    if answer.until_s is not None:
        found["compared_until_s"] = answer.until_s
    if answer.reason:
        found |= {"reason": answer.reason, "sentence": sentence(answer)}
    return found


def _text(found: dict[str, object]) -> str:
    """Readable; only a name whose bytes are no UTF-8 is written in escapes."""
    text = json.dumps(found, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(found)
    return text


def count(course: Course) -> Counter[str]:
    """Verdict → files."""
    return Counter(answer.verdict for _, answer in course.asked)
