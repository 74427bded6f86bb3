"""Hostile files: each refused with a sentence before a parser sees it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from tests.rooms.people.sheets import HEADER, a_row, workbook
from yimi.kernel.errors import Refusal
from yimi.rooms.people.sheet import container
from yimi.rooms.people.sheet.container import check_container
from yimi.rooms.people.sheet.workbook import open_sheet

GOOD = workbook([a_row(1)]).getvalue()


def repacked(**changed: bytes) -> bytes:
    """The good workbook with parts replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, changed.pop(entry.filename, None) or old.read(entry))
        for name, data in changed.items():
            new.writestr(name, data)
    return stream.getvalue()


def with_sheet(xml: str) -> bytes:
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<?xml version="1.0"?><worksheet xmlns="{namespace}"><sheetData>{xml}</sheetData></worksheet>'
    return repacked(**{"xl/worksheets/sheet1.xml": sheet.encode()})


def refusal_of(data: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        open_sheet(data)
    assert refused.value.field == "file"
    return refused.value.message


def test_a_good_workbook_passes() -> None:
    check_container(GOOD)
    assert open_sheet(GOOD).header.row == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "0 字节"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 .xls"),
        ("姓名,身份证号\n王秀英,1".encode(), "CSV 或网页"),
        (b"<html><table><tr><td>\xe5\xa7\x93\xe5\x90\x8d</td></tr></table></html>", "CSV 或网页"),
        (b"%PDF-1.7", "CSV 或网页"),
        (GOOD[: len(GOOD) // 2], "已损坏"),
        (b"PK\x03\x04" + bytes(100), "已损坏"),
        (b"PK" + bytes(container.LARGEST_FILE), "超过 20 MB"),
    ],
    ids=["empty", "xls", "csv", "html", "pdf", "cut", "junk", "huge"],
)
def test_what_is_no_workbook_is_told_so(data: bytes, words: str) -> None:
    assert words in refusal_of(data)


def test_a_zip_that_is_no_workbook_is_told_so() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert "不是 Excel 工作簿" in refusal_of(stream.getvalue())
    assert ".xlsb" in refusal_of(repacked(**{"xl/workbook.bin": b"x"}))


def test_a_zip_bomb_is_recognised_by_its_ratio() -> None:
    assert "压缩比异常" in refusal_of(repacked(**{"xl/media/image1.bin": bytes(30 * 1024 * 1024)}))


def test_a_part_that_unpacks_beyond_200_mb_is_stopped_at_the_limit() -> None:
    # Poorly compressible enough to stay below the ratio: random blocks, each repeated.
    block = b"".join(zlib.crc32(bytes([n % 256, n // 256])).to_bytes(4, "big") for n in range(4096))
    data = b"".join(block + bytes(300_000) for _ in range(700))
    assert len(data) > container.LARGEST_UNPACKED
    assert "200 MB" in refusal_of(repacked(**{"xl/media/image1.bin": data}))


def test_a_directory_that_lies_about_sizes_does_not_help() -> None:
    bomb = bytearray(repacked(**{"xl/media/image1.bin": bytes(30 * 1024 * 1024)}))
    for at in range(len(bomb) - 46):
        if bomb[at : at + 4] == b"PK\x01\x02" and b"image1" in bomb[at + 46 : at + 80]:
            struct.pack_into("<I", bomb, at + 24, 10)  # the directory says: ten bytes
    assert "压缩比异常" in refusal_of(bytes(bomb))


def test_too_many_parts_are_refused() -> None:
    assert "部件过多" in refusal_of(repacked(**{f"xl/media/{n}.png": b"x" for n in range(1001)}))


def test_a_cell_at_the_far_corner_is_refused_before_a_grid_is_made_for_it() -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert "20 万行" in refusal_of(with_sheet(far))
    assert "256 列" in refusal_of(with_sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>'))
    assert "500 万" in refusal_of(with_sheet('<row r="50000"><c r="IV50000"><v>1</v></c></row>'))


def test_a_row_number_without_cell_addresses_is_believed_too() -> None:
    assert "20 万行" in refusal_of(with_sheet('<row r="1048576"><c><v>1</v></c></row>'))


def test_formats_left_on_empty_cells_down_to_the_last_row_do_no_harm() -> None:
    named = "".join(
        f'<c r="{chr(65 + n)}1" t="inlineStr"><is><t>{title}</t></is></c>' for n, title in enumerate(HEADER)
    )
    value = '<row r="2"><c r="A2" t="inlineStr"><is><t>王秀英</t></is></c></row>'
    styled = '<row r="1048576"><c r="A1048576" s="1"/></row>'
    sheet = open_sheet(with_sheet(f'<row r="1">{named}</row>{value}{styled}'))
    assert [number for number, _cells in sheet.rows] == [2]


def test_broken_or_entity_laden_xml_is_a_sentence_not_a_crash() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    for xml in (laughs, "<worksheet><sheetData><row", "\x00\x01", ""):
        assert refusal_of(repacked(**{"xl/worksheets/sheet1.xml": xml.encode() or b" "}))


def test_200_001_rows_are_too_many() -> None:
    xml = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{"姓名" if n == 1 else "王秀英"}</t></is></c></row>'
        for n in range(1, 200_023)
    )
    assert "20 万行" in refusal_of(with_sheet(xml))


def test_headers_are_found_in_any_order_below_a_title_and_across_merged_cells() -> None:
    sheet = open_sheet(workbook([["x"] * 9], header=HEADER[::-1], title="新花村困难群众名单").getvalue())
    assert (sheet.header.row, sheet.header.columns["name"]) == (2, 8)
    merged = workbook(
        [["", "身份证号码", "联系电话", ""], ["王秀英", "1", "2", "新花村"]],
        header=["姓名", "基本信息", "", "社区"],
    )
    header = open_sheet(merged.getvalue()).header
    assert (header.row, header.columns) == (2, {"name": 0, "id_number": 1, "phone": 2, "village": 3})


def test_columns_nobody_asked_for_are_named_and_numbering_is_not() -> None:
    sheet = open_sheet(
        workbook([[1, "王秀英", "甲", 3]], header=["序号", "姓 名", "血型", "年龄"]).getvalue()
    )
    assert sheet.header.unknown == ("血型",)


def test_a_column_named_twice_is_refused_with_its_letters() -> None:
    twice = workbook([["王秀英", "1", "2"]], header=["姓名", "电话", "手机号"])
    assert "“电话”出现了两次（第 B 列和第 C 列）" in refusal_of(twice.getvalue())


def test_no_header_and_no_rows_are_told_apart() -> None:
    assert "没有找到表头" in refusal_of(workbook([["a", "b"]], header=["名称", "数量"]).getvalue())
    assert "没有数据" in refusal_of(workbook([]).getvalue())


@pytest.mark.parametrize(
    "far",
    [
        "<row><c s='1' r='XFD1'><v>1</v></c></row>",
        '<x:row r="1"><x:c r="XFD1"><x:v>1</x:v></x:c></x:row>',
        '<row r="1"><c\nr="XFD1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"/><c t="n" r="XFD1"><v>1</v></c></row>',
    ],
)
def test_a_far_cell_is_seen_however_its_tag_is_written(far: str) -> None:
    assert "256 列" in refusal_of(with_sheet(far))
