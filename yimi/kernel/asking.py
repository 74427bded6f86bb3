"""What is asked again and again in one request or action is asked once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

T = TypeVar("T")
_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("yimi_known_answers", default=None)


@contextmanager
def asking() -> Iterator[None]:
    """Around a request or an action; the inner one knows what the outer one has asked."""
    if _known.get() is not None:
        yield
        return
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def asked_once(question: Hashable, ask: Callable[[], T]) -> T:
    """The answer of `ask`, asked once until an action ends; outside of request and action, every time.

    For what rules ask again and again and the running action itself does not change.
    """
    known = _known.get()
    if known is None:
        return ask()
    if question not in known:
        known[question] = ask()
    return cast(T, known[question])


def forget() -> None:
    """An action has ended: whatever was known may be different now."""
    known = _known.get()
    if known is not None:
        known.clear()
