"""What the database itself refuses: the file of somebody with an open case is not erased."""

from __future__ import annotations

SQL = """
CREATE OR REPLACE FUNCTION casework_case_keeps_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM casework_case WHERE stage NOT IN ('closed', 'declined')
                  AND person_id IN (SELECT care_files_of(NEW.id))) THEN
        RAISE EXCEPTION 'the file of somebody with an open case is not erased' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS casework_case_keeps_file ON people_person;
CREATE TRIGGER casework_case_keeps_file BEFORE UPDATE ON people_person FOR EACH ROW
    WHEN (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL) EXECUTE FUNCTION casework_case_keeps_file();
"""

DROP = """
DROP TRIGGER IF EXISTS casework_case_keeps_file ON people_person;
DROP FUNCTION IF EXISTS casework_case_keeps_file();
"""
