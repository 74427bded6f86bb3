"""Uploads that were acknowledged: those still to be examined, and those that could not be taken in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Min

from yimi.kernel.errors import Refusal
from yimi.rooms.evidence.models import Upload
from yimi.rooms.evidence.rules import Piece
from yimi.rooms.evidence.states import MediaKind
from yimi.rooms.projects.models import Session


@dataclass(frozen=True)
class Refused:
    """What could not be taken in: which one it was, and why."""

    upload: Upload
    label: str


@dataclass
class Uploads:
    """Of one session."""

    waiting: list[Upload] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def pieces(self) -> list[Piece]:
        """Received but not looked at: they count as what they say they are until the examination says otherwise."""
        return [
            Piece(str(each.said["kind"]), str(each.said["subject"]), looked_at=False) for each in self.waiting
        ]


def uploads_in(sessions: Sequence[Session]) -> dict[int, Uploads]:
    """By session id, the oldest first; one query."""
    found: dict[int, Uploads] = defaultdict(Uploads)
    received = Upload.objects.filter(session__in=sessions, received_at__isnull=False)
    for each in received.select_related("owner").order_by("received_at"):
        if each.refusal_code:
            label = str(MediaKind(each.said["kind"]).label)
            found[each.session_id].refused.append(Refused(each, label))
        else:
            found[each.session_id].waiting.append(each)
    return found


def uploads_of(session: Session) -> Uploads:
    return uploads_in([session])[session.pk]


def backlog() -> tuple[int, datetime | None]:
    """How many acknowledged uploads wait for their examination, and since when the oldest does."""
    seen = Upload.objects.waiting().aggregate(count=Count("pk"), oldest=Min("received_at"))
    return seen["count"], seen["oldest"]


def require_accepted(upload: Upload) -> None:
    """Raise Refusal with what the examination found, if it found something."""
    if upload.refusal_code:
        raise Refusal(upload.refusal, field="upload", code=upload.refusal_code)
