"""Volunteers at a session: the worker's phone shows a code that changes, the volunteer's phone sends it."""

from __future__ import annotations

from typing import Annotated

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from yimi.doors.api import limits
from yimi.doors.api.asking import Asked
from yimi.doors.api.problems import refusals
from yimi.doors.api.reading import own_session
from yimi.doors.api.values import At, RowId
from yimi.kernel.errors import NotYours
from yimi.rooms.projects.models import Session
from yimi.rooms.volunteers import actions
from yimi.rooms.volunteers.attendance import STEP_SECONDS
from yimi.rooms.volunteers.models import SessionHelper, Volunteer
from yimi.rooms.volunteers.queries import helping

router = Router(tags=["attendance"])
MOST = 50


class AttendanceKeySheet(Schema):
    secret: str = Field(description="Base32, for RFC 6238 with HMAC-SHA1 and six digits")
    step_s: int


class HelpSheet(Schema):
    id: int
    title: str
    starts_at: At
    ends_at: At
    place: str
    arrived_at: At | None
    left_at: At | None
    minutes: int | None = Field(description="Confirmed minutes, once one has left")


class Helping(Schema):
    sessions: list[HelpSheet]


class Presence(Schema):
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


@router.post(
    "/sessions/{session_id}/attendance-key",
    operation_id="issue_attendance_key",
    summary="What the rotating code is made from",
    response={200: AttendanceKeySheet, **refusals(403, 404)},
)
def issue_attendance_key(request: Asked, session_id: RowId) -> AttendanceKeySheet:
    """Fetched before leaving, so that the code is shown without a signal too. The same one every time."""
    session = own_session(request, session_id)
    made = actions.issue_attendance_key(session=session, by=request.user)
    return AttendanceKeySheet(secret=made.secret, step_s=STEP_SECONDS)


@router.get(
    "/helping",
    operation_id="helping_at",
    summary="Where I may help today",
    response={200: Helping, **refusals(403)},
)
def helping_at(request: Asked) -> Helping:
    """For volunteers on a station's roster: its sessions of these hours, no names of people. At most 50."""
    if not Volunteer.objects.active().filter(user=request.user).exists():
        raise NotYours(_("你还没有登记为志愿者，请先到社工站登记。"))
    return Helping(sessions=_sheets(request))


@router.post(
    "/helping/{session_id}",
    operation_id="note_presence",
    summary="I am here, or I leave",
    response={200: HelpSheet, **refusals(403, 404, 409)},
)
def note_presence(request: Asked, session_id: RowId, given: Presence) -> HelpSheet:
    """The code the worker's phone shows now; the second time it says goodbye. A code works once.

    422 `code_wrong` and `code_used`; six tries a minute.
    """
    limits.admit("presence", str(request.user.pk))
    session = helping(request.user.pk).filter(pk=session_id).first()
    if session is None:
        raise Http404
    actions.note_presence(session=session, code=given.code, by=request.user)
    return _sheets(request, only=session.pk)[0]


def _sheets(request: Asked, only: int | None = None) -> list[HelpSheet]:
    found = helping(request.user.pk).select_related("site", "village")
    sessions = list(found.filter(pk=only) if only else found[:MOST])
    mine = SessionHelper.objects.filter(session__in=sessions, volunteer__user=request.user)
    helped = {each.session_id: each for each in mine}
    return [_sheet(each, helped.get(each.pk)) for each in sessions]


def _sheet(session: Session, helped: SessionHelper | None) -> HelpSheet:
    done = helped is not None and helped.confirmed_at is not None
    return HelpSheet(
        id=session.pk,
        title=session.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        place=session.venue,
        arrived_at=helped.arrived_at if helped else None,
        left_at=helped.left_at if helped else None,
        minutes=helped.minutes if helped and done else None,
    )
