"""What a line of a form is, what may stand in it, and how it reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Words = str | Promise
Content = dict[str, str | list[str]]


@dataclass(frozen=True)
class Field:
    """One line. `kind`: text (several lines), line, choice, many, day, moment, number."""

    code: str
    label: Words
    kind: str = "text"
    choices: tuple[tuple[str, Words], ...] = ()
    required: bool = True
    hint: Words = ""
    part: Words = ""  # a heading that begins here
    unless: tuple[str, str] = ("", "")  # not needed where another line says this

    def is_needed(self, content: Mapping[str, str | list[str]]) -> bool:
        """Must this line be filled, seeing what the others say? `!x` in `unless` means "anything but x"."""
        other, value = self.unless
        if not other:
            return self.required
        has = content.get(other) or ""
        spared = (has != value[1:]) if value.startswith("!") else (has == value or value in has)
        return self.required and not spared


def problem_of(
    fields: Sequence[Field], content: Mapping[str, str | list[str]], *, finished: bool
) -> tuple[str, str] | None:
    """The first line that cannot stand, with a sentence; a draft may have gaps, never nonsense."""
    unknown = sorted(set(content) - {each.code for each in fields})
    if unknown:
        return "", _("表上没有这些栏：%(what)s，请刷新页面重新填写。") % {"what": "、".join(unknown)}
    for field in fields:
        value = content.get(field.code) or ""
        if value and not _sound(field, value):
            return field.code, _("“%(what)s”填得不对，请核对。") % {"what": field.label}
        if finished and not value and field.is_needed(content):
            return field.code, _("“%(what)s”还没有填。") % {"what": field.label}
    return None


def _sound(field: Field, value: str | list[str]) -> bool:
    if field.kind == "many":
        return isinstance(value, list) and set(value) <= {each for each, _label in field.choices}
    if not isinstance(value, str):
        return False
    try:
        match field.kind:
            case "choice":
                return value in {each for each, _label in field.choices}
            case "day":
                return bool(date.fromisoformat(value))
            case "moment":
                return bool(datetime.fromisoformat(value))
            case "number":
                return 0 <= int(value) < 100_000
    except ValueError:
        return False
    return True


def said(field: Field, content: Mapping[str, str | list[str]]) -> str:
    """How a filled line reads, on the page and on paper."""
    value = content.get(field.code) or ""
    labels = {each: str(label) for each, label in field.choices}
    if isinstance(value, list):
        return "、".join(labels.get(each, each) for each in value)
    if field.kind == "moment":
        return value.replace("T", " ")
    return labels.get(value, value)
