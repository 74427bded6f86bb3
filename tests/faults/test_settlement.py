"""Killed in the middle of money: a quarter is closed whole or not at all, a payment posted whole or not at all."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Place, found
from tests.faults.machine import PATIENCE_S, kill
from tests.faults.pause import Pause
from tests.faults.soak import first_here

pytestmark = pytest.mark.xdist_group("faults")

# where closing a quarter is killed
CLOSING = {
    "before the lines of the first statement": ("settlement_statementline", "true"),
    "between the statements of two providers": ("settlement_statement", "NEW.number LIKE '%-002'"),
    "before the commit": ("kernel_auditevent", "NEW.verb = 'settlement.freeze_quarter'"),
}
NOTHING_CLOSED = {"closes": 0, "statements": 0, "lines": 0}
CLOSED = {"closes": 1, "statements": 2, "lines": 8}


@pytest.mark.parametrize("where", first_here(CLOSING))
def test_postgresql_killed_while_a_quarter_is_closed(quarter: Place, where: str) -> None:
    machine, (table, when) = quarter.machine, CLOSING[where]
    with Pause(machine, table, when=when) as pause:
        process = machine.begin(("freeze", {}))
        pause.reached(process)
        machine.kill_database()
        process.communicate(timeout=PATIENCE_S)
        assert process.returncode != 0
    machine.start()
    before, one, two, after = machine.work(("look", {}), ("freeze", {}), ("freeze", {}), ("look", {}))
    assert found(before, **NOTHING_CLOSED)
    assert one == two
    assert found(after, **CLOSED)


def test_the_process_that_closes_a_quarter_killed(quarter: Place) -> None:
    machine = quarter.machine
    with Pause(machine, "settlement_statement", when="NEW.number LIKE '%-002'") as pause:
        process = machine.begin(("freeze", {}))
        backend = pause.reached(process)
        kill(process)
        pause.open(backend)
    before, _, after = machine.work(("look", {}), ("freeze", {}), ("look", {}))
    assert found(before, **NOTHING_CLOSED)
    assert found(after, **CLOSED)


PAYING = {
    "between owing and paying": ("ledger_posting", "NEW.key LIKE '%:paid'"),
    "posted, the statement not yet marked": ("kernel_auditevent", "NEW.verb = 'settlement.pay_statement'"),
}


@pytest.mark.parametrize("where", first_here(PAYING))
def test_postgresql_killed_while_a_statement_is_paid(payday: Place, where: str) -> None:
    machine, (table, when) = payday.machine, PAYING[where]
    pay = ("pay", {"statement": payday.known["statement"]})
    with Pause(machine, table, when=when) as pause:
        process = machine.begin(pay)
        pause.reached(process)
        machine.kill_database()
        process.communicate(timeout=PATIENCE_S)
        assert process.returncode != 0
    machine.start()
    before, one, two, after = machine.work(("look", {}), pay, pay, ("look", {}))
    assert found(before, paid=0, postings=0, paid_fen=0)
    assert (one, two) == ({"state": "paid"}, {"refused": "Stale"})
    assert found(after, paid=1, postings=2, paid_fen=payday.known["payable_fen"])


# where an order is killed: money is committed in one of these rows and counted in another
@pytest.mark.parametrize("table", first_here(["projects_commitment", "kernel_auditevent"]))
def test_postgresql_killed_while_money_is_committed(capture: Place, table: str) -> None:
    machine = capture.machine
    counted = {name: machine.work(("look", {}))[0][name] for name in ("callouts", "commitments")}
    with Pause(machine, table) as pause:
        process = machine.begin(("order", {"number": 1}))
        pause.reached(process)
        machine.kill_database()
        process.communicate(timeout=PATIENCE_S)
        assert process.returncode != 0
    machine.start()
    before, _, after = machine.work(("look", {}), ("order", {"number": 2}), ("look", {}))
    assert found(before, **counted)
    assert found(after, callouts=counted["callouts"] + 1, commitments=counted["commitments"] + 1)
