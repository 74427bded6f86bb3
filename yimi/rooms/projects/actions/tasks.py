"""What the station does itself: a wish for which no provider is purchased, and that it was met."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal
from yimi.kernel.outbox import tell
from yimi.rooms.accounts.states import STATION
from yimi.rooms.projects.actions.requests import _move
from yimi.rooms.projects.models import Request
from yimi.rooms.projects.queries import who
from yimi.rooms.projects.states import RequestState


@action(private=("outcome",))
def complete_station_task(*, request: Request, done_on: date, outcome: str, by: Actor) -> Request:
    """The station met the wish itself (decision 2): on which day, and what was done. Who asked is told.

    Raises Refusal without words or for a day before the wish or after today, Stale when it is no longer a
    station task, NotYours outside of the town.
    """
    who.require_place(by, request.town_id, STATION, what=_("登记自办完成"))
    if not outcome.strip():
        raise Refusal(_("请写明谁去做的、做了什么，村里会看到。"), field="outcome")
    if not timezone.localtime(request.created_at).date() <= done_on <= clock.today():
        raise Refusal(_("办完的日子应在提出需求以后、今天以前（含今天）。"), field="done_on")
    said = {
        "done_at": clock.now(),
        "done_by": who.name_of(by),
        "done_on": done_on,
        "outcome": outcome.strip(),
    }
    _move(request, RequestState.DONE, said)
    if request.proxy_id and request.proxy_id != by.pk:
        tell(
            user_ids=[request.proxy_id],
            topic="station_task_done",
            text=_("需求已由社工站办完：%(what)s") % {"what": _name(request)},
            link=f"/desk/requests/{request.pk}/",
        )
    return request


def _name(request: Request) -> str:
    what = request.service_item or request.type
    return f"{request.division.name} · {what.name if what else ''}"
