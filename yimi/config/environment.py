"""Typed reading of the environment: a wrong value stops the start with the cure, never with a stack of guesses."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The variable, or the contents of the file that NAME_FILE points to (for secrets mounted as files)."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(
                f"{name}_FILE points to {path}, which cannot be read ({error.strerror}). "
                f"Mend the path, or set {name} itself."
            ) from error
    return os.environ.get(name, default)


def flag(name: str, default: bool) -> bool:
    """True or False, spelled so; anything else is refused, since DEBUG=0 must not mean DEBUG on."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value in ("True", "False"):
        return value == "True"
    raise ImproperlyConfigured(f"{name} is {value!r}; write True or False.")


def whole(name: str, default: int) -> int:
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; write a whole number, such as {default}."
        ) from error


def words(name: str, default: list[str]) -> list[str]:
    """A comma-separated list, such as YIMI_HOSTS=yimi.example.gov.cn,10.0.0.5."""
    value = os.environ.get(name)
    return default if value is None else [word.strip() for word in value.split(",") if word.strip()]
