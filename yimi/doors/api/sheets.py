"""What the field client sees of a session: the fewest facts with which the work can be done (B12)."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field

from yimi.doors.api.values import At


class Place(Schema):
    village: str
    site: str = Field(description="Empty when the session has no site of its own")
    address: str
    longitude: float | None = Field(description="WGS-84 degrees")
    latitude: float | None
    radius_m: int = Field(description="Farther from the point than this is flagged")


class Participant(Schema):
    id: int
    label: str = Field(description="Masked name; the full one is not for the client")
    age_band: str
    is_minor: bool
    attended: bool | None
    consents: list[str] = Field(description="Uses agreed to and not withdrawn; always empty for a walk-in")
    client_key: str | None = Field(description="Of a walk-in: made by the phone that entered them")
    cards: list[str] = Field(
        description="Of a valid service card: HMAC-SHA256(card_key, code) and (card_key, number), hexadecimal; the "
        "key is 32 bytes in hexadecimal, code and number are ASCII without blanks, in capitals"
    )


class Evidence(Schema):
    kind: str = Field(description="photo, clip, text or document")
    subject: str = Field(description="Send this with the upload that serves the requirement")
    label: str
    count: int
    min_s: int | None
    max_s: int | None


class Each(Schema):
    unit: str
    each: int


class Output(Schema):
    unit: str
    minimum: int
    per: Each | None = Field(description="The minimum counts once for every started `each` of this unit")


class Specification(Schema):
    min_minutes: int
    min_staff: int
    min_photos: int
    photo_long_side: int = Field(
        description="Keep a photo at this many pixels of its long side, never larger"
    )
    photo_quality: int = Field(description="JPEG quality, 0 to 100")
    clip_required: bool
    clip_min_s: int
    clip_max_s: int
    text_required: bool
    text_min_characters: int
    allow_faces: bool = Field(description="False: show the guide frame without faces")
    frame: str = Field(
        description="Which guide frame to lay over the picture: empty, no_faces, or outside_bathroom (bathing)"
    )
    pictures: str = Field(description="What pictures of this type show, in words; may be empty")
    submit_hours: int
    outputs: list[list[Output]] = Field(description="Every group must be met, by any one of its alternatives")
    evidence: list[Evidence] = Field(description="Named requirements, beside the counts above")
    sentences: list[str] = Field(description="All of it in plain words")


class MicroType(Schema):
    code: str
    name: str
    sensitive: str = Field(description="none, bathing, children, patients or casework")


class AskedFor(Schema):
    kind: str = Field(
        description="photo, clip, text, people, or other: what it is stands in the reason alone"
    )
    label: str
    come: bool = Field(
        description="Something of this kind has come since (other: anything); of people nobody can tell"
    )


class Returned(Schema):
    at: At
    by_when: At = Field(description="Complete it and hand it in again by then")
    reason: str
    asked: list[AskedFor] = Field(description="What is to be given again: nothing else is asked for")


class RefusedUpload(Schema):
    client_id: str
    kind: str
    subject: str
    received_at: At
    reason: str = Field(description="Why it could not be taken in, one sentence in Chinese")
    code: str


class SessionSheet(Schema):
    id: int
    number: str
    title: str
    type: MicroType
    state: str = Field(description="planned, delivered, submitted, cancelled or no_show")
    state_label: str
    starts_at: At
    ends_at: At
    due_at: At = Field(description="Hand in by then; later is allowed and flagged")
    place: Place
    host: str
    station: str
    station_phone: str
    participants: list[Participant]
    actual_start: At | None
    actual_end: At | None
    people_count: int | None
    wanted: Specification
    missing: list[str] = Field(
        description="What is still missing before it can be handed in; empty when nothing"
    )
    card_key: str = Field(description="Of this session alone: recognises its people's cards without a signal")
    being_examined: int = Field(description="Uploads received and not yet examined; they count as there")
    refused: list[RefusedUpload] = Field(
        description="Uploads that could not be taken in: take the picture again; `drop_upload` when it was read"
    )
    returned: Returned | None = Field(description="Why the reviewer sent it back, when it was")


class MySessions(Schema):
    server_time: At
    first: str = Field(description="First day of the window, YYYY-MM-DD")
    last: str
    sessions: list[SessionSheet]
    more: bool = Field(description="True: more than fit; ask for a narrower window")


class FlagSheet(Schema):
    code: str
    label: str
    strength: str = Field(
        description="certain, strong, medium or hint: what the signal can prove; never a verdict"
    )
    reason: str


class MediaSheet(Schema):
    client_id: str
    kind: str
    state: str = Field(description="received, ready or failed: how far the picture job has come")
    state_label: str
    subject: str
    source: str
    media_type: str
    size: int
    sha256: str
    taken_at: At | None
    received_at: At
    width: int | None
    height: int | None
    duration_s: float | None
    challenge: str | None = Field(description="online, offline_seed, or null: no valid code came with it")
    withdrawn: bool
    flags: list[FlagSheet]


class MediaList(Schema):
    media: list[MediaSheet]
    flags: list[FlagSheet] = Field(description="Flags of the session as a whole")


class ChallengeSheet(Schema):
    code: str = Field(description="Four digits: show them in the photo, say them in the clip")
    issued_at: At
    expires_at: At


class SeedSheet(Schema):
    seed: str = Field(
        description="Code of a picture: HMAC-SHA256(seed, client id as 32 hex digits), its first four bytes "
        "as a big-endian number modulo 10000, as four digits"
    )
    issued_at: At
    expires_at: At


class NarrativeSheet(Schema):
    text: str
    beneficiary_words: str
    words_consented: bool
    written_at: At
