"""The sealed log: what an attacker inside the database does, and what `verify()` says (decision 17)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from yimi.kernel import audit, chain, clock, keys
from yimi.kernel.action import System
from yimi.kernel.audit import AuditEvent, AuditSeal
from yimi.kernel.figures import EPOCH, Figure
from yimi.kernel.readonly import reading

pytestmark = pytest.mark.django_db
BY = System("test")


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.VAR = tmp_path
    settings.KEYS = tmp_path / "keys"
    monkeypatch.setattr(audit, "BATCH", 4)
    return tmp_path


@pytest.fixture
def sealed(django_capture_on_commit_callbacks: Any) -> list[int]:
    """Ten events in three seals, as a list of their ids."""
    ids = [
        audit.record(
            by=BY, verb="test.did", county="500114", detail={"number": n, "share": n / 7, "said": "好"}
        )
        for n in range(10)
    ]
    with django_capture_on_commit_callbacks(execute=True):
        assert audit.seal_pending() == 10
    assert AuditSeal.objects.count() == 3
    assert audit.verify() == []
    return ids


def as_superuser(sql: str, *values: object) -> None:
    """What somebody does who owns the database server: triggers and foreign keys do not stop them."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET session_replication_role = DEFAULT")


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'x'", "actor_id = 7", "verb = 'test.did_not'", "at = at + interval '1 microsecond'",
        "subject = 'x'", "subject_id = '1'", "county = '500115'", "detail = detail || '{\"number\": 99}'",
        "detail = detail - 'said'",
    ],
)  # fmt: skip
def test_a_flipped_column_is_found(sealed: list[int], change: str) -> None:
    as_superuser(f"UPDATE kernel_auditevent SET {change} WHERE id = %s", sealed[5])  # noqa: S608
    assert audit.verify() == [f"seal 2: a row between {sealed[4]} and {sealed[7]} is not what was sealed"]


def test_a_deleted_row_is_found(sealed: list[int]) -> None:
    as_superuser("DELETE FROM kernel_auditevent WHERE id = %s", sealed[5])
    assert audit.verify() == [f"seal 2 covers 4 rows ({sealed[4]}-{sealed[7]}), 3 are there"]


def test_two_reordered_rows_are_found(sealed: list[int]) -> None:
    swap = "UPDATE kernel_auditevent SET id = %s WHERE id = %s"
    as_superuser(swap, -1, sealed[4])
    as_superuser(swap, sealed[4], sealed[6])
    as_superuser(swap, sealed[6], -1)
    assert audit.verify() == [f"seal 2: a row between {sealed[4]} and {sealed[7]} is not what was sealed"]


def test_a_row_smuggled_into_an_old_seal_is_found(sealed: list[int]) -> None:
    as_superuser(
        "INSERT INTO kernel_auditevent (at, actor, verb, subject, subject_id, county, detail, seal_id) "
        "SELECT at, actor, verb, subject, subject_id, county, detail, seal_id "
        "FROM kernel_auditevent WHERE id = %s",
        sealed[5],
    )
    assert len(audit.verify()) == 1


def test_a_seal_taken_out_of_the_middle_is_found(sealed: list[int]) -> None:
    as_superuser("DELETE FROM kernel_auditevent WHERE id BETWEEN %s AND %s", sealed[4], sealed[7])
    as_superuser("DELETE FROM kernel_auditseal WHERE number = 2")
    found = audit.verify()
    assert "seals 2 to 2 are missing" in found
    assert any("seal 2 is in" in sentence for sentence in found)


def test_a_cut_off_end_is_found_by_the_list_outside(sealed: list[int], var: Path) -> None:
    as_superuser("DELETE FROM kernel_auditevent WHERE id >= %s", sealed[8])
    as_superuser("DELETE FROM kernel_auditseal WHERE number = 3")
    assert audit.verify() == [f"seal 3 is in {var / 'audit-seals.txt'} but not in the database"]


def test_a_table_emptied_as_a_whole_is_found(sealed: list[int]) -> None:
    as_superuser("DELETE FROM kernel_auditevent")
    as_superuser("DELETE FROM kernel_auditseal")
    assert len(audit.verify()) == 3


def test_a_chain_rewritten_with_fresh_digests_fails_by_its_signature_and_the_list(sealed: list[int]) -> None:
    as_superuser("UPDATE kernel_auditevent SET actor = 'x' WHERE id = %s", sealed[9])
    last = AuditSeal.objects.get(number=3)
    rows = AuditEvent.objects.filter(seal=last).order_by("id").values(*chain.COLUMNS)
    digest, _count = chain.link(3, last.previous, rows)
    as_superuser("UPDATE kernel_auditseal SET digest = %s WHERE number = 3", digest)
    found = audit.verify()
    assert "seal 3 is not signed with a key of this copy" in found
    assert any("seal 3 differs from the list" in sentence for sentence in found)


def test_a_seal_moved_to_another_place_in_the_chain_is_found(sealed: list[int]) -> None:
    as_superuser("UPDATE kernel_auditseal SET previous = %s WHERE number = 2", "f" * 64)
    assert "seal 2 does not follow the seal before it" in audit.verify()


def test_a_rotated_seal_key_still_verifies_the_old_seals(
    sealed: list[int], var: Path, django_capture_on_commit_callbacks: Any
) -> None:
    keys.rotate_key(var / "keys", "seal")
    audit.record(by=BY, verb="test.did", detail={})
    with django_capture_on_commit_callbacks(execute=True):
        assert audit.seal_pending() == 1
    signers = AuditSeal.objects.order_by("number").values_list("signature", flat=True)
    assert [signature.split(":")[0] for signature in signers] == ["1", "1", "1", "2"]
    assert audit.verify() == []


def test_seals_signed_with_a_key_of_another_copy_are_found(sealed: list[int], var: Path) -> None:
    (var / "keys" / "seal-1.key").write_text("ab" * 32)
    keys._cached.cache_clear()
    assert len(audit.verify()) == 3


def test_half_a_line_in_the_list_after_a_power_cut_is_no_alarm(sealed: list[int], var: Path) -> None:
    with (var / "audit-seals.txt").open("a") as file:
        file.write("4 abc")
    assert audit.verify() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kernel_auditevent SET actor = 'x'",
        "UPDATE kernel_auditevent SET seal_id = NULL",
        "UPDATE kernel_auditevent SET seal_id = seal_id",
        "DELETE FROM kernel_auditevent",
        "UPDATE kernel_auditseal SET count = 1",
        "DELETE FROM kernel_auditseal",
    ],
)
def test_the_database_refuses_to_change_what_is_sealed(sealed: list[int], statement: str) -> None:
    with (
        pytest.raises(IntegrityError, match="never edited"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement", ["UPDATE kernel_auditevent SET actor = 'x'", "DELETE FROM kernel_auditevent"]
)
def test_the_database_refuses_to_change_what_waits_for_its_seal(statement: str) -> None:
    audit.record(by=BY, verb="test.did", detail={})
    with (
        pytest.raises(IntegrityError, match="never edited"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_an_event_cannot_be_born_with_a_seal(sealed: list[int]) -> None:
    seal = AuditSeal.objects.get(number=1)
    with pytest.raises(IntegrityError, match="without a seal"), transaction.atomic():
        AuditEvent.objects.create(at=clock.now(), actor="x", verb="x", seal=seal)


def test_a_sealing_that_was_rolled_back_leaves_nothing_in_the_list(var: Path) -> None:
    audit.record(by=BY, verb="test.did", detail={})
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.seal_pending()
        1 / 0  # noqa: B018
    assert chain.remembered(var / "audit-seals.txt") == {}
    assert audit.verify() == []


def test_sealing_nothing_makes_no_seal() -> None:
    assert audit.seal_pending() == 0
    assert audit.verify() == []


def test_the_root_of_a_day_is_its_last_seal() -> None:
    roots = []
    for day in (2, 3):
        with clock.frozen(datetime(2026, 11, day, 4, tzinfo=UTC)):
            audit.record(by=BY, verb="test.did", detail={})
            audit.seal_pending()
        roots.append(AuditSeal.objects.order_by("-number")[0].digest)
    assert [audit.daily_root(date(2026, 11, day)) for day in (1, 2, 3)] == [None, *roots]


def figure() -> Figure:
    return Figure.objects.create(key="k", value=1, unit="x", effective_from=EPOCH, source="test")


def test_a_sensitive_view_inside_a_get_is_logged_right_after_it() -> None:
    seen = figure()
    with reading():
        audit.viewed(by=BY, subject=seen, purpose="回访")
        assert not AuditEvent.objects.exists()
    event = AuditEvent.objects.get()
    assert (event.verb, event.subject_id, event.detail) == (
        "kernel.viewed",
        str(seen.pk),
        {"purpose": "回访"},
    )


def test_a_sensitive_view_elsewhere_is_logged_at_once() -> None:
    audit.viewed(by=BY, subject=figure(), purpose="回访")
    assert AuditEvent.objects.count() == 1


def test_a_row_is_written_in_one_canonical_way() -> None:
    row = dict.fromkeys(chain.COLUMNS, "") | {
        "id": 7, "at": datetime(2026, 11, 2, 1, 2, 3, tzinfo=UTC), "actor": "张三", "actor_id": None,
        "detail": {"b": 1, "a": [True]},
    }  # fmt: skip
    expected = '[7,"2026-11-02T01:02:03.000000+00:00","张三",null,"","","","",{"a":[true],"b":1}]'
    assert chain.canonical(row).decode() == expected
