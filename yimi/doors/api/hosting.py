"""The village as host: what is held there, and its word on whether it took place."""

from __future__ import annotations

from typing import Annotated

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from yimi.doors.api.asking import Asked
from yimi.doors.api.problems import refusals
from yimi.doors.api.values import PLAIN, At, RowId
from yimi.kernel import clock
from yimi.kernel.errors import NotYours
from yimi.rooms.accounts.states import VILLAGE
from yimi.rooms.projects import actions
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.queries import hosted
from yimi.rooms.projects.states import SessionState

router = Router(tags=["hosting"])
MOST = 100
WITH = ("type", "village", "site", "provider")


class HostedSheet(Schema):
    id: int
    number: str
    title: str
    state_label: str
    starts_at: At
    ends_at: At
    place: str
    provider: str
    begun: bool = Field(description="The village may answer from the planned start on")
    held: bool | None = Field(description="What the village said: null, nothing yet")
    note: str
    answered_at: At | None
    answered_by: str | None


class HostedSessions(Schema):
    sessions: list[HostedSheet]


class HostAnswer(Schema):
    held: bool = Field(description="It took place here; false: it did not, and `note` says what was")
    note: Annotated[str, StringConstraints(max_length=500, pattern=PLAIN)] = ""


@router.get(
    "/sessions/hosted",
    operation_id="hosted_sessions",
    summary="What is held in my village",
    response={200: HostedSessions, **refusals(403)},
)
def hosted_sessions(request: Asked) -> HostedSessions:
    """For the village committee: two weeks back and one ahead, no names of people. At most 100."""
    if not request.reach.has(*VILLAGE):
        raise NotYours(_("是否在本村开展，由当地村（居）委会确认。"))
    rows = hosted(request.reach).select_related(*WITH)[:MOST]
    return HostedSessions(sessions=[_sheet(row) for row in rows])


@router.post(
    "/sessions/{session_id}/host-answer",
    operation_id="answer_as_host",
    summary="It took place here, or it did not",
    response={200: HostedSheet, **refusals(403, 404, 409)},
)
def answer_as_host(request: Asked, session_id: RowId, given: HostAnswer) -> HostedSheet:
    """Shown to the reviewer as a fact. The same answer again is a success, another one 409."""
    rows = Session.objects.visible_to(request.reach).select_related(*WITH)
    session = rows.filter(pk=session_id).first()
    if session is None:
        raise Http404
    return _sheet(actions.answer_as_host(session=session, held=given.held, note=given.note, by=request.user))


def _sheet(session: Session) -> HostedSheet:
    return HostedSheet(
        id=session.pk,
        number=session.number,
        title=session.title,
        state_label=str(SessionState(session.state).label),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        place=session.venue,
        provider=str(session.provider),
        begun=session.starts_at <= clock.now(),
        held=session.host_held,
        note=session.host_note,
        answered_at=session.host_answered_at,
        answered_by=session.host_answered_by,
    )
