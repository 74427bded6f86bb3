"""A moment of the server's clock that nobody else can write down: it comes back in proofs and in packets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

from yimi.kernel import clock

GOOD_FOR = timedelta(minutes=5)


def fresh() -> str:
    """`<milliseconds since 1970>.<keyed digest>` of this moment."""
    moment = str(int(clock.now().timestamp() * 1000))
    return f"{moment}.{_sign(moment)}"


def moment_of(ticket: str) -> datetime | None:
    """When we gave it out; None when we did not."""
    moment, _dot, sign = ticket.partition(".")
    if len(moment) > 15 or not moment.isascii() or not moment.isdigit():
        return None
    if not constant_time_compare(sign, _sign(moment)):
        return None
    return datetime.fromtimestamp(int(moment) / 1000, UTC)


def is_fresh(ticket: str) -> bool:
    """Given out in the last five minutes."""
    at = moment_of(ticket)
    return at is not None and timedelta(0) <= clock.now() - at + timedelta(seconds=1) <= GOOD_FOR


def _sign(moment: str) -> str:
    return salted_hmac("yimi.api.ticket", moment, algorithm="sha256").hexdigest()[:32]
