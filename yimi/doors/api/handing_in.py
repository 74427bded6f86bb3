"""Held, described, handed in."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from yimi.doors.api.asking import Asked
from yimi.doors.api.problems import Trouble, refusals
from yimi.doors.api.reading import own_session, sheet_of
from yimi.doors.api.sheets import NarrativeSheet, SessionSheet
from yimi.doors.api.values import Long, Moment, RowId
from yimi.kernel.errors import Refusal
from yimi.rooms.evidence import actions as evidence
from yimi.rooms.evidence.examining import hand_in
from yimi.rooms.evidence.queries import missing
from yimi.rooms.projects import actions as projects

router = Router(tags=["handing in"])


class Delivery(Schema):
    actual_start: Moment
    actual_end: Moment
    attended: Annotated[list[RowId], Field(max_length=500)] = Field(
        [], description="Ids of the participants who came; the others did not"
    )
    people_count: Annotated[int, Field(ge=0, le=100_000)] | None = Field(
        None, description="Everybody, named or not; the number of those who came when left out"
    )


class NarrativeIn(Schema):
    text: Long
    beneficiary_words: Long = Field("", description="What people said, in their own words")
    words_consented: bool = Field(False, description="They agreed that their words are shown publicly")


@router.post(
    "/sessions/{session_id}/delivery",
    operation_id="deliver_session",
    summary="Say that it was held",
    response={200: SessionSheet, **refusals(403, 404, 409)},
)
def deliver_session(request: Asked, session_id: RowId, given: Delivery) -> SessionSheet:
    """From when to when, who of the list came, how many in all. Once: a second time is 409."""
    session = own_session(request, session_id)
    projects.deliver_session(
        session=session,
        actual_start=given.actual_start,
        actual_end=given.actual_end,
        attended=given.attended,
        people_count=given.people_count,
        by=request.user,
    )
    return sheet_of(own_session(request, session_id))


@router.put(
    "/sessions/{session_id}/narrative",
    operation_id="write_narrative",
    summary="Describe it in words",
    response={200: NarrativeSheet, **refusals(403, 404, 409)},
)
def write_narrative(request: Asked, session_id: RowId, given: NarrativeIn) -> NarrativeSheet:
    """Replaces what was written before; until the session is handed in."""
    session = own_session(request, session_id)
    kept = evidence.write_narrative(session=session, by=request.user, **given.dict())
    return NarrativeSheet(
        text=kept.text,
        beneficiary_words=kept.beneficiary_words,
        words_consented=kept.words_consented,
        written_at=kept.written_at,
    )


@router.post(
    "/sessions/{session_id}/submission",
    operation_id="submit_session",
    summary="Hand it in",
    response={200: SessionSheet, **refusals(403, 404, 409)},
)
def submit_session(request: Asked, session_id: RowId) -> SessionSheet | HttpResponse:
    """Closes the material, after what was just received has been examined. 422 `incomplete` carries `missing`: what is
    still to be done; 422 `being_examined`: there is too much to examine at once, so ask again in a few seconds."""
    session = own_session(request, session_id)
    try:
        hand_in(session=session, by=request.user)
    except Refusal as refusal:
        if refusal.code != "incomplete":
            raise
        raise Trouble(422, refusal.code, refusal.message, missing=missing(session)) from refusal
    return sheet_of(own_session(request, session_id))
