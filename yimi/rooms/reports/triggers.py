"""A published bulletin is evidence: its figures and document are never changed or deleted (mission 4)."""

from __future__ import annotations

SQL = """
CREATE OR REPLACE FUNCTION reports_bulletin_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' OR OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a published bulletin is never changed or deleted'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS reports_bulletin_sealed ON reports_bulletin;
CREATE TRIGGER reports_bulletin_sealed BEFORE UPDATE OR DELETE ON reports_bulletin
    FOR EACH ROW EXECUTE FUNCTION reports_bulletin_sealed();
DROP TRIGGER IF EXISTS reports_bulletin_kept ON reports_bulletin;
CREATE TRIGGER reports_bulletin_kept BEFORE TRUNCATE ON reports_bulletin
    FOR EACH STATEMENT EXECUTE FUNCTION reports_bulletin_sealed();
"""

DROP = """
DROP TRIGGER IF EXISTS reports_bulletin_kept ON reports_bulletin;
DROP TRIGGER IF EXISTS reports_bulletin_sealed ON reports_bulletin;
DROP FUNCTION IF EXISTS reports_bulletin_sealed();
"""
