"""The station looks first, also from the village: what waits, the file of one session, passed on or sent back."""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from yimi.doors.api import clips
from yimi.doors.api.asking import Asked
from yimi.doors.api.problems import refusals
from yimi.doors.api.sheets import FlagSheet
from yimi.doors.api.values import PLAIN, At, RowId
from yimi.kernel.errors import NotYours
from yimi.kernel.files import open_stored
from yimi.rooms.accounts.states import STATION
from yimi.rooms.evidence.models import Flag, Media
from yimi.rooms.evidence.queries import flags_of, media_of, missing, narrative_of
from yimi.rooms.evidence.states import FlagCode, MediaKind
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.rules.hosting import word_of_host
from yimi.rooms.review import actions
from yimi.rooms.review.queries import to_pre_check, with_risk
from yimi.rooms.review.states import AskedAgain

router = Router(tags=["pre-check"])
MOST = 100
LARGEST = 2_000_000  # bytes of a picture that still goes into a JSON answer


class Line(Schema):
    id: int
    number: str
    title: str
    place: str
    provider: str
    starts_at: At
    week: str
    flags: int = Field(description="What the machine noticed; never a verdict")
    strong: int


class Queue(Schema):
    sessions: list[Line]


class PictureSheet(Schema):
    id: int
    kind: str
    taken_at: At | None
    duration_s: float | None
    flags: list[FlagSheet]


class FileSheet(Line):
    actual_start: At | None
    actual_end: At | None
    people_count: int | None
    host: str = Field(description="The village's word; empty when it has said nothing")
    text: str
    words: str
    people: list[str] = Field(description="Masked names of those who came")
    missing: list[str]
    session_flags: list[FlagSheet]
    pictures: list[PictureSheet]


class PictureData(Schema):
    data: str = Field(description="data: URL; empty while there is no copy to show")


class ClipAddress(Schema):
    url: str = Field(description="Path on this server; empty while there is no copy to play")


class PreCheckIn(Schema):
    result: Literal["passed", "returned"]
    note: Annotated[str, StringConstraints(max_length=500, pattern=PLAIN)] = Field(
        "", description="What is to be completed, when it is sent back"
    )
    asked: Annotated[list[AskedAgain], Field(max_length=len(AskedAgain))] = Field(
        [], description="What they are to give again: photo, clip, text, people"
    )


@router.get("/prechecks", operation_id="prechecks", summary="What waits for the pre-check",
            response={200: Queue, **refusals(403)})  # fmt: skip
def prechecks(request: Asked) -> Queue:
    """The oldest week first, in it the riskiest. At most 100."""
    if not request.reach.has(*STATION):
        raise NotYours(_("初核由乡镇社工站办理。"))
    rows = _waiting(request).order_by("review_week", "-risk", "submitted_at", "pk")[:MOST]
    return Queue(sessions=[Line(**_line(row)) for row in rows])


@router.get("/prechecks/{session_id}", operation_id="precheck_file", summary="The file of one session",
            response={200: FileSheet, **refusals(404)})  # fmt: skip
def precheck_file(request: Asked, session_id: RowId) -> FileSheet:
    """Facts, words, pictures by number, and what the machine noticed."""
    session = _one(request, session_id)
    flags, told = flags_of(session), narrative_of(session)
    came = session.participants.exclude(attended=False).order_by("pk")
    return FileSheet(
        **_line(session),
        actual_start=session.actual_start,
        actual_end=session.actual_end,
        people_count=session.people_count,
        host=_host(session),
        text=told.text if told else "",
        words=told.beneficiary_words if told else "",
        people=list(came.values_list("label", flat=True)),
        missing=missing(session),
        session_flags=[_flag(each) for each in flags if each.media_id is None],
        pictures=[_picture(each, flags) for each in _pictures(session)],
    )


@router.get("/prechecks/{session_id}/pictures/{media_id}", operation_id="precheck_picture",
            summary="One picture to look at", response={200: PictureData, **refusals(404)})  # fmt: skip
def precheck_picture(request: Asked, session_id: RowId, media_id: RowId, small: bool = True) -> PictureData:
    """The marked copy, never the original; of a clip its first picture. `small` for a list."""
    media = _pictures(_one(request, session_id)).filter(pk=media_id).first()
    if media is None:
        raise Http404
    copy = media.thumbnail if small or media.kind == MediaKind.CLIP else media.display
    if copy is None or copy.size > LARGEST:
        return PictureData(data="")
    with open_stored(copy) as stream:
        return PictureData(data=f"data:{copy.media_type};base64,{b64encode(stream.read()).decode()}")


@router.get("/prechecks/{session_id}/clips/{media_id}", operation_id="precheck_clip",
            summary="Where a clip is played from", response={200: ClipAddress, **refusals(404)})  # fmt: skip
def precheck_clip(request: Asked, session_id: RowId, media_id: RowId) -> ClipAddress:
    """An address of the marked copy, good for ten minutes and ranges, for this token alone; never the original."""
    media = _pictures(_one(request, session_id)).filter(pk=media_id, kind=MediaKind.CLIP).first()
    if media is None:
        raise Http404
    return ClipAddress(url=clips.address_of(request, media) if media.display else "")


@router.post("/prechecks/{session_id}", operation_id="pre_check", summary="Pass it on, or send it back",
             response={200: Queue, **refusals(403, 404, 409)})  # fmt: skip
def pre_check(request: Asked, session_id: RowId, given: PreCheckIn) -> Queue:
    """The same as at the desk; answers with what still waits. 409 when a colleague was faster."""
    session = _one(request, session_id)
    actions.pre_check(session=session, by=request.user, **given.dict())
    return prechecks(request)


def _waiting(request: Asked) -> QuerySet[Any]:
    return with_risk(to_pre_check(request.reach)).select_related("type", "village", "site", "provider")


def _one(request: Asked, session_id: int) -> Session:
    found: Session | None = _waiting(request).filter(pk=session_id).first()
    if found is None:
        raise Http404
    return found


def _pictures(session: Session) -> QuerySet[Media]:
    return media_of(session).exclude(kind=MediaKind.DOCUMENT)


def _line(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "title": row.title,
        "place": row.venue,
        "provider": str(row.provider),
        "starts_at": row.starts_at,
        "week": row.review_week or "",
        "flags": row.flag_count,
        "strong": row.strong_count,
    }


def _host(session: Session) -> str:
    if session.host_answered_at is None:
        return ""
    said = word_of_host(bool(session.host_held))
    return f"{said}：{session.host_note}" if session.host_note else said


def _picture(media: Media, flags: list[Flag]) -> PictureSheet:
    noticed = [_flag(each) for each in flags if each.media_id == media.pk]
    return PictureSheet(
        id=media.pk, kind=media.kind, taken_at=media.taken_at, duration_s=media.duration_s, flags=noticed
    )


def _flag(flag: Flag) -> FlagSheet:
    label = str(FlagCode(flag.code).label)
    return FlagSheet(code=flag.code, label=label, strength=flag.strength, reason=flag.reason)
