"""The polite "no": an expected refusal carries one sentence for the person who reads it."""

from __future__ import annotations


class Refusal(Exception):
    """An expected "no". `message` says what happened, where, and what to do; doors show it, never a 500."""

    def __init__(self, message: object, *, field: str | None = None, code: str = "") -> None:
        # Lazy translations are accepted and fixed here, in the language of the person who is refused.
        self.message = str(message)
        self.field = field
        self.code = code
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message


class NotYours(Refusal):
    """The role or the area of the asker does not cover this (403)."""


class Stale(Refusal):
    """Somebody else was faster: the thing is no longer in the state the page showed (409)."""
