"""Close a quarter: one transaction makes every statement of the county, or none (D8, decisions 4–6)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yimi.kernel import clock, keys
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import NotYours, Refusal
from yimi.kernel.outbox import tell
from yimi.kernel.periods import Quarter
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import Role
from yimi.rooms.network.models import Organisation
from yimi.rooms.projects.queries.who import require_county, users_in
from yimi.rooms.settlement.models import Clawback, QuarterClose, SealChain, Statement, StatementLine
from yimi.rooms.settlement.queries.candidates import (
    Contracts,
    cash_by_town,
    clawbacks_of,
    debts_of,
    due_sessions,
    held_on,
    unreviewed,
)
from yimi.rooms.settlement.queries.content import content_of
from yimi.rooms.settlement.queries.verifying import KEY
from yimi.rooms.settlement.rules import Item, Outcome, digest_of, line_amount, settle, sign, totals

LISTED = 10  # how many waiting sessions a refusal names
BATCH = 1000


@action
def freeze_quarter(*, county: str, quarter: str, by: Actor) -> QuarterClose:
    """Freeze and seal one statement per provider for a quarter that is over; `quarter` as "2026Q4".

    By county business only. Refuses before the quarter's end, while sessions submitted in it are unreviewed
    (naming them), and when a later quarter is already closed. The same quarter again gives the close there
    is, so a retry after a crash is safe: everything happens in this one transaction. Sources: D8, A4-03.
    """
    person = _county_business(by, county)
    period = Quarter.parse(str(quarter))
    if clock.today() <= period.end:
        raise Refusal(
            _("%(quarter)s到 %(end)s 才结束，之后才能封账。")
            % {"quarter": period.label, "end": period.end.isoformat()}
        )
    chain = _hold_chain(county)
    done = QuarterClose.objects.filter(county=county, quarter=str(period)).first()
    if done is not None:
        note(repeated=True)
        return done
    _refuse_out_of_order(county, period)
    _refuse_unreviewed(county, period)
    return _close(chain, period, person)


def _county_business(by: Actor, county: str) -> User:
    require_county(by, county, (Role.COUNTY_BUSINESS,), what=_("封账"))
    if not isinstance(by, User):
        raise NotYours(_("封账要由一位区县业务人员署名办理。"))
    return by


def _hold_chain(county: str) -> SealChain:
    """Lock the county's chain row: two people closing at once, or two quarters, queue up here."""
    SealChain.objects.get_or_create(county=county)
    return SealChain.objects.select_for_update().get(county=county)


def _refuse_out_of_order(county: str, period: Quarter) -> None:
    later = QuarterClose.objects.filter(county=county, quarter__gt=str(period)).order_by("-quarter").first()
    if later is not None:
        raise Refusal(
            _("%(later)s已经封账，不能再补封更早的季度；漏下的场次会自动进入下一季度。")
            % {"later": Quarter.parse(later.quarter).label}
        )


def _refuse_unreviewed(county: str, period: Quarter) -> None:
    waiting = list(unreviewed(county, period).values_list("number", flat=True)[: LISTED + 1])
    if not waiting:
        return
    count = unreviewed(county, period).count()
    raise Refusal(
        _("还有 %(count)d 个场次没有评审结论，%(quarter)s不能封账：%(numbers)s%(more)s。请先完成评审。")
        % {
            "count": count,
            "quarter": period.label,
            "numbers": "、".join(waiting[:LISTED]),
            "more": _(" 等") if count > LISTED else "",
        },
        code="unreviewed",
    )


@dataclass(frozen=True)
class _Due:
    """A session as `due_sessions` annotates it, with the day and the contract it is paid under."""

    session: Any
    day: datetime.date
    contract: int | None

    def item(self) -> Item:
        session = self.session
        full = line_amount(session.price_fen, session.percent)
        return Item(
            number=session.number,
            held_on=self.day,
            provider=session.provider_id,
            town=session.town_id,
            amount_fen=max(0, full - session.settled_fen),
            contract=self.contract,
            carried_in=bool(session.last_carried),
            session_id=session.pk,
        )


def _close(chain: SealChain, period: Quarter, by: User) -> QuarterClose:
    county = chain.county
    due = _due(county, period)
    clawbacks, debts = clawbacks_of(county), debts_of(county)
    taken_back = {provider: sum(int(each.fen) for each in several) for provider, several in clawbacks.items()}
    contracts = Contracts({each.session.provider_id for each in due.values()})
    outcomes = settle(
        [each.item() for each in due.values()],
        cash=cash_by_town(county, period),
        contracts=contracts.balances(),
        owed={p: debts.get(p, 0) + taken_back.get(p, 0) for p in {*debts, *taken_back}},
    )
    close = QuarterClose.objects.create(
        county=county, quarter=str(period), sessions=len(due), frozen_at=clock.now(), frozen_by=by
    )
    mine: dict[int, list[Outcome]] = {provider: [] for provider in clawbacks}
    for outcome in outcomes:
        mine.setdefault(outcome.item.provider, []).append(outcome)
    providers = Organisation.objects.in_bulk(list(mine))
    for provider in sorted(mine):
        statement = _statement(close, chain, providers[provider], len(mine[provider]))
        sums = totals(
            mine[provider], debt_in_fen=debts.get(provider, 0), clawback_fen=taken_back.get(provider, 0)
        )
        for field, fen in vars(sums).items():
            setattr(statement, field, fen)
        lines = _lines(county, mine[provider], due)
        _seal(chain, statement, lines, clawbacks.get(provider, []))
    chain.save(update_fields=["length", "head"])
    note(statements=len(mine), sessions=len(due))
    return close


def _due(county: str, period: Quarter) -> dict[int, _Due]:
    sessions = list(due_sessions(county, period))
    contracts = Contracts({session.provider_id for session in sessions})
    found = {}
    for session in sessions:
        day = held_on(session)
        found[session.pk] = _Due(session, day, contracts.paying(session, day))
    return found


def _statement(close: QuarterClose, chain: SealChain, provider: Organisation, lines: int) -> Statement:
    position = chain.length + 1
    number = close.statements.count() + 1
    return Statement(
        close=close,
        county=close.county,
        quarter=close.quarter,
        number=f"ST-{close.county}-{close.quarter[2:]}-{number:03d}",
        position=position,
        provider=provider,
        provider_name=provider.name,
        line_count=lines,
        frozen_at=close.frozen_at,
        frozen_by=close.frozen_by,
        previous_digest=chain.head,
    )


def _lines(county: str, outcomes: Iterable[Outcome], due: dict[int, _Due]) -> list[StatementLine]:
    return [
        _line(county, number, outcome, due[outcome.item.session_id])
        for number, outcome in enumerate(outcomes, start=1)
    ]


def _line(county: str, number: int, outcome: Outcome, due: _Due) -> StatementLine:
    session = due.session
    return StatementLine(
        county=county,
        order=number,
        session=session,
        station_id=session.station_id,
        town_id=session.town_id,
        contract_id=due.contract,
        fund_source_id=session.allotment.programme.fund_source_id,
        verdict_id=session.verdict_id,
        session_number=session.number,
        held_on=due.day,
        type_code=session.type_id,
        type_name=session.type.name,
        place="".join([session.town.name, session.village.name, session.site.name if session.site else ""]),
        price_fen=session.price_fen,
        price_from=session.price_from,
        result=session.result,
        percent=session.percent,
        settled_before_fen=session.settled_fen,
        amount_fen=outcome.item.amount_fen,
        offset_fen=outcome.offset_fen,
        carried=outcome.carried,
        carried_from=session.last_quarter if outcome.item.carried_in else "",
    )


def _seal(
    chain: SealChain, statement: Statement, lines: list[StatementLine], clawbacks: list[Clawback]
) -> None:
    """Write the statement with its seal, and move the head of the chain on to it."""
    content = content_of(statement, lines, clawbacks)
    statement.content = content
    statement.digest = digest_of(content, chain.head)
    statement.key_number, seed = keys.newest_key(KEY)
    statement.signature = sign(statement.digest, seed)
    statement.save(force_insert=True)
    for line in lines:
        line.statement = statement
    StatementLine.objects.bulk_create(lines, batch_size=BATCH)
    for clawback in clawbacks:
        clawback.statement = statement
        clawback.save(update_fields=["statement"])
    chain.length, chain.head = statement.position, statement.digest
    tell(
        user_ids=users_in([statement.provider_id], Role.PROVIDER_MANAGER),
        topic="statement_frozen",
        text=_("%(quarter)s结算单 %(number)s 已生成，请核对并确认。")
        % {"quarter": Quarter.parse(statement.quarter).label, "number": statement.number},
        link=f"/desk/settlement/statements/{statement.pk}/",
    )
