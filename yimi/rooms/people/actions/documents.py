"""Papers behind a category or a change: kept with it, shown to those who decide."""

from __future__ import annotations

from typing import BinaryIO

from django.utils.translation import gettext as _

from yimi.kernel import clock, files
from yimi.kernel.action import Actor
from yimi.kernel.errors import Refusal
from yimi.rooms.people.access import named
from yimi.rooms.people.models import ChangeRequest, PersonCategory, SourceDocument
from yimi.rooms.people.states import SENSITIVE_CATEGORIES

LARGEST = 10 * 1024 * 1024
#: How the kinds that are taken begin; what a browser calls a file is not asked.
BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
)


def _attach(
    to: PersonCategory | ChangeRequest, document: BinaryIO, *, category: str, by: Actor
) -> SourceDocument:
    """Keep a photo or a PDF with what it proves. Refused: more than 10 MB, anything else."""
    data = document.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refusal(_("材料超过 10 MB，请压缩或分开拍。"), field="document")
    kind = next((each for start, each in BEGINNINGS if data.startswith(start)), None)
    if kind is None:
        raise Refusal(_("材料只收照片（JPG、PNG）或 PDF。"), field="document")
    return SourceDocument.objects.create(
        person=to.person,
        category=to if isinstance(to, PersonCategory) else None,
        change=to if isinstance(to, ChangeRequest) else None,
        is_sensitive=category in SENSITIVE_CATEGORIES,
        file=files.store(data, media_type=kind, by=by),
        name=str(getattr(document, "name", "") or "")[:120],
        uploaded_at=clock.now(),
        uploaded_by=named(by),
    )


def _hand_on(asked: ChangeRequest, entry: PersonCategory) -> None:
    """What a request rested on is what the category rests on."""
    for paper in asked.documents.order_by("pk"):
        SourceDocument.objects.create(
            person=entry.person, category=entry, is_sensitive=paper.is_sensitive, file=paper.file, name=paper.name,
            uploaded_at=paper.uploaded_at, uploaded_by=paper.uploaded_by,
        )  # fmt: skip
