"""A register of 100,000 rows comes in from Excel: reading beside openpyxl's mere reading, then the whole staging."""

from __future__ import annotations

import argparse
import importlib.util
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.table import median, show

HERE = Path(__file__).parent
HEADER = (
    "序号",
    "姓名",
    "身份证号",
    "性别",
    "电话",
    "乡镇（街道）",
    "村（社区）",
    "户主",
    "住址",
    "类别",
    "备注",
)
BAR = 0.35
MEMORY_MB = 400


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=3)
    installed = sys.executable if importlib.util.find_spec("openpyxl") else ""
    parser.add_argument("--openpyxl", default=installed, help="a Python that has openpyxl; '' leaves it out")
    parser.add_argument("--stage", action="store_true", help="stage the whole sheet in a database too")
    parser.add_argument("--one", choices=("ours",), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    if options.one:
        return _one(options.file)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.xlsx"
        write(path, options.rows)
        rows, figures = [], {}
        others = {"openpyxl": [options.openpyxl, str(HERE / "openpyxled.py")]} if options.openpyxl else {}
        ours = [sys.executable, "-m", "bench", "sheets", "--one", "ours", "--file"]
        for name, command in {**others, "ours": ours}.items():
            runs = [_apart([*command, str(path)]) for _ in range(options.times)]
            seconds, memory = median([each[0] for each in runs]), max(each[1] for each in runs)
            figures[name] = (seconds, memory)
            rows.append((name, f"{seconds:.2f}", f"{memory:.0f}"))
        share = figures["ours"][0] / figures["openpyxl"][0] if others else 0.0
        rows.append(("share", f"{share:.2f}", f"bar {BAR}; memory bar {MEMORY_MB} MB"))
        notes = [f"{options.rows:,} rows of {len(HEADER)} columns, {path.stat().st_size / 1e6:.1f} MB.", ""]
        if options.stage:
            notes = [*notes, _staged(path), ""]
        show(
            "A register from Excel",
            ("reader", "processor seconds", "peak MB"),
            rows,
            notes=notes,
            database=options.stage,
        )
    return 0 if share <= BAR and figures["ours"][1] < MEMORY_MB else 1


def write(path: Path, count: int) -> None:
    """Invented people of the unassigned area 990101, spread over the demo county's villages."""
    import xlsxwriter

    from yimi.kernel.ids import id18_check

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, HEADER)
    for number in range(count):
        first = f"990101{1930 + number % 80}{1 + number // 80 % 12:02d}{1 + number // 960 % 28:02d}{number // 26880 * 2 + 1:03d}"
        name = "王李赵孙周"[number % 5] + "秀桂玉梅香兰珍"[number // 5 % 7] + "英芬芳平安"[number // 35 % 5]
        cells = (
            str(number + 1), name, first + id18_check(first), "男", f"1990{number:07d}", "黎水镇", "新花村", name,
            f"{number % 9 + 1}组 {number % 90} 号", "独居老人" if number % 9 == 0 else "", "",
        )  # fmt: skip
        sheet.write_row(number + 1, 0, cells)
    book.close()


def _apart(command: list[str]) -> tuple[float, float]:
    """Processor seconds and peak megabytes of one reading in a process of its own."""
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()  # noqa: S603
    return float(answer[-2]), float(answer[-1])


def _one(path: Path) -> int:
    from yimi.rooms.people.sheet.workbook import open_sheet

    data, start = path.read_bytes(), time.process_time()
    count = sum(1 for _row in open_sheet(data).rows)
    seconds = time.process_time() - start
    print(count, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return 0


def _staged(path: Path) -> str:
    from bench.stage import open_database

    open_database("sheets", fresh=True)
    from tests.cast import build_cast
    from yimi.rooms.people.actions import stage_sheet

    cast = build_cast()
    start = time.perf_counter()
    with path.open("rb") as file:
        batch = stage_sheet(file=file, by=cast.station_zhou)
    seconds = time.perf_counter() - start
    return f"Staged whole (checked against the register, sealed, written): {seconds:.0f} s, {batch.rows_good:,} rows good."
