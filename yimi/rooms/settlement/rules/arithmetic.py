"""The arithmetic of a quarter (D8, decisions 4 and 6). Integers of fen throughout; no database.

One walk over all payable lines of the county, in order, because towns' cash budgets are shared by providers:

- a line is paid from what its provider owes (claw-backs and debt) first, the rest in cash;
- a line whose cash part does not fit its town's budget or its contract's balance is carried over whole,
  and so is every later line of that town or contract: a later, cheaper session never overtakes;
- what a provider owes beyond its lines stays a debt; a payment is never negative.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Purse = dict[str | int | None, int]  # fen left, by town or by contract; a missing key has no limit


@dataclass(frozen=True)
class Item:
    """One session to be settled."""

    number: str
    held_on: datetime.date
    provider: int
    town: str
    amount_fen: int
    contract: int | None = None
    carried_in: bool = False
    session_id: int = 0


@dataclass(frozen=True)
class Outcome:
    """What became of an item this quarter: carried over, or paid, of which `offset_fen` against a debt."""

    item: Item
    carried: bool
    offset_fen: int = 0

    @property
    def cash_fen(self) -> int:
        return 0 if self.carried else self.item.amount_fen - self.offset_fen


@dataclass(frozen=True)
class Totals:
    """The figures of one provider's statement; gross = payable + offset + carried."""

    gross_fen: int
    carried_fen: int
    debt_in_fen: int
    clawback_fen: int
    offset_fen: int
    debt_out_fen: int
    payable_fen: int


def line_amount(price_fen: int, percent: int) -> int:
    """Fen paid for a session: price × percent (accept 100, partial 80, reject 0), rounded down to the fen."""
    return price_fen * percent // 100


def in_order(items: Iterable[Item]) -> list[Item]:
    """What was carried over first, then by date, then by session number (decision 4)."""
    return sorted(items, key=lambda item: (not item.carried_in, item.held_on, item.number))


def settle(
    items: Iterable[Item],
    *,
    cash: Mapping[str, int],
    contracts: Mapping[int, int],
    owed: Mapping[int, int],
) -> list[Outcome]:
    """Decide every line of a county's quarter, in order (D8).

    `cash`: fen left per town, a town that is missing has no cash limit; `contracts`: fen left per contract,
    likewise; `owed`: fen each provider owes (debt of earlier quarters plus new claw-backs).
    """
    cash_left: Purse = dict(cash.items())
    contract_left: Purse = dict(contracts.items())
    owed_left = dict(owed)
    outcomes = []
    for item in in_order(items):
        offset = min(item.amount_fen, owed_left.get(item.provider, 0))
        needed = item.amount_fen - offset
        purses = [(cash_left, item.town), (contract_left, item.contract)]
        limits = [(purse, key) for purse, key in purses if key in purse]
        empty = [(purse, key) for purse, key in limits if needed > purse[key]]
        if empty:
            for purse, key in empty:
                purse[key] = 0  # nothing later overtakes
            outcomes.append(Outcome(item, carried=True))
            continue
        for purse, key in limits:
            purse[key] -= needed
        if offset:
            owed_left[item.provider] -= offset
        outcomes.append(Outcome(item, carried=False, offset_fen=offset))
    return outcomes


def totals(outcomes: Iterable[Outcome], *, debt_in_fen: int, clawback_fen: int) -> Totals:
    """The figures of one provider's statement from its outcomes; never a negative payment (decision 6)."""
    mine = list(outcomes)
    gross = sum(outcome.item.amount_fen for outcome in mine)
    carried = sum(outcome.item.amount_fen for outcome in mine if outcome.carried)
    offset = sum(outcome.offset_fen for outcome in mine)
    return Totals(
        gross_fen=gross,
        carried_fen=carried,
        debt_in_fen=debt_in_fen,
        clawback_fen=clawback_fen,
        offset_fen=offset,
        debt_out_fen=debt_in_fen + clawback_fen - offset,
        payable_fen=gross - carried - offset,
    )
