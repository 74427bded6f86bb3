"""Draws the empty bulletin, `python -m yimi.rooms.reports.document.template FILE`; after GB/T 9704-2012.

The shipped yimi/data/templates/bulletin.docx came from here. A county edits that file in a word processor;
what stands in double braces is filled in, everything else is theirs.
"""

from __future__ import annotations

import datetime
import sys
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from yimi.rooms.reports.document.words import COLUMNS

BODY, HEAD, TITLE, SMALL = ("仿宋_GB2312", 16), ("黑体", 16), ("方正小标宋简体", 22), ("宋体", 9)
LINE = Pt(28.9)  # 22 lines on a page of 225 mm
INDENT = Pt(32)  # two characters of body type
WIDTHS = (25, 10, 10, 11, 10, 11, 14, 25, 19, 21)  # millimetres, 156 in all


def draw(path: str) -> None:
    """Write the template to `path`."""
    docx = Document()
    docx.core_properties.author = ""
    docx.core_properties.created = datetime.datetime(2026, 1, 1)
    _page(docx.sections[0])
    _paragraph(docx, "{{ title }}", TITLE, align=WD_ALIGN_PARAGRAPH.CENTER, indent=False, after=28)
    _paragraph(docx, "{{ addressees }}", BODY, indent=False)
    _paragraph(docx, "一、总体情况", HEAD)
    _paragraph(docx, "{{ overview }}", BODY)
    _table(docx)
    _list(docx, "二、主要做法", "practice")
    _list(docx, "三、存在问题", "problems")
    _list(docx, "四、下步要求", "requirements")
    _paragraph(docx, "附件：微项目验收明细表（电子表格另附）", BODY, before=16)
    _paragraph(docx, "{{ bureau }}", BODY, align=WD_ALIGN_PARAGRAPH.RIGHT, indent=False, before=72)
    _paragraph(docx, "{{ day }}", BODY, align=WD_ALIGN_PARAGRAPH.RIGHT, indent=False)
    _paragraph(docx, "{{ chain }}", SMALL, indent=False, before=24)
    docx.save(path)


def _page(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(37), Mm(28)
    section.bottom_margin, section.right_margin = Mm(35), Mm(26)
    section.footer_distance = Mm(28)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(footer, "— ", ("宋体", 14))
    _page_number(_run(footer, "", ("宋体", 14)))
    _run(footer, " —", ("宋体", 14))


def _page_number(run: Any) -> None:
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = text
        run._r.append(element)


def _list(document: Any, heading: str, name: str) -> None:
    _paragraph(document, heading, HEAD)
    _paragraph(document, f"{{%p for line in {name} %}}", BODY)
    _paragraph(document, "{{ loop.index }}.{{ line }}", BODY)
    _paragraph(document, "{%p endfor %}", BODY)


def _table(document: Any) -> None:
    """A header row that repeats on every page, one row a station, the total last."""
    table = document.add_table(rows=4, cols=len(COLUMNS), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    for cell, name in zip(table.rows[0].cells, COLUMNS, strict=True):
        _cell(cell, name, "黑体")
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    _cell(table.rows[1].cells[0], "{%tr for row in rows %}", "宋体")
    for index, cell in enumerate(table.rows[2].cells):
        _cell(cell, f"{{{{ row.cells[{index}] }}}}", "宋体")
    _cell(table.rows[3].cells[0], "{%tr endfor %}", "宋体")


def _cell(cell: Any, text: str, font: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, text, (font, 9))


def _paragraph(
    document: Any,
    text: str,
    font: tuple[str, int],
    *,
    align: WD_ALIGN_PARAGRAPH | None = None,
    indent: bool = True,
    before: int = 0,
    after: int = 0,
) -> None:
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.first_line_indent = INDENT if indent else Pt(0)
    paragraph.alignment = align
    _run(paragraph, text, font)


def _run(paragraph: Any, text: str, font: tuple[str, int]) -> Any:
    name, size = font
    run = paragraph.add_run(text)
    run.font.name, run.font.size = name, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
    return run


if __name__ == "__main__":
    draw(sys.argv[1])
