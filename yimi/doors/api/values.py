"""Kinds of values that requests are made of: each says in the description what it takes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

# PostgreSQL keeps no NUL in a text.
PLAIN = r"^[^\x00]*$"
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _of_our_time(at: datetime) -> datetime:
    if not EARLIEST <= at < LATEST:
        raise ValueError(_("时间应在 2000 年至 2099 年之间，请检查手机的日期。"))
    return at


Moment = Annotated[
    AwareDatetime,
    AfterValidator(_of_our_time),
    Field(
        description="Date and time with its offset, from 2000 to 2099", examples=["2026-11-10T09:00:00+08:00"]
    ),
]
At = Annotated[
    datetime, AfterValidator(timezone.localtime), Field(description="In the county's time, with its offset")
]
RowId = Annotated[int, Field(ge=1, le=2**63 - 1)]
Short = Annotated[str, StringConstraints(max_length=200, pattern=PLAIN)]
Long = Annotated[str, StringConstraints(max_length=10_000, pattern=PLAIN)]
