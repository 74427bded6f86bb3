"""Two writers at once, on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from yimi.kernel import audit
from yimi.kernel.action import Actor, System, action
from yimi.kernel.audit import AuditEvent
from yimi.kernel.errors import NotYours, Stale
from yimi.kernel.figures import Figure

pytestmark = pytest.mark.django_db(transaction=True)
BY = System("test")


@pytest.fixture(autouse=True)
def figures() -> None:
    for key in ("a", "b"):
        Figure.objects.create(key=key, value=0, unit="x", effective_from=date(2026, 1, 1), source="test")


def together(*work: Callable[[], Any]) -> list[Any]:
    def run(each: Callable[[], Any]) -> Any:
        try:
            return each()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(work)) as pool:
        return [done.result(timeout=30) for done in [pool.submit(run, each) for each in work]]


def add_one(key: str) -> None:
    row = Figure.objects.select_for_update().get(key=key)
    Figure.objects.filter(pk=row.pk).update(value=row.value + 1)


def test_a_deadlock_is_repeated_and_both_writers_succeed() -> None:
    attempts: list[str] = []
    meet = Barrier(2)

    @action
    def cross(*, first: str, second: str, by: Actor) -> None:
        attempts.append(first)
        add_one(first)
        if len(attempts) <= 2:
            meet.wait(timeout=10)
        add_one(second)

    together(lambda: cross(first="a", second="b", by=BY), lambda: cross(first="b", second="a", by=BY))
    assert len(attempts) == 3
    assert list(Figure.objects.order_by("key").values_list("value", flat=True)) == [2, 2]
    assert AuditEvent.objects.count() == 2


def failing(sqlstate: str, failures: int) -> tuple[Callable[..., None], list[int]]:
    attempts: list[int] = []

    @action
    def unlucky(*, by: Actor) -> None:
        attempts.append(1)
        if len(attempts) <= failures:
            with connection.cursor() as cursor:
                cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{sqlstate}'; END $$")

    return unlucky, attempts


def test_after_three_attempts_the_person_is_told_to_try_again_later() -> None:
    unlucky, attempts = failing("40001", failures=9)
    with pytest.raises(Stale, match="没有保存"):
        unlucky(by=BY)
    assert len(attempts) == 3


def test_a_row_somebody_holds_is_refused_politely_when_the_action_does_not_wait() -> None:
    @action
    def impatient(*, by: Actor) -> None:
        Figure.objects.select_for_update(nowait=True).get(key="a")

    with transaction.atomic():
        add_one("a")
        with pytest.raises(Stale, match="正在办理"):
            together(lambda: impatient(by=BY))


def test_other_failures_are_not_repeated() -> None:
    unlucky, attempts = failing("57014", failures=9)
    with pytest.raises(OperationalError):
        unlucky(by=BY)
    assert len(attempts) == 1


def test_an_inner_action_is_not_repeated_by_itself() -> None:
    unlucky, attempts = failing("40001", failures=1)
    with pytest.raises(OperationalError), transaction.atomic():
        unlucky(by=BY)
    assert len(attempts) == 1
    unlucky(by=BY)
    assert len(attempts) == 2


def test_trying_what_is_not_yours_is_remembered_although_nothing_was_done() -> None:
    @action
    def trespass(*, figure: Figure, by: Actor) -> None:
        Figure.objects.all().delete()
        raise NotYours("不归您管。", code="scope")

    with pytest.raises(NotYours):
        trespass(figure=Figure.objects.get(key="a"), by=BY)
    assert Figure.objects.count() == 2
    event = AuditEvent.objects.get()
    assert (event.verb, event.subject) == ("test_action_races.trespass:refused", "kernel.figure")
    assert event.detail == {"code": "scope"}


def test_writing_the_audit_log_never_makes_one_writer_wait_for_another() -> None:
    def other() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        audit.record(by=BY, verb="test.other", detail={})

    with transaction.atomic():
        audit.record(by=BY, verb="test.first", detail={})
        together(other)  # commits while the first transaction is still open
        assert AuditEvent.objects.filter(verb="test.other").exists()


def test_a_row_that_commits_late_goes_into_a_later_seal(settings: Any, tmp_path: Any) -> None:
    settings.VAR = tmp_path
    with transaction.atomic():
        early = audit.record(by=BY, verb="test.early", detail={})

        def overtake() -> None:
            late = audit.record(by=BY, verb="test.late", detail={})
            assert late > early
            assert audit.seal_pending() == 1

        together(overtake)
    assert audit.seal_pending() == 1
    assert audit.verify() == []
    assert list(audit.AuditSeal.objects.order_by("number").values_list("count", flat=True)) == [1, 1]


def test_two_sealers_at_once_make_one_chain(settings: Any, tmp_path: Any) -> None:
    settings.VAR = tmp_path
    for number in range(20):
        audit.record(by=BY, verb="test.row", detail={"number": number})
    assert sum(together(audit.seal_pending, audit.seal_pending)) == 20
    assert audit.verify() == []
