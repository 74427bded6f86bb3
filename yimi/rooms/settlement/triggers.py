"""A closed quarter is never edited, not even by hand: the database refuses it.

What may still move is named here: the state and the two stamps of a statement, the state of a close, the
answer to an objection, and the statement a claw-back was deducted in. Each stamp is set once.
"""

from __future__ import annotations

SQL = """
CREATE OR REPLACE FUNCTION settlement_row_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept jsonb;
    given jsonb;
    movable text;
    once boolean := false;
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'a row of % is never deleted: a closed quarter stays closed', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    kept := to_jsonb(OLD);
    given := to_jsonb(NEW);
    -- the arguments are the columns that may move; those after 'once' move from null (or '') only
    FOREACH movable IN ARRAY coalesce(TG_ARGV, '{}'::text[]) LOOP
        IF movable = 'once' THEN
            once := true;
            CONTINUE;
        END IF;
        IF once AND coalesce(kept ->> movable, '') <> ''
           AND kept -> movable IS DISTINCT FROM given -> movable THEN
            RAISE EXCEPTION '% of % is set once', movable, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END IF;
        kept := kept - movable;
        given := given - movable;
    END LOOP;
    IF kept IS DISTINCT FROM given THEN
        RAISE EXCEPTION 'a row of % is frozen: a closed quarter is never edited', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION settlement_lines_complete() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    crowded text;
BEGIN
    SELECT statement.number INTO crowded
      FROM settlement_statement statement
     WHERE statement.id IN (SELECT statement_id FROM added)
       AND statement.line_count < (SELECT count(*) FROM settlement_statementline line
                                    WHERE line.statement_id = statement.id)
     LIMIT 1;
    IF crowded IS NOT NULL THEN
        RAISE EXCEPTION 'statement % is complete: no line can be added to it', crowded
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS settlement_quarterclose_sealed ON settlement_quarterclose;
CREATE TRIGGER settlement_quarterclose_sealed BEFORE UPDATE OR DELETE ON settlement_quarterclose
    FOR EACH ROW EXECUTE FUNCTION settlement_row_sealed('state');
DROP TRIGGER IF EXISTS settlement_quarterclose_kept ON settlement_quarterclose;
CREATE TRIGGER settlement_quarterclose_kept BEFORE TRUNCATE ON settlement_quarterclose
    FOR EACH STATEMENT EXECUTE FUNCTION settlement_row_sealed();

DROP TRIGGER IF EXISTS settlement_statement_sealed ON settlement_statement;
CREATE TRIGGER settlement_statement_sealed BEFORE UPDATE OR DELETE ON settlement_statement
    FOR EACH ROW EXECUTE FUNCTION settlement_row_sealed(
        'state', 'once', 'published_at', 'published_by_id', 'notice_until', 'paid_at', 'paid_by_id');
DROP TRIGGER IF EXISTS settlement_statement_kept ON settlement_statement;
CREATE TRIGGER settlement_statement_kept BEFORE TRUNCATE ON settlement_statement
    FOR EACH STATEMENT EXECUTE FUNCTION settlement_row_sealed();

DROP TRIGGER IF EXISTS settlement_statementline_sealed ON settlement_statementline;
CREATE TRIGGER settlement_statementline_sealed BEFORE UPDATE OR DELETE ON settlement_statementline
    FOR EACH ROW EXECUTE FUNCTION settlement_row_sealed();
DROP TRIGGER IF EXISTS settlement_statementline_kept ON settlement_statementline;
CREATE TRIGGER settlement_statementline_kept BEFORE TRUNCATE ON settlement_statementline
    FOR EACH STATEMENT EXECUTE FUNCTION settlement_row_sealed();

DROP TRIGGER IF EXISTS settlement_confirmation_sealed ON settlement_confirmation;
CREATE TRIGGER settlement_confirmation_sealed BEFORE UPDATE OR DELETE ON settlement_confirmation
    FOR EACH ROW EXECUTE FUNCTION settlement_row_sealed();
DROP TRIGGER IF EXISTS settlement_confirmation_kept ON settlement_confirmation;
CREATE TRIGGER settlement_confirmation_kept BEFORE TRUNCATE ON settlement_confirmation
    FOR EACH STATEMENT EXECUTE FUNCTION settlement_row_sealed();

DROP TRIGGER IF EXISTS settlement_objection_sealed ON settlement_objection;
CREATE TRIGGER settlement_objection_sealed BEFORE UPDATE OR DELETE ON settlement_objection
    FOR EACH ROW EXECUTE FUNCTION settlement_row_sealed('once', 'answer', 'answered_at', 'answered_by_id');
DROP TRIGGER IF EXISTS settlement_objection_kept ON settlement_objection;
CREATE TRIGGER settlement_objection_kept BEFORE TRUNCATE ON settlement_objection
    FOR EACH STATEMENT EXECUTE FUNCTION settlement_row_sealed();

DROP TRIGGER IF EXISTS settlement_clawback_sealed ON settlement_clawback;
CREATE TRIGGER settlement_clawback_sealed BEFORE UPDATE OR DELETE ON settlement_clawback
    FOR EACH ROW EXECUTE FUNCTION settlement_row_sealed('once', 'statement_id');
DROP TRIGGER IF EXISTS settlement_clawback_kept ON settlement_clawback;
CREATE TRIGGER settlement_clawback_kept BEFORE TRUNCATE ON settlement_clawback
    FOR EACH STATEMENT EXECUTE FUNCTION settlement_row_sealed();

DROP TRIGGER IF EXISTS settlement_lines_complete ON settlement_statementline;
CREATE TRIGGER settlement_lines_complete AFTER INSERT ON settlement_statementline
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION settlement_lines_complete();
"""

DROP = """
DROP TRIGGER IF EXISTS settlement_lines_complete ON settlement_statementline;
DROP FUNCTION IF EXISTS settlement_lines_complete();
DROP FUNCTION IF EXISTS settlement_row_sealed() CASCADE;
"""
