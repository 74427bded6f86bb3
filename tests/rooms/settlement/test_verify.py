"""`yimi settlement verify` finds one changed fen, and says where."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from python_calamine import CalamineWorkbook

from tests.rooms.settlement.quarter import APRIL, Books
from yimi.rooms.settlement.models import Statement
from yimi.rooms.settlement.queries import statement_xlsx, verify


@pytest.fixture
def sealed(books: Books) -> Books:
    books.session(50000, day=date(2026, 11, 9))
    books.session(30000, "partial", date(2026, 11, 10))
    books.session(45000, day=date(2026, 11, 11), provider=books.cast.provider_b)
    books.freeze()
    books.session(50000, day=date(2027, 1, 9))
    books.freeze("2027Q1", APRIL)
    return books


def tamper(sql: str, values: list[object] | None = None) -> None:
    """What only the owner of the database can do: switch the triggers off and write."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_untouched_statements_verify(sealed: Books):
    assert Statement.objects.count() == 3
    assert verify() == []


def test_signatures_and_payment_do_not_disturb_the_seal(sealed: Books):
    sealed.published(sealed.statement())
    assert verify() == []


def test_a_changed_fen_in_a_line_is_reported_with_statement_session_and_both_amounts(sealed: Books):
    line = sealed.statement().lines.get(order=2)
    tamper("UPDATE settlement_statementline SET amount_fen = amount_fen + 1 WHERE id = %s", [line.pk])
    (found,) = verify()
    assert found.startswith(line.statement.number)
    assert line.session_number in found
    assert "240.00" in found
    assert "240.01" in found


def test_a_changed_total_and_a_changed_content_are_both_found(sealed: Books):
    statement = sealed.statement()
    tamper("UPDATE settlement_statement SET payable_fen = payable_fen + 1, gross_fen = gross_fen + 1"
           " WHERE id = %s", [statement.pk])  # fmt: skip
    assert any("payable_fen" in sentence and "740.01" in sentence for sentence in verify())
    tamper("UPDATE settlement_statement SET content = content || '{\"payable_fen\": 74001}'"
           " WHERE id = %s", [statement.pk])  # fmt: skip
    assert [sentence for sentence in verify() if "内容与摘要不符" in sentence]


def test_a_line_that_was_taken_out_or_moved_is_missed_by_number(sealed: Books):
    line = sealed.statement().lines.get(order=1)
    tamper("DELETE FROM settlement_statementline WHERE id = %s", [line.pk])
    assert any(f"场次 {line.session_number} 不见了" in sentence for sentence in verify())


def test_a_recomputed_digest_without_the_key_is_found_by_its_signature(sealed: Books):
    statement = sealed.statement("2027Q1")
    tamper("UPDATE settlement_statement SET signature = repeat('00', 64) WHERE id = %s", [statement.pk])
    assert [s for s in verify() if "签名不是" in s] == [f"{statement.number}：签名不是本系统的结算密钥签的。"]


def test_a_statement_missing_from_the_middle_or_the_end_breaks_the_chain(sealed: Books):
    last = sealed.statement("2027Q1")
    tamper("DELETE FROM settlement_statementline WHERE statement_id = %s", [last.pk])
    tamper("DELETE FROM settlement_statement WHERE id = %s", [last.pk])
    assert any("末尾可能少了结算单" in sentence for sentence in verify())
    first = Statement.objects.order_by("position")[0]
    tamper("DELETE FROM settlement_statementline WHERE statement_id = %s", [first.pk])
    tamper("DELETE FROM settlement_statement WHERE id = %s", [first.pk])
    assert any("前面有结算单不见了" in sentence for sentence in verify())


def test_the_sheet_for_finance_has_codes_as_text_the_totals_and_the_words(sealed: Books):
    statement = sealed.statement()
    book = CalamineWorkbook.from_filelike(BytesIO(statement_xlsx(statement)))
    rows = book.get_sheet_by_index(0).to_python()
    text = "\n".join(str(cell) for row in rows for cell in row)
    assert "柒佰肆拾元整" in text
    assert statement.digest in text
    line = next(row for row in rows if row[1] == statement.lines.get(order=2).session_number)
    assert (line[3], line[7], line[10]) == ("MP15", 300.0, 240.0)
    assert next(row for row in rows if row[0] == "应付")[10] == 740.0


def test_a_name_that_looks_like_a_formula_stays_text(books: Books):
    books.cast.provider_a.name = '=HYPERLINK("http://evil","x")'
    books.cast.provider_a.save(update_fields=["name"])
    books.session()
    books.freeze()
    import zipfile

    sheet = zipfile.ZipFile(BytesIO(statement_xlsx(books.statement()))).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
