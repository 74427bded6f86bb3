"""Lists on disk: every way an office saves a list, and a sentence with file, row and column for what cannot be."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlsxwriter

from tests.rooms.people.linkage.persons import Row, crowd, person
from yimi.commands.compare_words import sentence
from yimi.rooms.people.linkage.cells import Cells
from yimi.rooms.people.linkage.lines import Lines
from yimi.rooms.people.linkage.refused import Refused
from yimi.rooms.people.linkage.sheets import Workbook
from yimi.rooms.people.linkage.source import Listing, open_list

CHINESE = {
    "unique_id": "编号",
    "name": "姓名",
    "id_no": "身份证号",
    "dob": "出生日期",
    "phone": "电话",
    "village": "村",
    "house": "门牌",
}


def saved(
    path: Path,
    rows: list[Row],
    encoding: str = "utf-8",
    delimiter: str = ",",
    quoting: Any = csv.QUOTE_MINIMAL,
) -> Path:
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter, quoting=quoting)
        writer.writeheader()
        writer.writerows(rows)
    return path


def sheet(path: Path, table: list[list[Any]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        for row, cells in enumerate(table):
            page.write_row(row, 0, cells)
    return path


def numbered(rows: list[Row]) -> list[Row]:
    return [{"unique_id": f"A{place}", **row} for place, row in enumerate(rows)]


def content(listing: Listing) -> list[object]:
    register = listing.register
    return [register.name.tolist(), register.id17.tolist(), register.born.tolist(), register.phone.tolist(),
            register.village.tolist(), register.house.tolist(), listing.labels()]  # fmt: skip


def refusal(path: Path, **given: str) -> str:
    with pytest.raises(Refused) as caught:
        open_list(path, given)
    return sentence(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_every_kind_of_csv_reads_alike(tmp_path: Path, encoding: str, delimiter: str, quoting: Any) -> None:
    rows = numbered(crowd(30))
    plain = content(open_list(saved(tmp_path / "plain.csv", rows)))
    assert content(open_list(saved(tmp_path / "other.csv", rows, encoding, delimiter, quoting))) == plain


def test_a_workbook_reads_as_the_csv(tmp_path: Path) -> None:
    rows = numbered(crowd(30))
    plain = content(open_list(saved(tmp_path / "plain.csv", rows)))
    table = [
        ["某镇困难群众名单"],
        [],
        [CHINESE[field] for field in rows[0]],
        *([*row.values()] for row in rows),
    ]
    listing = open_list(sheet(tmp_path / "list.xlsx", table))
    assert content(listing) == plain
    assert listing.table.first_row == 4


def test_plain_lines_are_read_without_the_parser(tmp_path: Path) -> None:
    listing = open_list(saved(tmp_path / "plain.csv", numbered(crowd(9))))
    assert isinstance(listing.table.rows, Lines)
    assert listing.row(3) == numbered(crowd(9))[3]


@pytest.mark.parametrize("end", ["\n", "\r\n\r\n", ",,,,,,\r\n,,,,,,\r\n", ""])
def test_empty_rows_at_the_end_are_no_people(tmp_path: Path, end: str) -> None:
    path = saved(tmp_path / "list.csv", numbered(crowd(5)))
    path.write_bytes(path.read_bytes().rstrip() + b"\r\n" * bool(end) + end.encode())
    assert open_list(path).labels() == ["A0", "A1", "A2", "A3", "A4"]


def test_without_a_number_column_rows_are_called_as_excel_shows_them(tmp_path: Path) -> None:
    assert open_list(saved(tmp_path / "list.csv", crowd(3))).labels() == ["2", "3", "4"]


@pytest.mark.parametrize("odd", ['A"1', "A\\1", "甲1", "A" * 70, "A\x011"])
def test_whatever_a_row_is_called_is_told_as_json(tmp_path: Path, odd: str) -> None:
    rows = numbered(crowd(4))
    rows[1]["unique_id"] = odd
    listing = open_list(saved(tmp_path / "list.csv", rows))
    told = listing.quoted(np.array([3, 1, 0]))
    assert [json.loads(each) for each in told] == ["A3", odd, "A0"]
    assert told == [json.dumps(each, ensure_ascii=False).encode() for each in ("A3", odd, "A0")]


def test_columns_are_found_in_any_order_and_by_a_map(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "list.xlsx", [["门牌", "备注", "户主", "身份证"], ["1号", "", "王秀英", person()["id_no"]]]
    )
    assert open_list(path).columns == {"house": 0, "id_no": 3}
    assert open_list(path, {"name": "户主"}).columns == {"house": 0, "name": 2, "id_no": 3}
    assert "没有映射文件所说的列“乡镇”" in refusal(path, village="乡镇")


def test_a_number_stored_as_a_number_is_refused_with_its_place(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "list.xlsx",
        [["姓名", "身份证号"], ["王秀英", person()["id_no"]], ["李四", 990101195003080239]],
    )
    assert "第 3 行“身份证号”（B 列）" in refusal(path)
    text = saved(
        tmp_path / "list.csv", [{"name": "王秀英", "id_no": ""}, {"name": "李四", "id_no": "9.90101E+17"}]
    )
    assert "第 3 行“id_no”（B 列）" in refusal(text)


def test_numbers_of_rows_must_be_there_and_differ(tmp_path: Path) -> None:
    rows = numbered(crowd(4))
    rows[3]["unique_id"] = "A1"
    assert "第 5 行“unique_id”（A 列）与第 3 行相同" in refusal(saved(tmp_path / "twice.csv", rows))
    rows[3]["unique_id"] = " "
    assert "第 5 行“unique_id”（A 列）没有填写" in refusal(saved(tmp_path / "empty.csv", rows))


def test_what_is_no_list_gets_one_sentence(tmp_path: Path) -> None:
    def made(name: str, data: bytes) -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    assert "找不到文件" in refusal(tmp_path / "nowhere.csv")
    assert "0 字节" in refusal(made("empty.csv", b""))
    assert "旧版 .xls" in refusal(made("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
    assert "已损坏" in refusal(made("broken.xlsx", b"PK\x03\x04 nothing"))
    assert "没有认得的列名" in refusal(made("other.csv", b"a,b\n1,2\n"))
    assert "没有“姓名”也没有“身份证号”" in refusal(made("noname.csv", "电话,村\n1,2\n".encode()))
    assert "下面没有数据" in refusal(made("head.csv", "姓名,电话\n".encode()))
    assert "（A 列和 B 列）" in refusal(made("twice.csv", "姓名,名字\n王,李\n".encode()))


def test_columns_of_bytes_are_the_columns_of_texts(tmp_path: Path) -> None:
    rows = [{"name": "王", "phone": "", "note": "a"}, {"name": "", "phone": "1", "note": ""}]
    table = open_list(saved(tmp_path / "list.csv", [*rows, {"name": "李四", "phone": "2", "note": ""}])).table
    for column in range(3):
        cells = table.column(column, 0, 3).trimmed()
        assert [cells.text(row) for row in range(3)] == [table.row(row)[column] for row in range(3)]
    assert [Cells.of([" a ", "　", ""]).trimmed().text(row) for row in range(3)] == ["a", "　", ""]


def test_the_workbook_holds_texts_and_no_formula(tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    rows = [["=1+1", "@cmd", "<&\"'>", "990101195003080239"], ["", "a\x00b\x1f", "  x ", "二\n行"]]
    with Workbook(tmp_path / "out.xlsx") as book:
        book.sheet("一", ["甲", "乙", "丙", "丁"], rows)
        book.sheet("二", ["甲"], [])
    read = CalamineWorkbook.from_path(str(tmp_path / "out.xlsx"))
    assert read.sheet_names == ["一", "二"]
    expected = [["甲", "乙", "丙", "丁"], rows[0], ["", "ab", "  x ", "二\n行"]]
    assert read.get_sheet_by_name("一").to_python() == expected
    assert b"<f>" not in (tmp_path / "out.xlsx").read_bytes()
