"""The worker's own sessions: the next days, and what is not handed in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from yimi.doors.api.asking import Asked
from yimi.doors.api.problems import refusals
from yimi.doors.api.reading import mine, own_session, sheet_of, sheets_of
from yimi.doors.api.sheets import MySessions, SessionSheet
from yimi.doors.api.values import EARLIEST, LATEST, RowId
from yimi.kernel import clock
from yimi.kernel.errors import Refusal

router = Router(tags=["sessions"])
AHEAD = timedelta(days=6)  # today and six more: a week without a signal
WIDEST = timedelta(days=31)


class Window(Schema):
    from_: date | None = Field(None, alias="from", description="First day, today when left out")
    to: date | None = Field(None, description="Last day, six days after the first when left out")

    def days(self) -> tuple[date, date]:
        """First and last day. Raises Refusal for a window backwards, too wide or out of this century."""
        first = self.from_ or clock.today()
        if not EARLIEST.date() <= first < LATEST.date():
            raise Refusal(_("日期应在 2000 年至 2099 年之间。"), field="from")
        last = self.to or first + AHEAD
        if not timedelta(0) <= last - first <= WIDEST:
            raise Refusal(_("起止日期应先后相连，最多 {n} 天。").format(n=WIDEST.days), field="to")
        return first, last


@router.get(
    "/sessions/mine",
    operation_id="my_sessions",
    summary="My sessions of these days, and what is open",
    response={200: MySessions, **refusals()},
)
def my_sessions(request: Asked, window: Annotated[Window, Query()]) -> MySessions:
    """Where, when, for whom, what evidence each needs, what is missing, and why it came back.

    Sessions of the window in any state, and earlier ones that are still planned or delivered: nothing that
    waits for this worker is left out. At most 200.
    """
    first, last = window.days()
    sessions, more = mine(request, first, last)
    return MySessions(
        server_time=clock.now(),
        first=first.isoformat(),
        last=last.isoformat(),
        sessions=sheets_of(sessions),
        more=more,
    )


@router.get(
    "/sessions/{session_id}",
    operation_id="session",
    summary="One session I work on",
    response={200: SessionSheet, **refusals(403, 404)},
)
def session(request: Asked, session_id: RowId) -> SessionSheet:
    """The same sheet as in the list."""
    return sheet_of(own_session(request, session_id))
