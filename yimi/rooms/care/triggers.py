"""What the database itself refuses: a released sheet changes no more, and history is only ever added to."""

from __future__ import annotations

SQL = """
CREATE OR REPLACE FUNCTION care_sheet_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'released' THEN
        RAISE EXCEPTION 'a released sheet is never edited or deleted: draft the next version'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE OR REPLACE FUNCTION care_history_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is never edited or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

DROP TRIGGER IF EXISTS care_sheet_sealed ON care_sheet;
CREATE TRIGGER care_sheet_sealed BEFORE UPDATE OR DELETE ON care_sheet
    FOR EACH ROW EXECUTE FUNCTION care_sheet_sealed();
DROP TRIGGER IF EXISTS care_history_kept ON care_colourchange;
CREATE TRIGGER care_history_kept BEFORE UPDATE OR DELETE ON care_colourchange
    FOR EACH ROW EXECUTE FUNCTION care_history_kept();
DROP TRIGGER IF EXISTS care_history_kept ON care_alertstep;
CREATE TRIGGER care_history_kept BEFORE UPDATE OR DELETE ON care_alertstep
    FOR EACH ROW EXECUTE FUNCTION care_history_kept();
"""

DROP = """
DROP TRIGGER IF EXISTS care_sheet_sealed ON care_sheet;
DROP TRIGGER IF EXISTS care_history_kept ON care_colourchange;
DROP TRIGGER IF EXISTS care_history_kept ON care_alertstep;
DROP FUNCTION IF EXISTS care_sheet_sealed();
DROP FUNCTION IF EXISTS care_history_kept();
"""
