"""Whose turn a statement is at, said to one person: what ends the waiting, may they, and if not, why."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.network.states import OrganisationStatus
from yimi.rooms.settlement.models import Confirmation, Statement
from yimi.rooms.settlement.queries.steps import stations_pending
from yimi.rooms.settlement.states import AWAITED, INSTEAD, SIGNERS, StatementState, Step

PUBLISHERS = ("county_business", "county_leader")
PAYERS = ("county_finance",)


@dataclass(frozen=True)
class Turn:
    """`verb` is the action that comes next, "" when none does; `why_not`: why it is not for this person."""

    verb: str
    mine: bool
    why_not: str = ""


def turn_of(statement: Statement, reach: Reach) -> Turn:
    """The next action and whether this reach may take it, in two queries; the action has the last word."""
    verb = _verb(statement.state)
    if verb == "confirm_statement" and signs_instead(statement, reach):
        verb = "confirm_for_provider"
    if not verb or not _in_role(statement, verb, reach):
        return Turn(verb, mine=False)
    why_not = _why_not(statement, verb, reach)
    return Turn(verb, mine=not why_not, why_not=why_not)


def signs_instead(statement: Statement, reach: Reach) -> bool:
    """May this reach sign in the place of the provider, because it was struck off and has nobody left?"""
    gone = statement.provider.status == OrganisationStatus.STRUCK_OFF
    return gone and statement.state == StatementState.FROZEN and statement.county in reach.counties(*INSTEAD)


def _verb(state: str) -> str:
    if state in AWAITED:
        return "confirm_statement"
    return {
        StatementState.OBJECTED: "answer_objection",
        StatementState.FINANCE_CONFIRMED: "publish_statement",
        StatementState.PUBLISHED: "pay_statement",
    }.get(StatementState(state), "")


def _in_role(statement: Statement, verb: str, reach: Reach) -> bool:
    if verb != "confirm_statement":
        roles = {
            "answer_objection": SIGNERS[Step.COUNTY],
            "publish_statement": PUBLISHERS,
            "pay_statement": PAYERS,
            "confirm_for_provider": INSTEAD,
        }[verb]
        return statement.county in reach.counties(*roles)
    step = AWAITED[statement.state]
    if step == Step.PROVIDER:
        return statement.provider_id in reach.organisations(*SIGNERS[step])
    if step == Step.STATION:
        own = reach.organisations(*SIGNERS[step])
        return bool(own) and bool(own & stations_pending(statement))
    return statement.county in reach.counties(*SIGNERS[step])


def _why_not(statement: Statement, verb: str, reach: Reach) -> str:
    signed = Confirmation.objects.filter(statement=statement, confirmed_by=reach.user_id)
    if verb == "confirm_statement" and signed.exists():
        return _("你已在这张结算单上签过字，请由另一位有权的同事确认这一步。")
    if verb == "pay_statement":
        if statement.notice_until is not None and clock.today() <= statement.notice_until:
            return _("公示到 %(day)s 结束，之后才能支付。") % {"day": statement.notice_until.isoformat()}
        if statement.published_by_id == reach.user_id or signed.exclude(step=Step.FINANCE).exists():
            return _("确认或公示这张结算单的人不能支付它，请由财务的另一位同事支付。")
    return ""
