"""Serving the papers behind categories and changes, to those who keep the file; a look at a sensitive one is written down."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from yimi.doors.desk import people_file
from yimi.doors.desk.asked import Asked
from yimi.doors.porch.files import Sent, register
from yimi.kernel import audit
from yimi.rooms.people.models import SourceDocument

urlpatterns: list[object] = []  # /files/source-document/<key>


def source_document(request: HttpRequest, key: str) -> Sent | None:
    """The paper as it was taken; a PDF is saved, never opened in our origin."""
    if not key.isdecimal() or len(key) > 18:
        return None
    asked = cast(Asked, request)
    rows = SourceDocument.objects.visible_to(asked.reach).select_related("person", "file")
    paper = rows.filter(pk=int(key)).first()
    if paper is None:
        return None
    if (purpose := people_file.purpose_of(asked, paper.person)) != "" or paper.is_sensitive:
        audit.viewed(by=asked.user, subject=paper.person, purpose=purpose or "document")
    return Sent(paper.file, name=paper.name, download=paper.file.media_type == "application/pdf")


register("source-document", source_document)
