"""What the database itself guarantees of the book (law 5).

- Legs and postings are never updated, deleted or truncated.
- At commit every posting has exactly the legs it announced, of its own county and unit, adding up to zero.
- A balance is written only here, from the legs, in account order under row lock: two postings that touch
  the same accounts queue up and cannot deadlock, and no update is lost.
"""

from __future__ import annotations

SQL = """
CREATE OR REPLACE FUNCTION ledger_row_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is never edited or deleted; a correction is a new posting', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE FUNCTION ledger_posting_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    announced ledger_posting%ROWTYPE;
    legs bigint;
    total numeric;
    strangers bigint;
BEGIN
    IF TG_TABLE_NAME = 'ledger_leg' THEN
        SELECT * INTO announced FROM ledger_posting WHERE id = NEW.posting_id;
    ELSE
        announced := NEW;
    END IF;
    SELECT count(*), coalesce(sum(leg.amount), 0),
           count(*) FILTER (WHERE account.unit <> announced.unit OR account.county <> announced.county)
      INTO legs, total, strangers
      FROM ledger_leg leg JOIN ledger_account account ON account.id = leg.account_id
     WHERE leg.posting_id = announced.id;
    IF legs <> announced.leg_count OR total <> 0 OR strangers > 0 THEN
        RAISE EXCEPTION 'posting % is not balanced: % of % legs, sum %, % of another unit or county',
            announced.key, legs, announced.leg_count, total, strangers
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_posting_balanced', TABLE = 'ledger_posting';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ledger_book_legs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM ledger_account
      WHERE id IN (SELECT account_id FROM booked) ORDER BY id FOR NO KEY UPDATE;
    UPDATE ledger_account SET balance = balance + change.amount
      FROM (SELECT account_id, sum(amount) AS amount FROM booked GROUP BY account_id) AS change
     WHERE ledger_account.id = change.account_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ledger_account_guarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.balance <> 0 THEN
            RAISE EXCEPTION 'an account is opened empty' USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF NEW.balance <> OLD.balance AND pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'a balance is changed by posting only' USING ERRCODE = 'restrict_violation';
    ELSIF (NEW.county, NEW.unit, NEW.code) IS DISTINCT FROM (OLD.county, OLD.unit, OLD.code) THEN
        RAISE EXCEPTION 'the code and unit of an account never change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS ledger_posting_sealed ON ledger_posting;
CREATE TRIGGER ledger_posting_sealed BEFORE UPDATE OR DELETE ON ledger_posting
    FOR EACH ROW EXECUTE FUNCTION ledger_row_sealed();
DROP TRIGGER IF EXISTS ledger_posting_kept ON ledger_posting;
CREATE TRIGGER ledger_posting_kept BEFORE TRUNCATE ON ledger_posting
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_row_sealed();
DROP TRIGGER IF EXISTS ledger_leg_sealed ON ledger_leg;
CREATE TRIGGER ledger_leg_sealed BEFORE UPDATE OR DELETE ON ledger_leg
    FOR EACH ROW EXECUTE FUNCTION ledger_row_sealed();
DROP TRIGGER IF EXISTS ledger_leg_kept ON ledger_leg;
CREATE TRIGGER ledger_leg_kept BEFORE TRUNCATE ON ledger_leg
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_row_sealed();
DROP TRIGGER IF EXISTS ledger_leg_booked ON ledger_leg;
CREATE TRIGGER ledger_leg_booked AFTER INSERT ON ledger_leg REFERENCING NEW TABLE AS booked
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_book_legs();
DROP TRIGGER IF EXISTS ledger_leg_balanced ON ledger_leg;
CREATE CONSTRAINT TRIGGER ledger_leg_balanced AFTER INSERT ON ledger_leg
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_posting_balanced();
DROP TRIGGER IF EXISTS ledger_posting_balanced ON ledger_posting;
CREATE CONSTRAINT TRIGGER ledger_posting_balanced AFTER INSERT ON ledger_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_posting_balanced();
DROP TRIGGER IF EXISTS ledger_account_guarded ON ledger_account;
CREATE TRIGGER ledger_account_guarded BEFORE INSERT OR UPDATE ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_account_guarded();
"""

DROP = """
DROP TRIGGER IF EXISTS ledger_account_guarded ON ledger_account;
DROP TRIGGER IF EXISTS ledger_posting_balanced ON ledger_posting;
DROP TRIGGER IF EXISTS ledger_leg_balanced ON ledger_leg;
DROP TRIGGER IF EXISTS ledger_leg_booked ON ledger_leg;
DROP TRIGGER IF EXISTS ledger_leg_kept ON ledger_leg;
DROP TRIGGER IF EXISTS ledger_leg_sealed ON ledger_leg;
DROP TRIGGER IF EXISTS ledger_posting_kept ON ledger_posting;
DROP TRIGGER IF EXISTS ledger_posting_sealed ON ledger_posting;
DROP FUNCTION IF EXISTS ledger_account_guarded();
DROP FUNCTION IF EXISTS ledger_book_legs();
DROP FUNCTION IF EXISTS ledger_posting_balanced();
DROP FUNCTION IF EXISTS ledger_row_sealed();
"""
