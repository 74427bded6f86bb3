"""The arithmetic of a quarter: the vectors of D8 and what must hold for any quarter."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimi.rooms.settlement.rules import Item, Outcome, line_amount, settle, totals

PERCENT = {"accept": 100, "partial": 80, "reject": 0}
DAY = datetime.date(2026, 10, 1)

# D8, as given: items (fen, result), budget, claw-back → payable, amounts carried over.
VECTORS = [
    ([(50000, "accept"), (30000, "partial"), (35000, "reject"), (40000, "accept")], 1000000, 0, 114000, []),
    ([(50000, "accept")] * 5, 200000, 0, 200000, [50000]),
    ([(45000, "accept"), (45000, "accept")], 1000000, 45000, 45000, []),
]


def items_of(rows: list[tuple[int, str]]) -> list[Item]:
    return [
        Item(f"S-{n:03}", DAY + datetime.timedelta(days=n), 1, "town", line_amount(price, PERCENT[result]), 7)
        for n, (price, result) in enumerate(rows)
    ]


@pytest.mark.parametrize(("rows", "budget", "clawback", "payable", "carried"), VECTORS)
@pytest.mark.parametrize("limit", ["cash", "contract"])
def test_the_vectors_of_d8_come_out_to_the_fen(rows, budget, clawback, payable, carried, limit):
    cash = {"town": budget} if limit == "cash" else {}
    contracts = {7: budget} if limit == "contract" else {}
    outcomes = settle(items_of(rows), cash=cash, contracts=contracts, owed={1: clawback})
    result = totals(outcomes, debt_in_fen=0, clawback_fen=clawback)
    assert result.payable_fen == payable
    assert [outcome.item.amount_fen for outcome in outcomes if outcome.carried] == carried
    assert result.debt_out_fen == 0


def test_four_fifths_of_an_odd_price_is_rounded_down_to_the_whole_fen():
    assert [line_amount(30001, 80), line_amount(30001, 100), line_amount(30001, 0)] == [24000, 30001, 0]


def test_a_claw_back_above_the_amount_becomes_a_debt_and_the_payment_is_zero_not_negative():
    result = totals(
        settle(items_of([(30000, "accept")]), cash={}, contracts={}, owed={1: 80000}),
        debt_in_fen=30000,
        clawback_fen=50000,
    )
    assert (result.payable_fen, result.offset_fen, result.debt_out_fen) == (0, 30000, 50000)


def test_a_later_cheaper_session_never_overtakes_one_that_was_carried_over():
    outcomes = settle(
        items_of([(50000, "accept"), (50000, "accept"), (30000, "accept")]),
        cash={"town": 90000},
        contracts={},
        owed={},
    )
    assert [outcome.carried for outcome in outcomes] == [False, True, True]


def test_what_was_carried_over_is_paid_first_although_its_number_and_date_are_later():
    late = Item("S-900", DAY + datetime.timedelta(days=80), 1, "town", 50000, carried_in=True)
    outcomes = settle([*items_of([(50000, "accept")]), late], cash={"town": 50000}, contracts={}, owed={})
    assert [(outcome.item.number, outcome.carried) for outcome in outcomes] == [
        ("S-900", False),
        ("S-000", True),
    ]


def test_two_providers_share_a_towns_budget_by_date():
    first = Item("S-2", DAY, 2, "town", 40000)
    second = Item("S-1", DAY + datetime.timedelta(days=1), 1, "town", 40000)
    elsewhere = Item("S-3", DAY + datetime.timedelta(days=2), 1, "other town", 40000)
    outcomes = settle([second, first, elsewhere], cash={"town": 50000}, contracts={}, owed={})
    assert [(o.item.number, o.carried) for o in outcomes] == [("S-2", False), ("S-1", True), ("S-3", False)]


def test_a_rejected_session_is_listed_at_zero_and_never_carried_over():
    outcomes = settle(items_of([(35000, "reject")]), cash={"town": 0}, contracts={7: 0}, owed={})
    assert [(o.carried, o.cash_fen) for o in outcomes] == [(False, 0)]


AMOUNTS = st.integers(0, 60000)
ITEMS = st.lists(
    st.builds(
        Item,
        number=st.integers(0, 10**6).map(lambda n: f"S-{n:07}"),
        held_on=st.integers(0, 90).map(lambda days: DAY + datetime.timedelta(days=days)),
        provider=st.integers(1, 3),
        town=st.sampled_from(["a", "b", "c"]),
        amount_fen=AMOUNTS,
        contract=st.sampled_from([None, 1, 2]),
        carried_in=st.booleans(),
    ),
    max_size=25,
    unique_by=lambda item: item.number,
)
PURSES = st.integers(0, 500000)


@given(
    items=ITEMS,
    cash=st.dictionaries(st.sampled_from(["a", "b"]), PURSES),
    contracts=st.dictionaries(st.sampled_from([1, 2]), PURSES),
    debts=st.dictionaries(st.integers(1, 3), PURSES),
    clawbacks=st.dictionaries(st.integers(1, 3), PURSES),
)
def test_for_any_quarter_every_fen_is_accounted_for(items, cash, contracts, debts, clawbacks):
    owed = {p: debts.get(p, 0) + clawbacks.get(p, 0) for p in (1, 2, 3)}
    outcomes = settle(items, cash=cash, contracts=contracts, owed=owed)
    assert sorted(o.item.number for o in outcomes) == sorted(i.number for i in items)
    for provider in (1, 2, 3):
        mine = [o for o in outcomes if o.item.provider == provider]
        t = totals(mine, debt_in_fen=debts.get(provider, 0), clawback_fen=clawbacks.get(provider, 0))
        assert t.gross_fen == t.payable_fen + t.offset_fen + t.carried_fen
        assert min(t.payable_fen, t.offset_fen, t.carried_fen, t.debt_out_fen) >= 0
        assert t.payable_fen == sum(o.cash_fen for o in mine)
        assert t.debt_out_fen == 0 or t.payable_fen == 0  # nobody is paid while in debt
    for town, budget in cash.items():
        assert sum(o.cash_fen for o in outcomes if o.item.town == town) <= budget
    for contract, balance in contracts.items():
        assert sum(o.cash_fen for o in outcomes if o.item.contract == contract) <= balance
    assert all(o.offset_fen == 0 for o in outcomes if o.carried)


@given(items=ITEMS, cash=st.dictionaries(st.sampled_from(["a", "b", "c"]), PURSES))
def test_the_order_in_which_lines_arrive_changes_nothing(items, cash):
    def verdicts(given_items: list[Item]) -> set[tuple[str, bool]]:
        return {(o.item.number, o.carried) for o in settle(given_items, cash=cash, contracts={}, owed={})}

    assert verdicts(items) == verdicts(list(reversed(items)))


@given(items=ITEMS)
def test_without_limits_and_debts_everything_is_paid(items):
    outcomes: list[Outcome] = settle(items, cash={}, contracts={}, owed={})
    assert sum(o.cash_fen for o in outcomes) == sum(i.amount_fen for i in items)
