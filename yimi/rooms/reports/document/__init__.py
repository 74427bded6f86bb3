"""The bulletin in words: the same frozen figures become a .docx for a clerk and blocks for the public."""

from __future__ import annotations

from yimi.rooms.reports.document.words import blocks_of, reading_of, title_of
from yimi.rooms.reports.document.writing import MEDIA_TYPE, document_of

__all__ = ["MEDIA_TYPE", "blocks_of", "document_of", "reading_of", "title_of"]
