"""What the database itself refuses: a finished form or a closed case changes no more, history is only added to."""

from __future__ import annotations

SQL = """
CREATE OR REPLACE FUNCTION casework_paper_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'draft' THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'a finished form is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('filed', 'approved', 'returned') OR (OLD.state = 'waiting' AND
        (OLD.content, OLD.filed_by_id, OLD.kind, OLD.number, OLD.version, OLD.case_id)
        IS DISTINCT FROM (NEW.content, NEW.filed_by_id, NEW.kind, NEW.number, NEW.version, NEW.case_id)) THEN
        RAISE EXCEPTION 'a finished form is never edited: write the next version'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION casework_case_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.stage IN ('closed', 'declined') AND
        (OLD.stage, OLD.close_reason, OLD.closed_at, OLD.person_id, OLD.number)
        IS DISTINCT FROM (NEW.stage, NEW.close_reason, NEW.closed_at, NEW.person_id, NEW.number) THEN
        RAISE EXCEPTION 'a closed case is read only: open a new one linked to it'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION casework_history_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is never edited or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

DROP TRIGGER IF EXISTS casework_paper_sealed ON casework_paper;
CREATE TRIGGER casework_paper_sealed BEFORE UPDATE OR DELETE ON casework_paper
    FOR EACH ROW EXECUTE FUNCTION casework_paper_sealed();
DROP TRIGGER IF EXISTS casework_case_sealed ON casework_case;
CREATE TRIGGER casework_case_sealed BEFORE UPDATE OR DELETE ON casework_case
    FOR EACH ROW EXECUTE FUNCTION casework_case_sealed();
DROP TRIGGER IF EXISTS casework_history_kept ON casework_casestep;
CREATE TRIGGER casework_history_kept BEFORE UPDATE OR DELETE ON casework_casestep
    FOR EACH ROW EXECUTE FUNCTION casework_history_kept();
DROP TRIGGER IF EXISTS casework_history_kept ON casework_measure;
CREATE TRIGGER casework_history_kept BEFORE UPDATE OR DELETE ON casework_measure
    FOR EACH ROW EXECUTE FUNCTION casework_history_kept();
DROP TRIGGER IF EXISTS casework_history_kept ON casework_handover;
CREATE TRIGGER casework_history_kept BEFORE UPDATE OR DELETE ON casework_handover
    FOR EACH ROW EXECUTE FUNCTION casework_history_kept();
"""

DROP = """
DROP TRIGGER IF EXISTS casework_paper_sealed ON casework_paper;
DROP TRIGGER IF EXISTS casework_case_sealed ON casework_case;
DROP TRIGGER IF EXISTS casework_history_kept ON casework_casestep;
DROP TRIGGER IF EXISTS casework_history_kept ON casework_measure;
DROP TRIGGER IF EXISTS casework_history_kept ON casework_handover;
DROP FUNCTION IF EXISTS casework_paper_sealed();
DROP FUNCTION IF EXISTS casework_case_sealed();
DROP FUNCTION IF EXISTS casework_history_kept();
"""
