"""How many requests a minute one token or one address may make. Counted in PostgreSQL: all workers share it.

The counter is the door's machinery, not a fact of the county: it is written without an action or an audit
event, for a GET after its read-only part, and rows an hour old are swept away by the next visitor.
"""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from yimi.doors.api.models import Knock
from yimi.doors.api.problems import Trouble
from yimi.kernel import clock
from yimi.kernel.prepared import planned
from yimi.kernel.readonly import after_reading, is_reading

# Requests a minute. A phone that comes home with a week of captures stays below the first.
PER_MINUTE = {
    "token": 300,  # one device, or one token that belongs to none
    "part": 1200,  # the same, for pieces of uploads: 64 kB a piece would be 1.3 MB/s
    "presence": 6,  # codes a volunteer types: a million of them are not tried out
    "card": 20,  # service cards shown of people who are on no list
    "sign_in": 30,  # sign-ins from one address; axes counts wrong passwords of an account besides
    "stranger": 120,  # requests with an unknown token from one address
}

COUNT = """
INSERT INTO api_knock AS known (visitor, minute, count) VALUES (%s, %s, 1)
    ON CONFLICT (visitor) DO UPDATE
   SET count = CASE WHEN known.minute = EXCLUDED.minute THEN known.count + 1 ELSE 1 END,
       minute = EXCLUDED.minute
RETURNING count
"""
SWEEP = """
DELETE FROM api_knock WHERE visitor IN (
    SELECT visitor FROM api_knock WHERE minute < %s LIMIT 50 FOR UPDATE SKIP LOCKED)
"""


def admit(scope: str, who: str) -> None:
    """Count one request of `who`; raise Trouble (429, Retry-After) when this minute's are used up.

    Requests of the same instant may each still find room: the limit bounds load, it guards no money.
    """
    visitor = salted_hmac(f"yimi.api.{scope}", who, algorithm="sha256").hexdigest()
    now = int(clock.now().timestamp())
    used = _used(visitor, now // 60) if is_reading() else _count(visitor, now // 60) - 1
    if used >= PER_MINUTE[scope]:
        seconds = 60 - now % 60
        raise Trouble(
            429,
            "too_many_requests",
            _("这一分钟的请求太多了，请过 {seconds} 秒再试。").format(seconds=seconds),
            headers={"Retry-After": str(seconds)},
        )
    if is_reading():
        after_reading(partial(_count, visitor, now // 60))


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: in production what the proxy in front wrote last, else the peer itself."""
    forwarded = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
    return (forwarded if settings.PRODUCTION else "") or request.META.get("REMOTE_ADDR", "")


def _used(visitor: str, minute: int) -> int:
    found = Knock.objects.filter(visitor=visitor, minute=minute).values_list("count", flat=True).first()
    return found or 0


def _count(visitor: str, minute: int) -> int:
    with planned() as cursor:
        cursor.execute(COUNT, [visitor, minute])
        (count,) = cursor.fetchone()
        if count == 1:
            cursor.execute(SWEEP, [minute - 60])
    return int(count)
