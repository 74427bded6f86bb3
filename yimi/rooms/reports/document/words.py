"""Sentences and tables of a bulletin, from its frozen figures (B13). Official text is always Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from yimi.kernel.periods import Month
from yimi.kernel.units import yuan
from yimi.rooms.public.rules import Block
from yimi.rooms.reports.rules import said_share, said_tenths

Figures = Mapping[str, Any]

COLUMNS = (
    "社工站",
    "提交",
    "通过",
    "部分通过",
    "退回",
    "不通过",
    "服务人次",
    "金额（元）",
    "满意度（样本）",
    "回访属实（样本）",
)
WHAT_TO_DO = {
    "pictures_unclear": "拍摄时站稳、避开逆光，交卷前先在手机上看一遍照片。",
    "pictures_wrong": "照片要拍到本场次的服务内容，不用其他活动的照片代替。",
    "clip_unclear": "视频里说清日期、地点和人数，周围太吵时换一个地方说。",
    "text_too_thin": "文字写清做了什么、来了多少人、群众怎么说。",
    "list_incomplete": "到场名单当场核对，漏记的当天补上。",
}


def title_of(figures: Figures) -> str:
    """关于××年×月微项目开展情况的通报."""
    month = Month.parse(figures["month"])
    return f"关于{month.year}年{month.number}月微项目开展情况的通报"


@dataclass(frozen=True)
class Linked:
    """A figure in a sentence or a cell, and the filter that lists the sessions it counts."""

    text: str
    where: Mapping[str, str]


Part = str | Linked


def plain(parts: Iterable[Part]) -> str:
    """A sentence as it stands on paper."""
    return "".join(part if isinstance(part, str) else part.text for part in parts)


def overview(figures: Figures) -> list[Part]:
    """一、总体情况 in one paragraph, every figure with its sessions."""
    cells = figures["totals"]
    month = Month.parse(figures["month"])
    accepted = Linked(str(_n(cells, "accept") + _n(cells, "partial")), cells["people"]["where"])
    found: list[Part] = [
        f"{month.year}年{month.number}月，{figures['county_name']}各社工站共提交微项目",
        _linked(cells, "submitted"), "场次；评审通过", accepted,
        "场次（其中部分通过", _linked(cells, "partial"),
        "场次），退回补充", _linked(cells, "returned"),
        "场次，不通过", _linked(cells, "reject"),
        "场次；服务群众", _linked(cells, "people"), "人次，应结算金额", _yuan(cells), "元。",
    ]  # fmt: skip
    satisfaction, confirmed = cells["satisfaction"], cells["confirmed"]
    if satisfaction["sample"]:
        said = Linked(said_tenths(satisfaction["value"]), satisfaction["where"])
        found += ["回访满意度", said, f"分（满分5分，样本{satisfaction['sample']}人）。"]
    if confirmed["sample"]:
        said = Linked(said_share(confirmed["value"]), confirmed["where"])
        found += [f"回访{confirmed['sample']}人，确认服务属实的占", said, "。"]
    return [*found, "各站情况见下表，按名称排列。"]


def table_rows(figures: Figures) -> list[list[Part]]:
    """One row a station by name, and the total."""
    rows = [[str(row["short_name"]), *_row(row)] for row in figures["stations"]]
    return [*rows, ["合计", *_row(figures["totals"])]]


def practice(figures: Figures) -> list[list[Part]]:
    """二、主要做法: what was done, by type; the clerk adds how."""
    if not figures["types"]:
        return [["本月没有评审通过的场次。"]]
    return [
        [
            f"{row['name']}：", _linked(row, "sessions"), "场次，服务", _linked(row, "people"), "人次，金额",
            _yuan(row), "元。",
        ]
        for row in figures["types"]
    ]  # fmt: skip


def problems(figures: Figures) -> list[list[Part]]:
    """三、存在问题: typical reasons of returns, without anybody's name."""
    if not figures["reasons"]:
        return [["本月没有退回的场次。"]]
    return [[f"{row['name']}：", _linked(row, "sessions"), "场次。"] for row in figures["reasons"]]


def requirements(figures: Figures) -> list[str]:
    """四、下步要求: drawn from the reasons; the clerk edits them."""
    found = [WHAT_TO_DO[row["code"]] for row in figures["reasons"] if row["code"] in WHAT_TO_DO]
    idle = [str(row["short_name"]) for row in figures["stations"] if not _n(row, "submitted")]
    if idle:
        found.append(f"本月没有提交场次的社工站（{'、'.join(idle)}）请了解群众需求，主动组织服务。")
    return found or ["各站继续按服务清单和评审要求组织服务。"]


def chain_line(figures: Figures) -> str:
    """What whoever keeps this paper can later hold against the system's own record."""
    chain = figures["chain"]
    return f"数据校验：操作记录第{chain['number']}号封条，{chain['digest']}。" if chain else ""


@dataclass(frozen=True)
class Reading:
    """The bulletin as a page of the desk: the public's words, with every figure open to its sessions."""

    overview: list[Part]
    columns: tuple[str, ...]
    rows: list[list[Part]]
    practice: list[list[Part]]
    problems: list[list[Part]]
    requirements: list[str]
    chain: str


def reading_of(figures: Figures) -> Reading:
    return Reading(
        overview=overview(figures),
        columns=COLUMNS,
        rows=table_rows(figures),
        practice=practice(figures),
        problems=problems(figures),
        requirements=requirements(figures),
        chain=chain_line(figures),
    )


def blocks_of(figures: Figures) -> list[Block]:
    """The bulletin as a public page: headings, paragraphs, lists and the table by station."""
    blocks = [
        Block("heading", "一、总体情况"),
        Block("paragraph", plain(overview(figures))),
        Block("table", head=COLUMNS, rows=tuple(plain_rows(figures))),
        Block("heading", "二、主要做法"),
        *(Block("paragraph", plain(line)) for line in practice(figures)),
        Block("heading", "三、存在问题"),
        *(Block("paragraph", plain(line)) for line in problems(figures)),
        Block("heading", "四、下步要求"),
        *(Block("paragraph", line) for line in requirements(figures)),
    ]
    line = chain_line(figures)
    return [*blocks, Block("paragraph", line)] if line else blocks


def plain_rows(figures: Figures) -> list[tuple[str, ...]]:
    return [tuple(plain([cell]) for cell in row) for row in table_rows(figures)]


def _row(cells: Figures) -> list[Part]:
    counts = ("submitted", "accept", "partial", "returned", "reject", "people")
    satisfaction, confirmed = cells["satisfaction"], cells["confirmed"]
    return [
        *(_linked(cells, name) for name in counts),
        _yuan(cells),
        _sampled(said_tenths(satisfaction["value"]), satisfaction),
        _sampled(said_share(confirmed["value"]), confirmed),
    ]


def _linked(cells: Figures, name: str) -> Part:
    """A nought counts nothing, so it leads nowhere."""
    count = _n(cells, name)
    return Linked(f"{count:,}", cells[name]["where"]) if count else "0"


def _yuan(cells: Figures) -> Part:
    fen = _n(cells, "fen")
    return Linked(yuan(fen), cells["fen"]["where"]) if fen else yuan(fen)


def _sampled(said: str, figure: Figures) -> Part:
    text = f"{said}（{figure['sample']}）"
    return Linked(text, figure["where"]) if figure["sample"] else text


def _n(cells: Figures, name: str) -> int:
    return int(cells[name]["value"] or 0)
