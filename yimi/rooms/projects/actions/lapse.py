"""Windows that ran out: what nobody answered fails, what nobody confirmed passes on (decision 3)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.outbox import tell
from yimi.rooms.accounts.states import STATION
from yimi.rooms.projects.actions.awards import _pass
from yimi.rooms.projects.actions.callouts import _close, _link
from yimi.rooms.projects.models import Award, CallOut
from yimi.rooms.projects.queries import who
from yimi.rooms.projects.states import AwardState, CallOutState

BATCH = 200


@action
def lapse_overdue(*, by: Actor) -> int:
    """Close call-outs past their window and pass on awards nobody confirmed; returns how many moved.

    Run by the job; a call-out somebody else is just working on is left for the next round (SKIP LOCKED).
    """
    now = clock.now()
    rows = CallOut.objects.select_for_update(of=("self",), skip_locked=True).select_related(
        "allotment", "type", "division"
    )
    due = list(rows.filter(state=CallOutState.OPEN, respond_by__lt=now).order_by("id")[:BATCH])
    for callout in due:
        _close(callout, _("征集到期，没有机构应征"), by)
        if callout.state == CallOutState.CLOSED:
            tell(
                user_ids=who.users_in([callout.station_id], *STATION),
                topic="callout_closed",
                text=_("征集 %(number)s 已截止，请选定机构。") % {"number": callout.number},
                link=_link(callout),
            )
    unconfirmed = list(rows.filter(state=CallOutState.AWARDED, confirm_by__lt=now).order_by("id")[:BATCH])
    for callout in unconfirmed:
        award = Award.objects.select_for_update().get(callout=callout, state=AwardState.OFFERED)
        _pass(callout, award, AwardState.LAPSED, _("逾期未确认"), by)
    note(closed=len(due), passed_on=len(unconfirmed))
    return len(due) + len(unconfirmed)
