"""Fill the bulletin's template. The template is a Word file that a clerk of the county may restyle."""

from __future__ import annotations

import datetime
import io
from typing import Any

from django.conf import settings
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from yimi.rooms.reports.document import words

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEMPLATE = "yimi/data/templates/bulletin.docx"


def document_of(figures: words.Figures) -> bytes:
    """The bulletin as .docx from its frozen figures, on a page like GB/T 9704's (B13)."""
    docx = DocxTemplate(settings.BASE / TEMPLATE)
    # sandboxed: whoever restyles the template writes words, not a program
    docx.render(_context(figures), SandboxedEnvironment(autoescape=True))
    target = io.BytesIO()
    docx.save(target)
    return target.getvalue()


def _context(figures: words.Figures) -> dict[str, Any]:
    drawn = datetime.date.fromisoformat(figures["drawn_on"])
    return {
        "title": words.title_of(figures),
        "addressees": "各社工站、承接机构：",
        "overview": words.plain(words.overview(figures)),
        "columns": list(words.COLUMNS),
        "rows": [{"cells": list(row)} for row in words.plain_rows(figures)],
        "practice": [words.plain(line) for line in words.practice(figures)],
        "problems": [words.plain(line) for line in words.problems(figures)],
        "requirements": words.requirements(figures),
        "bureau": f"{figures['county_name']}微项目主管部门",
        "day": f"{drawn.year}年{drawn.month}月{drawn.day}日",
        "chain": words.chain_line(figures),
    }
