"""A GET cannot write (house law 3)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection

from yimi.kernel.figures import Figure, load_figures
from yimi.kernel.readonly import after_reading, is_reading, reading


@pytest.mark.django_db
def test_the_database_refuses_to_write_while_reading_and_allows_it_afterwards() -> None:
    with pytest.raises(DatabaseError, match="read-only"), reading():
        load_figures()
    assert not is_reading()
    assert load_figures() > 0


@pytest.mark.django_db
def test_a_row_lock_is_refused_too() -> None:
    with pytest.raises(DatabaseError, match="read-only"), reading():
        list(Figure.objects.select_for_update())


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_the_next_statement_may_write_again() -> None:
    with reading():
        assert Figure.objects.count() == 0
    load_figures()
    assert Figure.objects.exists()
    assert not connection.in_atomic_block


@pytest.mark.django_db
def test_waiting_work_runs_once_and_after_the_page() -> None:
    done: list[bool] = []
    with reading():
        with reading():
            after_reading(lambda: done.append(is_reading()))
        assert done == []
    assert done == [False]


@pytest.mark.django_db
def test_waiting_work_runs_even_when_the_page_failed() -> None:
    done: list[bool] = []
    with pytest.raises(ZeroDivisionError), reading():
        after_reading(lambda: done.append(True))
        1 / 0  # noqa: B018
    assert done == [True]


def test_without_reading_the_work_is_done_at_once() -> None:
    done: list[bool] = []
    after_reading(lambda: done.append(True))
    assert done == [True]
