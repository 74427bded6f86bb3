"""The report a person reads: pairs side by side in one file that needs nothing else, not even a script."""

from __future__ import annotations

import base64
import os
from collections import Counter
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

from .course import Course
from .pairs import Key, Pair, pairs
from .refused import writing
from .style import STYLE, filters
from .workplace import Answer

VERDICTS = (
    "same_file",
    "same_picture",
    "refused",
    "same_scene",
    "clean",
)  # what is to be looked at comes first
Words = dict[str, str]


def write_page(
    target: Path,
    course: Course,
    pictures: dict[Key, bytes],
    words: Words,
    sentence: Callable[[Answer], str],
) -> None:
    """Write the page, whole or not at all. words: what it says, sentence: why a file was refused."""
    draft = target.with_name(target.name + ".part")
    with writing(target), draft.open("w", encoding="utf-8", newline="\n") as file:
        for piece in _page(course, pictures, words, sentence):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
        draft.replace(target)


def _page(
    course: Course, pictures: dict[Key, bytes], words: Words, sentence: Callable[[Answer], str]
) -> Iterator[str]:
    count = Counter(answer.verdict for _, answer in course.asked)
    yield (
        f'<!doctype html><html lang="{words["lang"]}"><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{words['title']}</title><style>{STYLE}</style><h1>{words['title']}</h1><p>{words['lead']}</p>"
    )
    yield filters(VERDICTS, count, words)
    yield "<main>"
    matched = {one.item.number: one for one in pairs(course)}
    for item, answer in sorted(course.asked, key=lambda pair: VERDICTS.index(pair[1].verdict)):
        if answer.match is not None:
            yield _pair(matched[item.number], pictures, words)
        else:
            why = sentence(answer) if answer.reason else ""
            yield _row(item.path, answer.verdict, why, words)
    if not course.itself:
        for one in course.library:
            if (held := course.place.answers[one.number]).reason:
                yield _row(one.path, held.verdict, words["in_library"] + sentence(held), words)
    yield "</main></html>\n"


def _row(path: str, verdict: str, why: str, words: Words) -> str:
    return f'<p class="{verdict}"><b>{words[verdict]}</b> <code>{_name(path)}</code> {escape(why)}</p>\n'


def _pair(one: Pair, pictures: dict[Key, bytes], words: Words) -> str:
    said = one.answer
    told = [words[said.verdict + "_says"]]
    if said.inliers:
        told.append(words["points"] % said.inliers)
    if said.agreement and said.verdict != "same_file":
        told.append(words["agree"] % round(100 * said.agreement))
    told += [
        words[code] % {"amount": _amount(code, amount)}
        for code, amount in said.transform.items()
        if code in words
    ]
    figures = "".join(
        _figure(key, pictures.get(key), words, title)
        for key, title in zip(one.keys, ("asked", "stored"), strict=True)
    )
    return (
        f'<section class="{said.verdict}"><h2>{words[said.verdict]}</h2><div>{figures}</div>'
        f"<p>{words['and'].join(told)}</p></section>\n"
    )


def _figure(key: Key, picture: bytes | None, words: Words, title: str) -> str:
    path, at_s = key
    second = "" if at_s is None else " · " + words["second"] % f"{at_s:.1f}"
    shown = f'<span class="none">{words["no_preview"]}</span>'
    if picture:
        shown = f'<img alt="" src="data:image/jpeg;base64,{base64.b64encode(picture).decode()}">'
    return f"<figure>{shown}<figcaption>{words[title]}{second}<br><code>{_name(path)}</code></figcaption></figure>"


def _name(path: str) -> str:
    """A path as text that can do nothing: escaped, its control characters and stray bytes made visible."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return escape("".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text))


def _amount(code: str, amount: float) -> str:
    return f"{100 * amount:.0f}" if code in ("cropped", "framed", "painted_over", "share") else f"{amount:g}"
