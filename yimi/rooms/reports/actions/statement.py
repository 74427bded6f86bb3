"""Make a provider's confirmed statement public: 公示 (B13)."""

from __future__ import annotations

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from yimi.kernel.action import Actor, action
from yimi.kernel.periods import Quarter
from yimi.kernel.units import yuan
from yimi.kernel.vouchers import yuan_in_words
from yimi.rooms.public.actions import publish_notice
from yimi.rooms.public.models import Notice
from yimi.rooms.public.rules import Block
from yimi.rooms.public.states import NoticeKind
from yimi.rooms.settlement.actions import publish_statement
from yimi.rooms.settlement.models import Statement


@action
def announce_statement(*, statement: Statement, by: Actor) -> Notice:
    """Open the statement's notice period and show its figures to the public: no person, no account (B13)."""
    published = publish_statement(statement=statement, by=by)
    quarter = Quarter.parse(published.quarter).label
    return publish_notice(
        county=published.county,
        kind=NoticeKind.STATEMENT,
        title=_("%(quarter)s微项目结算公示：%(provider)s")
        % {"quarter": quarter, "provider": published.provider_name},
        body=_blocks(published, quarter),
        expires_on=published.notice_until,
        by=by,
    )


def _blocks(statement: Statement, quarter: str) -> list[Block]:
    by_type = (
        statement.lines.filter(carried=False)
        .order_by("type_code", "price_fen", "percent")
        .values_list("type_name", "price_fen", "percent")
        .annotate(n=Count("pk"), fen=Sum("amount_fen"))
    )
    sums = [
        (_("合计"), statement.gross_fen),
        (_("结转下季"), statement.carried_fen),
        (_("上期欠款"), statement.debt_in_fen),
        (_("本期追回"), statement.clawback_fen),
        (_("本期抵扣"), statement.offset_fen),
        (_("应付"), statement.payable_fen),
    ]
    return [
        Block(
            "paragraph",
            _("%(provider)s 承接的%(quarter)s微项目已经评审，四方确认的结算结果如下（结算单号 %(number)s）。")
            % {"provider": statement.provider_name, "quarter": quarter, "number": statement.number},
        ),
        Block(
            "table",
            head=(_("类型"), _("单价（元）"), _("付款比例"), _("场次"), _("金额（元）")),
            rows=tuple(
                (name, yuan(price), f"{percent}%", str(count), yuan(fen))
                for name, price, percent, count, fen in by_type
            ),
        ),
        Block(
            "table",
            head=(_("项目"), _("金额（元）")),
            rows=tuple((name, yuan(fen)) for name, fen in sums),
        ),
        Block(
            "paragraph",
            _("应付（大写）：%(words)s。如有异议，请在公示期内提出。")
            % {"words": yuan_in_words(statement.payable_fen)},
        ),
    ]
