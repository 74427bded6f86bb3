"""Publish a confirmed statement for objections, then pay it into the book."""

from __future__ import annotations

import datetime
from collections import defaultdict

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.figures import figure
from yimi.kernel.outbox import tell
from yimi.kernel.units import yuan
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import Role
from yimi.rooms.ledger.actions import open_account, post
from yimi.rooms.ledger.states import Unit
from yimi.rooms.projects.queries.who import require_county, users_in
from yimi.rooms.settlement.actions.progress import move_close
from yimi.rooms.settlement.models import Statement
from yimi.rooms.settlement.queries.steps import hold_statement, progress_of
from yimi.rooms.settlement.states import StatementState, Step


@action
def publish_statement(*, statement: Statement, by: Actor) -> Statement:
    """Open the notice period (`publish_days`, 7) of a statement all four parties confirmed (D8, B13).

    The public copy is made above this room (reports.announce_statement). Raises Stale in any other state.
    """
    held = hold_statement(statement)
    require_county(by, held.county, (Role.COUNTY_BUSINESS, Role.COUNTY_LEADER), what=_("公示结算单"))
    person = _person(by)
    if held.state != StatementState.FINANCE_CONFIRMED:
        raise Stale(
            _("结算单 %(number)s 现在是“%(state)s”，四方都确认后才能公示。")
            % {"number": held.number, "state": held.get_state_display()}
        )
    held.state = StatementState.PUBLISHED
    held.published_at, held.published_by = clock.now(), person
    held.notice_until = clock.today() + datetime.timedelta(days=figure("publish_days"))
    held.save(update_fields=["state", "published_at", "published_by", "notice_until"])
    if held.close.state != progress_of(held.close):
        move_close(close=held.close, by=by)
    return held


@action
def pay_statement(*, statement: Statement, by: Actor) -> Statement:
    """Finance pays after the notice period: fund accounts → the provider's payable → paid, in fen.

    The payer is none of those who signed for the provider, a station or county business (law 4). Both
    postings carry the statement's number as key, so a repetition pays nothing twice. Source: D8, law 5.
    """
    held = hold_statement(statement)
    require_county(by, held.county, (Role.COUNTY_FINANCE,), what=_("支付"))
    person = _person(by)
    _refuse_payment(held, person)
    if held.payable_fen:
        _post_payment(held, by)
    held.state = StatementState.PAID
    held.paid_at, held.paid_by = clock.now(), person
    held.save(update_fields=["state", "paid_at", "paid_by"])
    if held.close.state != progress_of(held.close):
        move_close(close=held.close, by=by)
    tell(
        user_ids=users_in([held.provider_id], Role.PROVIDER_MANAGER),
        topic="statement_paid",
        text=_("结算单 %(number)s 已支付 %(yuan)s 元。")
        % {"number": held.number, "yuan": yuan(held.payable_fen)},
        link=f"/desk/settlement/statements/{held.pk}/",
    )
    return held


def _person(by: Actor) -> User:
    if not isinstance(by, User):
        raise NotYours(_("结算单的公示和支付要由本人署名办理。"))
    return by


def _refuse_payment(statement: Statement, person: User) -> None:
    if statement.state != StatementState.PUBLISHED or statement.notice_until is None:
        raise Stale(
            _("结算单 %(number)s 现在是“%(state)s”，公示之后才能支付，并且只支付一次。")
            % {"number": statement.number, "state": statement.get_state_display()}
        )
    if clock.today() <= statement.notice_until:
        raise Refusal(_("公示到 %(day)s 结束，之后才能支付。") % {"day": statement.notice_until.isoformat()})
    signed = statement.confirmations.filter(confirmed_by=person).exclude(step=Step.FINANCE)
    if signed.exists() or person.pk == statement.published_by_id:
        raise NotYours(_("确认或公示这张结算单的人不能支付它，请由财务的另一位同事支付。"))


def _post_payment(statement: Statement, by: Actor) -> None:
    county, unit, number = statement.county, Unit.FEN, statement.number
    payable, paid = f"payable:{statement.provider_id}", f"paid:{statement.provider_id}"
    funds: dict[int, int] = defaultdict(int)
    names: dict[int, str] = {}
    for line in statement.lines.filter(carried=False).select_related("fund_source"):
        funds[line.fund_source_id] += line.amount_fen - line.offset_fen
        names[line.fund_source_id] = line.fund_source.name
    spent = sorted((source, fen) for source, fen in funds.items() if fen)
    for source, _fen in spent:
        # what a fund has been charged with stands as a negative balance; its ceiling is the budget tree's
        open_account(
            county=county, unit=unit, code=f"fund:{source}", name=names[source], may_go_negative=True, by=by
        )
    name = statement.provider_name
    open_account(county=county, unit=unit, code=payable, name=_("应付 %(name)s") % {"name": name}, by=by)
    open_account(county=county, unit=unit, code=paid, name=_("已付 %(name)s") % {"name": name}, by=by)
    total = int(statement.payable_fen)
    post(
        key=f"statement:{number}:owed",
        county=county,
        unit=unit,
        memo=_("结算单 %(number)s 应付") % {"number": number},
        legs=[*((f"fund:{source}", -fen) for source, fen in spent), (payable, total)],
        source=f"settlement.statement:{statement.pk}",
        by=by,
    )
    post(
        key=f"statement:{number}:paid",
        county=county,
        unit=unit,
        memo=_("结算单 %(number)s 支付") % {"number": number},
        legs=[(payable, -total), (paid, total)],
        source=f"settlement.statement:{statement.pk}",
        by=by,
    )
