"""Is this file a workbook of bearable size? Answered by counting bytes, before any parser sees it.

An .xlsx is a zip. Its directory may lie about sizes and a sheet may claim a cell at XFD1048576, so the parts
are unpacked here as a stream that stops at the limit, and the cells' addresses are read from the stream.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal

MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
LARGEST_UNPACKED = 200 * MEGABYTE
HIGHEST_RATIO = 100
RATIO_FROM = MEGABYTE  # a small part may be squeezed as hard as it likes
MOST_ENTRIES = 1000
MOST_ROWS = 200_000
MOST_COLUMNS = 256
MOST_CELLS = 5_000_000
CHUNK = 256 * 1024

OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STORED, DEFLATED = 0, 8
TAG = re.compile(rb"<(?:\w+:)?(row|c)\b([^<>]*?)(/?)>")
#: As spreadsheets write them: the address first. Anything else is read tag by tag.
FILLED = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>/]*>')
EMPTY = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"[^<>/]*/>')
ANY = re.compile(rb"<(?:\w+:)?(?:row|c)\b")
ROW = re.compile(rb'<row r="([0-9]{1,7})"[^<>]*>')
ADDRESS = re.compile(rb"""\sr=["']([A-Z]{1,3})?([0-9]{1,7})["']""")


def check_container(data: bytes) -> None:
    """Refuse what is no .xlsx workbook, or one beyond the limits; says which limit and what to do."""
    if not data:
        raise _refused(_("文件是空的（0 字节），请重新选择文件。"))
    if len(data) > LARGEST_FILE:
        raise _refused(_("文件超过 20 MB，请删去图片和多余的工作表，或分成几个文件导入。"))
    if data.startswith(OLD_EXCEL):
        raise _refused(_("这是旧版 .xls 或加了密码的文件，请在 Excel 里去掉密码并另存为 .xlsx 后再导入。"))
    if not data.startswith(b"PK"):
        raise _refused(
            _("文件内容不是 Excel 工作簿（可能是改了扩展名的 CSV 或网页），请用 Excel 打开并另存为 .xlsx。")
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        raise _refused(_("文件已损坏，无法打开。请在 Excel 里重新保存一份再导入。")) from None
    _check_entries(entries)
    _check_unpacked(data, entries)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise _refused(_("文件内部的部件过多，不像一张登记表。请把数据复制到新的工作簿再导入。"))
    names = {entry.filename for entry in entries}
    if "xl/workbook.bin" in names:
        raise _refused(_("这是 .xlsb 文件，请在 Excel 里另存为 .xlsx 后再导入。"))
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise _refused(_("这个压缩文件不是 Excel 工作簿，请选择 .xlsx 文件。"))
    if len(names) != len(entries):
        raise _refused(_("文件内部有重名的部件，无法放心打开。请在 Excel 里重新保存一份再导入。"))
    if any(entry.flag_bits & 1 for entry in entries):
        raise _refused(_("文件加了密码，请去掉密码后再导入。"))


def _check_unpacked(data: bytes, entries: list[zipfile.ZipInfo]) -> None:
    total = 0
    for entry in entries:
        extent = Extent() if entry.filename.startswith("xl/worksheets/") else None
        size = 0
        for chunk in _unpack(data, entry):
            size += len(chunk)
            total += len(chunk)
            if total > LARGEST_UNPACKED:
                raise _refused(_("文件解压后超过 200 MB，请分成几个文件导入。"))
            if size > RATIO_FROM and size > HIGHEST_RATIO * max(entry.compress_size, 1):
                raise _refused(_("文件的压缩比异常，可能是压缩炸弹，没有打开。请在 Excel 里重新保存一份。"))
            if extent is not None:
                extent.feed(chunk)
                extent.check()


def _unpack(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part's true bytes, chunk by chunk, whatever size the directory claims."""
    start = entry.header_offset
    if data[start : start + 4] != b"PK\x03\x04":
        raise _refused(_("文件已损坏，无法打开。请在 Excel 里重新保存一份再导入。"))
    name_length, extra_length = struct.unpack_from("<HH", data, start + 26)
    body = memoryview(data)[start + 30 + name_length + extra_length :][: entry.compress_size]
    if entry.compress_type == STORED:
        yield from (bytes(body[at : at + CHUNK]) for at in range(0, len(body), CHUNK))
        return
    if entry.compress_type != DEFLATED:
        raise _refused(_("文件用了不常见的压缩方式，请在 Excel 里重新保存一份再导入。"))
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    waiting = bytes(body)
    try:
        while waiting and not inflater.eof:
            yield inflater.decompress(waiting, CHUNK)
            waiting = inflater.unconsumed_tail
    except zlib.error:
        raise _refused(_("文件已损坏，无法打开。请在 Excel 里重新保存一份再导入。")) from None


class Extent:
    """The farthest filled cell of a worksheet, read from its XML as it streams by."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._tail = b""

    def feed(self, chunk: bytes) -> None:
        text = self._tail + chunk
        cut = text.rfind(b"<")
        complete, self._tail = (text[:cut], text[cut:]) if cut >= 0 else (b"", text[-1000:])
        if not self._at_a_glance(complete):
            for tag in TAG.finditer(complete):
                self._take(tag[1] == b"row", tag[2], empty=bool(tag[3]))

    def _at_a_glance(self, text: bytes) -> bool:
        """Read a piece as spreadsheets write it, every tag with its address, in a fifth of the time; False: it is not."""
        cells, rows = FILLED.findall(text), ROW.findall(text)
        if len(cells) + len(rows) + len(EMPTY.findall(text)) != len(ANY.findall(text)):
            return False
        if rows:
            self._row, self._column = int(rows[-1]), 0
        if cells:
            self._column = _column_number(cells[-1][0])
            self.columns = max(self.columns, *map(_column_number, {letters for letters, _digits in cells}))
            self.rows = max(self.rows, *map(int, {digits for _letters, digits in cells}))
        return True

    def _take(self, is_row: bool, attributes: bytes, *, empty: bool) -> None:
        address = ADDRESS.search(attributes)
        if is_row:
            self._row = int(address[2]) if address else getattr(self, "_row", 0) + 1
            self._column = 0
            return
        self._column = _column_number(address[1]) if address and address[1] else self._column + 1
        if (
            not empty
        ):  # a cell with a format and no value, as Excel leaves them to the last row, holds nothing
            self.rows = max(self.rows, int(address[2]) if address else self._row)
            self.columns = max(self.columns, self._column)

    _row = 0
    _column = 0

    def check(self) -> None:
        if self.rows > MOST_ROWS + 20:
            raise _refused(_("表格超过 20 万行，请分成几个文件导入。"))
        if self.columns > MOST_COLUMNS:
            raise _refused(_("表格超过 256 列，请只保留登记表需要的列。"))
        if self.rows * self.columns > MOST_CELLS:
            raise _refused(_("表格太大（行数 × 列数超过 500 万），请删去不需要的列，或分成几个文件导入。"))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _refused(sentence: str) -> Refusal:
    return Refusal(sentence, field="file", code="bad_sheet")
