"""`@action`: one business verb, one keyword-only function with `by=`, one transaction, one audit event."""

from __future__ import annotations

import inspect
import random
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast, overload

from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.utils.translation import gettext as _

from yimi.kernel import audit, readonly
from yimi.kernel.asking import asking, forget
from yimi.kernel.audit import Actor
from yimi.kernel.detail import as_detail
from yimi.kernel.errors import NotYours, Stale
from yimi.kernel.violations import refusal_for

__all__ = ["ACTIONS", "Actor", "System", "action", "note"]

P = ParamSpec("P")
R = TypeVar("R")

ACTIONS: dict[str, Callable[..., Any]] = {}
ATTEMPTS = 3
# serialization_failure, deadlock_detected: the other one won, the same call may succeed a moment later.
RETRIED = frozenset({"40001", "40P01"})
LOCKED = "55P03"  # lock_not_available: somebody holds the row, and the action chose not to wait


@dataclass(frozen=True)
class System:
    """The actor of a job or a command: the house itself, under a name that says which part."""

    name: str

    @property
    def pk(self) -> int | None:
        return None

    @property
    def audit_name(self) -> str:
        return f"system:{self.name}"


@dataclass
class _Running:
    verb: str
    noted: dict[str, Any] = field(default_factory=dict)


_running: ContextVar[_Running | None] = ContextVar("yimi_running_action", default=None)


def note(**detail: Any) -> None:
    """Add to the event of the running action what its arguments do not say; scalars only, nobody's name."""
    running = _running.get()
    if running is None:
        raise RuntimeError("note() was called outside of an action")
    running.noted.update(as_detail(detail))


@overload
def action(function: Callable[P, R], /) -> Callable[P, R]: ...
@overload
def action(*, private: Iterable[str] = ()) -> Callable[[Callable[P, R]], Callable[P, R]]: ...
def action(
    function: Callable[P, R] | None = None, /, *, private: Iterable[str] = ()
) -> Callable[P, R] | Callable[[Callable[P, R]], Callable[P, R]]:
    """Make `function` a verb of its room; arguments named in `private` never reach the audit log."""
    hidden = frozenset((private,) if isinstance(private, str) else private)

    def decorate(written: Callable[P, R]) -> Callable[P, R]:
        return _decorated(written, hidden)

    return decorate if function is None else decorate(function)


def _decorated(written: Callable[P, R], hidden: frozenset[str]) -> Callable[P, R]:
    _check_signature(written, hidden)
    verb = _verb(written)

    @wraps(written)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if args:
            raise TypeError(f"{verb} takes keyword arguments only")
        by = kwargs.get("by")
        if by is None or not hasattr(by, "audit_name"):
            raise TypeError(f"{verb} needs by=, whoever acts (a user or System(name))")
        if readonly.is_reading():
            raise readonly.WroteWhileReading(f"{verb} was called while a page was only being read")
        outermost = not connection.in_atomic_block
        try:
            return _with_retries(lambda: _once(written, verb, hidden, cast(Actor, by), kwargs), outermost)
        except NotYours as refused:
            if outermost:  # inside another transaction the row would vanish with it
                _record_trespass(verb, cast(Actor, by), kwargs, refused)
            raise

    if "<locals>" not in written.__qualname__:
        if verb in ACTIONS:
            raise RuntimeError(f"two actions are called {verb}")
        ACTIONS[verb] = run
    return run


def _check_signature(written: Callable[..., Any], hidden: frozenset[str]) -> None:
    parameters = inspect.signature(written).parameters
    loose = [
        name for name, each in parameters.items() if each.kind not in (each.KEYWORD_ONLY, each.VAR_KEYWORD)
    ]
    if loose:
        raise TypeError(f"{written.__qualname__} is an action: make {', '.join(loose)} keyword-only")
    if "by" not in parameters:
        raise TypeError(f"{written.__qualname__} is an action: it needs a keyword argument `by`")
    unknown = hidden - set(parameters)
    if unknown:
        raise TypeError(
            f"{written.__qualname__} has no argument {', '.join(sorted(unknown))} to keep private"
        )


def _verb(written: Callable[..., Any]) -> str:
    parts = written.__module__.split(".")
    if parts[:2] in (["yimi", "rooms"], ["yimi", "doors"]) and len(parts) > 2:
        return f"{parts[2]}.{written.__name__}"
    room = parts[1] if parts[0] == "yimi" and len(parts) > 1 else parts[-1]
    return f"{room}.{written.__name__}"


def _with_retries(attempt: Callable[[], R], outermost: bool) -> R:
    """Repeat after a deadlock, but only as the outermost level: an inner one cannot undo what came before."""
    for number in range(1, ATTEMPTS + 1):
        try:
            return attempt()
        except OperationalError as error:
            state = _sqlstate(error)
            if outermost and state in RETRIED and number < ATTEMPTS:
                pass
            elif outermost and state in RETRIED | {LOCKED}:
                raise Stale(
                    _("此刻有别人正在办理同一件事，您的操作没有保存。请稍等片刻，刷新页面后再试。")
                ) from error
            else:
                raise
        time.sleep(random.uniform(0.01, 0.05) * number)  # noqa: S311 - spreads two retrying writers, no secret
    raise AssertionError("unreachable")


def _sqlstate(error: BaseException) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""


def _once(
    written: Callable[..., R], verb: str, hidden: frozenset[str], by: Actor, kwargs: dict[str, Any]
) -> R:
    running = _Running(verb)
    token = _running.set(running)
    try:
        with asking(), transaction.atomic():
            result = written(**kwargs)
            subject = _subject(result, by, kwargs)
            county = kwargs.get("county")
            audit.record(
                by=by,
                verb=verb,
                subject=subject,
                county=county if isinstance(county, str) and not audit.county_of(subject) else "",
                detail=as_detail(kwargs, hidden=hidden | {"by"}) | running.noted,
            )
            return result
    except IntegrityError as error:
        refusal = refusal_for(error)
        if refusal is None:
            raise
        raise refusal from error
    finally:
        _running.reset(token)
        forget()


def _record_trespass(verb: str, by: Actor, kwargs: dict[str, Any], refused: NotYours) -> None:
    """Somebody tried what is not theirs (MLPS: important events, success or not); a verb of its own."""
    detail = {"code": refused.code} if refused.code else {}
    audit.record(by=by, verb=f"{verb}:refused", subject=_subject(None, by, kwargs), detail=detail)


def _subject(result: object, by: Actor, kwargs: dict[str, Any]) -> models.Model | None:
    """What the action is about: the record it returns, else the first record it was given."""
    if isinstance(result, models.Model):
        return result
    given = (value for name, value in kwargs.items() if name != "by" and isinstance(value, models.Model))
    return next(given, None)
