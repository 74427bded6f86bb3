"""What became of uploads after they were acknowledged."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from ninja import Query, Router, Schema
from pydantic import Field

from yimi.doors.api.asking import Asked
from yimi.doors.api.problems import refusals
from yimi.rooms.evidence.models import Media, Upload

router = Router(tags=["uploads"])
MOST = 50


class Numbers(Schema):
    client_id: list[UUID] = Field(min_length=1, max_length=MOST, description="Up to 50 numbers")


class UploadState(Schema):
    client_id: UUID
    state: Literal["arriving", "received", "kept", "refused", "unknown"] = Field(
        description="received: on our disk, being examined. kept: it is evidence. unknown: nothing of yours has this "
        "number, so take the picture again"
    )
    reason: str = Field(description="Why it was refused, one sentence in Chinese")
    code: str = Field(description="The same as a word")


@router.get(
    "/upload-states", operation_id="upload_states", summary="What became of uploads",
    response={200: list[UploadState], **refusals()},
)  # fmt: skip
def upload_states(request: Asked, asked: Query[Numbers]) -> list[UploadState]:
    """Ask after an acknowledgement until it says `kept` or `refused`; in the order asked."""
    mine = Media.objects.filter(client_id__in=asked.client_id, uploaded_by=request.user)
    kept = set(mine.values_list("client_id", flat=True))
    coming = Upload.objects.visible_to(request.reach).in_bulk(asked.client_id)
    return [_state(one, one in kept, coming.get(one)) for one in asked.client_id]


def _state(client_id: UUID, kept: bool, upload: Upload | None) -> UploadState:
    if kept or upload is None:
        return UploadState(client_id=client_id, state="kept" if kept else "unknown", reason="", code="")
    if upload.refusal_code:
        return UploadState(
            client_id=client_id, state="refused", reason=upload.refusal, code=upload.refusal_code
        )
    state: Literal["arriving", "received"] = "arriving" if upload.received_at is None else "received"
    return UploadState(client_id=client_id, state=state, reason="", code="")
