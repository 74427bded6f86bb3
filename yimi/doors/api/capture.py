"""At the scene: codes, and uploads that may be repeated until they arrive."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from ninja.errors import ValidationError
from pydantic import Field, StringConstraints, model_validator
from pydantic import ValidationError as Invalid

from yimi.doors.api.asking import Asked
from yimi.doors.api.problems import refusals
from yimi.doors.api.reading import own_session
from yimi.doors.api.sheets import ChallengeSheet, FlagSheet, MediaList, MediaSheet, SeedSheet
from yimi.doors.api.uploads import received
from yimi.doors.api.values import PLAIN, Moment, RowId, Short
from yimi.rooms.evidence import actions
from yimi.rooms.evidence.models import Flag, Media
from yimi.rooms.evidence.queries import flags_of, media_of
from yimi.rooms.evidence.states import FlagCode, MediaState

router = Router(tags=["capture"])


class Capture(Schema):
    """The fields beside the file."""

    kind: Literal["photo", "clip", "document"]
    subject: Short = Field(
        "", description="The `subject` of the requirement it serves, when it serves a named one"
    )
    source: Literal["camera", "file"] = Field(
        "camera", description="camera only when the client took it itself"
    )
    taken_at: Moment | None = None
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    accuracy_m: Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)] | None = None
    coordinate_source: Literal["wgs84", "gcj02"] = "wgs84"
    challenge_code: Annotated[str, StringConstraints(max_length=16, pattern=PLAIN)] = Field(
        "", description="A wrong or late code is taken and flagged, not refused"
    )

    @model_validator(mode="after")
    def _whole_point(self) -> Capture:
        if (self.longitude is None) != (self.latitude is None):
            raise ValueError(_("经度和纬度要一起给，或都不给。"))
        return self

    @property
    def where(self) -> actions.Where | None:
        if self.longitude is None or self.latitude is None:
            return None
        return actions.Where(self.longitude, self.latitude, self.accuracy_m, self.coordinate_source)


def _form() -> dict[str, Any]:
    """The request body as OpenAPI describes it: the fields of Capture and the file."""
    schema = Capture.model_json_schema()
    schema["properties"]["file"] = {
        "type": "string",
        "format": "binary",
        "description": "The untouched original",
    }
    schema["required"] = [*schema["required"], "file"]
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


@router.post(
    "/sessions/{session_id}/challenges",
    operation_id="issue_challenge",
    summary="A code for the next picture",
    response={201: ChallengeSheet, **refusals(403, 404, 409)},
)
def issue_challenge(request: Asked, session_id: RowId) -> Status[ChallengeSheet]:
    """Four digits, good for one picture and three minutes."""
    session = own_session(request, session_id)
    made = actions.issue_challenge(session=session, by=request.user)
    return Status(201, ChallengeSheet(code=made.code, issued_at=made.issued_at, expires_at=made.expires_at))


@router.post(
    "/sessions/{session_id}/offline-seeds",
    operation_id="issue_offline_seed",
    summary="A seed for codes without a signal",
    response={201: SeedSheet, **refusals(403, 404, 409)},
)
def issue_offline_seed(request: Asked, session_id: RowId) -> Status[SeedSheet]:
    """Fetched before leaving; each picture's code derives from it. Weaker than a challenge, and flagged."""
    session = own_session(request, session_id)
    made = actions.issue_offline_seed(session=session, by=request.user)
    return Status(201, SeedSheet(seed=made.seed, issued_at=made.issued_at, expires_at=made.expires_at))


@router.put(
    "/sessions/{session_id}/media/{client_id}",
    operation_id="receive_media",
    summary="Upload a photo, clip or document",
    openapi_extra=_form(),
    response={200: MediaSheet, 201: MediaSheet, **refusals(403, 404, 409, 411, 415)},
)
def receive_media(request: Asked, session_id: RowId, client_id: UUID) -> Status[MediaSheet]:
    """Repeat it until it is answered: 201 the first time, 200 for the same bytes again, 409 for other bytes.

    422 tells what is wrong with the file (`code`: empty, truncated, stowaway …); nothing is kept.
    """
    session = own_session(request, session_id)
    with received(request) as (fields, file):
        given = _checked(fields)
        media = actions.receive_media(
            client_id=client_id,
            session=session,
            upload=file,
            where=given.where,
            by=request.user,
            **given.dict(include={"kind", "subject", "source", "taken_at", "challenge_code"}),
        )
    return Status(200 if media.repeated else 201, _media(media, []))


@router.get(
    "/sessions/{session_id}/media",
    operation_id="media_of_session",
    summary="What has been uploaded",
    response={200: MediaList, **refusals(403, 404)},
)
def media_of_session(request: Asked, session_id: RowId) -> MediaList:
    """Every standing upload in the order of arrival, and what the machine noticed."""
    session = own_session(request, session_id)
    flags = flags_of(session)
    media = [_media(each, flags) for each in media_of(session)]
    return MediaList(media=media, flags=[_flag(each) for each in flags if each.media_id is None])


@router.delete(
    "/sessions/{session_id}/media/{client_id}",
    operation_id="withdraw_media",
    summary="Take a picture out",
    response={204: None, **refusals(403, 404, 409)},
)
def withdraw_media(request: Asked, session_id: RowId, client_id: UUID) -> Status[None]:
    """It is kept and no longer counts. Taking out what is out already is a success."""
    session = own_session(request, session_id)
    media = Media.objects.visible_to(request.reach).filter(session=session, client_id=client_id).first()
    if media is None:
        raise Http404
    if media.withdrawn_at is None:
        actions.withdraw_media(media=media, by=request.user)
    return Status(204, None)


def _checked(fields: dict[str, str]) -> Capture:
    try:
        return Capture.model_validate(fields)
    except Invalid as invalid:
        errors = invalid.errors(include_url=False, include_input=False)
        raise ValidationError([dict(each) | {"loc": ("form", *each["loc"])} for each in errors]) from invalid


def _media(media: Media, flags: list[Flag]) -> MediaSheet:
    plain = "kind state subject source taken_at received_at width height duration_s"
    return MediaSheet(
        **{name: getattr(media, name) for name in plain.split()},
        client_id=str(media.client_id),
        state_label=str(MediaState(media.state).label),
        media_type=media.file.media_type,
        size=media.file.size,
        sha256=media.file.sha256,
        challenge=media.challenge.kind if media.challenge else None,
        withdrawn=media.withdrawn_at is not None,
        flags=[_flag(each) for each in flags if each.media_id == media.pk],
    )


def _flag(flag: Flag) -> FlagSheet:
    return FlagSheet(
        code=flag.code, label=str(FlagCode(flag.code).label), strength=flag.strength, reason=flag.reason
    )
