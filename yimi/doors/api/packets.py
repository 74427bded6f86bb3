"""The capture packet: what a phone wrote down at the moment of capture, signed by the device where it is bound.

It travels as `packet` in Upload-Metadata, because a WeChat camera strips EXIF and a file alone says little.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja.errors import ValidationError
from pydantic import Field, StringConstraints
from pydantic import ValidationError as Invalid

from yimi.doors.api import tickets
from yimi.doors.api.capture import Capture
from yimi.doors.api.proofs import Unproven, signed
from yimi.doors.api.values import RowId
from yimi.kernel import clock
from yimi.kernel.errors import Refusal
from yimi.rooms.accounts.models import ApiToken

KIND = "yimi-capture+jwt"
LONGEST_ELAPSED_MS = 90 * 24 * 3600 * 1000
MILLI = Annotated[int, Field(ge=0, le=LONGEST_ELAPSED_MS)]
Pixels = Annotated[int, Field(ge=1, le=100_000)]


class Packet(Capture):
    """One capture. `taken_at` is what the phone's clock said, be it right or wrong."""

    client_id: UUID
    session: RowId
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    sequence: Annotated[int, Field(ge=0, le=2**53)] = Field(
        0, description="Counts the captures of this device, never backwards"
    )
    time_ticket: Annotated[str, StringConstraints(max_length=64)] = Field(
        "", description="The last DPoP-Nonce heard before the capture: a moment of the server's clock"
    )
    elapsed_ms: MILLI | None = Field(None, description="Milliseconds from hearing the ticket to the capture")
    monotonic: bool = Field(False, description="elapsed_ms was measured by a clock that nobody can set back")
    original_width: Pixels | None = Field(None, description="Before the picture was made smaller")
    original_height: Pixels | None = None


def read(text: str, token: ApiToken) -> Packet:
    """JSON, or a JWS of the token's own device. Raises Refusal (unsigned) and ninja's ValidationError."""
    try:
        if token.device_key:
            claims, thumbprint = signed(text, KIND)
            if thumbprint != token.device_key:
                raise Unproven
        else:
            claims = json.loads(text)
        return Packet.model_validate(claims)
    except (Unproven, json.JSONDecodeError) as error:
        sentence = _("拍摄信息没有本机的签名，不能收。请在拍摄的手机上上传。")
        raise Refusal(sentence, field="packet", code="packet_unsigned") from error
    except Invalid as invalid:
        errors = invalid.errors(include_url=False, include_input=False)
        raise ValidationError([dict(each) | {"loc": ("form", *each["loc"])} for each in errors]) from invalid


def time_of(packet: Packet) -> datetime | None:
    """The best that is known: our own ticket carried on by the phone's steady clock, else the phone's claim."""
    anchored = anchored_time(packet)
    return packet.taken_at if anchored is None else anchored


def anchored_time(packet: Packet) -> datetime | None:
    """Our ticket plus the time measured since; None without either, or when that lies in the future."""
    heard = tickets.moment_of(packet.time_ticket)
    if heard is None or packet.elapsed_ms is None or not packet.monotonic:
        return None
    at = heard + timedelta(milliseconds=packet.elapsed_ms)
    return at if at <= clock.now() + timedelta(minutes=1) else None


def said(packet: Packet, token: ApiToken) -> dict[str, Any]:
    """What `receive_media` is told beside the file, as JSON."""
    at, where = time_of(packet), packet.where
    plain = packet.model_dump(include={"kind", "subject", "source", "challenge_code"})
    return plain | {
        "taken_at": at.isoformat() if at else None,
        "where": asdict(where) if where else None,
        "packet": facts_of(packet, token),
    }


def facts_of(packet: Packet, token: ApiToken) -> dict[str, Any]:
    """What is sealed beside the file."""
    anchored = anchored_time(packet)
    facts: dict[str, Any] = {
        "device": token.device_key,
        "sequence": packet.sequence,
        "device_time": packet.taken_at.isoformat() if packet.taken_at else None,
        "elapsed_ms": packet.elapsed_ms,
        "monotonic": packet.monotonic,
        "original_width": packet.original_width,
        "original_height": packet.original_height,
    }
    off = _clock_off(packet, anchored)
    if off is not None:
        facts["clock_off_s"] = round(off.total_seconds(), 1)
        facts["clock_off_at_least"] = anchored is None or None
    return {name: value for name, value in facts.items() if value not in (None, "")}


def _clock_off(packet: Packet, anchored: datetime | None) -> timedelta | None:
    """How far the phone's clock stood ahead of ours; without a measured time the least it must have been off by.

    A capture lies between the ticket the phone had heard and its arrival here: a time before or after is wrong for certain.
    """
    said = packet.taken_at
    if said is None or anchored is not None:
        return None if said is None or anchored is None else said - anchored
    heard, arrived = tickets.moment_of(packet.time_ticket), clock.now()
    if said > arrived:
        return said - arrived
    return said - heard if heard is not None and said < heard else None
