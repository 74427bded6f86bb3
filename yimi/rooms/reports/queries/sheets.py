"""The acceptance list of a period as a spreadsheet (ledger columns of B13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal
from yimi.kernel.periods import Month, Quarter
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import COUNTY
from yimi.rooms.projects.models import Session
from yimi.rooms.reports.queries.acceptance import acceptance
from yimi.rooms.review.models import Verdict
from yimi.rooms.review.queries import with_verdict
from yimi.rooms.review.states import Result
from yimi.rooms.settlement.queries.sheets import ROWS_MOST, Cell, Fen, workbook
from yimi.rooms.settlement.rules import line_amount

CHUNK = 2000


def acceptance_list_xlsx(
    reach: Reach, period: Month | Quarter, where: Mapping[str, str] | None = None
) -> bytes:
    """Every session submitted in the period within the reach, with its review and amount; codes stay text.

    `where` lists other sessions of the period instead, with the keys of `acceptance`. The reviewer's name is
    for the county only. Raises Refusal when one sheet cannot hold the rows.
    """
    wanted = acceptance(reach, where or {"submitted": str(period)})
    sessions = Session.objects.filter(pk__in=wanted.values("pk"))
    count = sessions.count()
    if count > ROWS_MOST:
        raise Refusal(_("%(count)d 场超过一张表能装的行数，请按月导出。") % {"count": count})
    columns = [
        (_("序号"), 6), (_("场次编号"), 24), (_("评审周"), 10), (_("类型编号"), 9), (_("类型"), 16),
        (_("承接机构"), 24), (_("社工站"), 22), (_("地点"), 30), (_("开始"), 17), (_("结束"), 17),
        (_("人数"), 7), (_("单价（元）"), 11), (_("评审"), 10), (_("评审人"), 10), (_("金额（元）"), 11),
    ]  # fmt: skip
    heading = [_("期间：%(period)s　共 %(count)d 场") % {"period": period.label, "count": count}]
    rows = _rows(sessions, reviewers=reach.has(*COUNTY))
    return workbook(title=_("验收明细"), heading=heading, columns=columns, rows=rows)


def _rows(sessions: Any, *, reviewers: bool) -> Iterator[list[Cell]]:
    found = (
        with_verdict(sessions)
        .select_related("type", "provider", "station", "town", "village", "site")
        .order_by("starts_at", "number")
    )
    number = 0
    for batch in _batched(found.iterator(chunk_size=CHUNK)):
        names = _reviewers(batch) if reviewers else {}
        for each in batch:
            number += 1
            yield _row(number, each, names)


def _batched(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, CHUNK)):
        yield batch


def _reviewers(sessions: list[Any]) -> dict[int, str]:
    """Verdict id → the reviewer's name, for one batch."""
    verdicts = Verdict.objects.filter(pk__in=[s.verdict_id for s in sessions if s.verdict_id])
    given = dict(verdicts.values_list("pk", "given_by"))
    names = dict(User.objects.filter(pk__in=set(given.values())).values_list("pk", "display_name"))
    return {verdict: names[user] for verdict, user in given.items()}


def _row(number: int, session: Any, reviewers: dict[int, str]) -> list[Cell]:
    start, end = session.actual_start or session.starts_at, session.actual_end or session.ends_at
    decided = session.result is not None
    place = session.town.name + session.village.name + (session.site.name if session.site else "")
    return [
        number,
        session.number,
        session.review_week,
        session.type_id,
        session.type.name,
        session.provider.name,
        session.station.name,
        place,
        f"{timezone.localtime(start):%Y-%m-%d %H:%M}",
        f"{timezone.localtime(end):%Y-%m-%d %H:%M}",
        session.people_count,
        Fen(session.price_fen),
        str(Result(session.result).label) if decided else _("待评审"),
        reviewers.get(session.verdict_id, ""),
        Fen(line_amount(session.price_fen, session.percent)) if decided else None,
    ]
