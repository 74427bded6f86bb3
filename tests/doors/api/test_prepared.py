"""Queries written once: the same answers as Django's own, for every value and on every connection."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection

from tests.cast import Cast
from yimi.kernel import clock
from yimi.kernel.prepared import Columns, Prepared
from yimi.rooms.accounts.models import User
from yimi.rooms.network.models import Assignment

pytestmark = pytest.mark.django_db


def test_what_it_answers_is_what_django_answers(cast: Cast) -> None:
    def current(user_id: int, on: date) -> Any:
        return Assignment.objects.current(on).filter(user_id=user_id).order_by("pk").values_list("role", "pk")

    prepared, today = Prepared(current), clock.today()
    asked = [(user.pk, today) for user in User.objects.all()] + [
        (cast.provider_a_worker.pk, date(2001, 1, 1))
    ]
    answers = [prepared.rows(*each) for each in asked]
    assert answers == [list(current(*each)) for each in asked]
    assert any(answers) and not answers[-1]


def test_a_record_is_made_with_every_column(cast: Cast) -> None:
    columns = Columns(User)
    named = Prepared(lambda name: User.objects.filter(username=name).values_list(*columns.names))
    (row,) = named.rows("provider_a_worker")
    made, known = columns.record(iter(row)), User.objects.get(username="provider_a_worker")
    assert made == known and not made._state.adding and made.get_deferred_fields() == set()
    assert [getattr(made, each) for each in columns.names] == [getattr(known, each) for each in columns.names]
    assert named.rows("nobody") == []


def test_an_argument_a_query_alters_is_refused_when_it_is_written() -> None:
    with pytest.raises(TypeError, match="unchanged"):
        Prepared(lambda name: User.objects.filter(username__startswith=name).values_list("pk")).rows("w")


def test_a_new_connection_plans_anew(transactional_db: None) -> None:
    count = Prepared(lambda name: User.objects.filter(username=name).values_list("pk"))
    for _again in range(2):
        assert [count.rows("nobody") for _each in range(8)] == [[]] * 8  # past the threshold of planning
        connection.close()
