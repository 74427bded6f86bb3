"""The people of a session: who simply came, and what each agreed to. The register itself stays in the house."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.http import Http404
from ninja import Router, Schema, Status
from pydantic import Field, StringConstraints

from yimi.doors.api import limits
from yimi.doors.api.asking import Asked
from yimi.doors.api.problems import refusals
from yimi.doors.api.reading import own_session, sheet_of
from yimi.doors.api.sheets import SessionSheet
from yimi.doors.api.values import PLAIN, RowId
from yimi.rooms.people.states import ConsentHow, ConsentUse, GivenBy
from yimi.rooms.projects import actions
from yimi.rooms.projects.models import SessionParticipant
from yimi.rooms.projects.rules import WalkIn

router = Router(tags=["people"])


class WalkInEntry(Schema):
    client_key: UUID = Field(description="Made by the phone: entered again it is the same person")
    name: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=PLAIN)] = Field(
        description="Kept encrypted; elsewhere only its first and last character are shown"
    )
    age: Annotated[int, Field(ge=0, le=130)] | None = None


Uses = Annotated[list[ConsentUse], Field(max_length=len(ConsentUse))]


class CardShown(Schema):
    card: Annotated[str, StringConstraints(pattern=r"^([0-9A-HJKMNP-TV-Z]{20}|[0-9]{12})$")] = Field(
        description="What the QR holds after its #, or the printed number without blanks"
    )


class Admitted(Schema):
    participant: int
    session: SessionSheet


class Answers(Schema):
    yes: Uses = []
    no: Uses = Field([], description="Said no; what was not asked stands in neither")
    given_by: GivenBy
    how: ConsentHow | Literal[""] = ""
    proof: UUID | None = Field(
        None, description="Client id of the signature or spoken yes, sent as an upload"
    )


@router.post("/sessions/{session_id}/walk-ins", operation_id="enter_walk_in", summary="Somebody who simply came",
             response={200: SessionSheet, **refusals(403, 404)})  # fmt: skip
def enter_walk_in(request: Asked, session_id: RowId, given: WalkInEntry) -> SessionSheet:
    """Until it is handed in. The same key again changes nothing."""
    session = own_session(request, session_id)
    walk_in = WalkIn(given.name, given.age, given.client_key)
    actions.name_participants(session=session, walk_ins=[walk_in], by=request.user)
    return sheet_of(own_session(request, session_id))


@router.post("/sessions/{session_id}/cards", operation_id="show_card", summary="Somebody shows their service card",
             response={200: Admitted, **refusals(403, 404)})  # fmt: skip
def show_card(request: Asked, session_id: RowId, given: CardShown) -> Admitted:
    """For whom the phone does not find on its list: people of the session's own town. Twice it is once.

    422 `card_unknown` says the same of a card nobody issued, a withdrawn one and one of elsewhere; twenty a minute.
    """
    limits.admit("card", str(request.user.pk))
    session = own_session(request, session_id)
    row = actions.admit_by_card(session=session, said=given.card, by=request.user)
    return Admitted(participant=row.pk, session=sheet_of(own_session(request, session_id)))


@router.post("/sessions/{session_id}/participants/{participant_id}/consents", operation_id="take_consent",
             summary="What somebody agreed to", response={204: None, **refusals(403, 404)})  # fmt: skip
def take_consent(request: Asked, session_id: RowId, participant_id: RowId, given: Answers) -> Status[None]:
    """Per use, yes and no apart; the newest answer counts. A minor's yes is the guardian's."""
    session = own_session(request, session_id)
    rows = SessionParticipant.objects.select_related("session", "person")
    participant = rows.filter(session=session, pk=participant_id).first()
    if participant is None:
        raise Http404
    actions.take_consent(participant=participant, by=request.user, **given.dict())
    return Status(204, None)
