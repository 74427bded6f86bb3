"""A verdict row can only be retracted; nothing of it is edited or deleted (law 4, decision 8)."""

from __future__ import annotations

SQL = """
CREATE OR REPLACE FUNCTION review_row_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is never edited or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION review_verdict_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.retracted_at IS NOT NULL OR NEW.retracted_at IS NULL
       OR (to_jsonb(NEW) - 'retracted_at' - 'retracted_by_id')
          IS DISTINCT FROM (to_jsonb(OLD) - 'retracted_at' - 'retracted_by_id')
    THEN
        RAISE EXCEPTION 'a verdict can only be retracted, once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS review_verdict_sealed ON review_verdict;
CREATE TRIGGER review_verdict_sealed BEFORE UPDATE OR DELETE ON review_verdict
    FOR EACH ROW EXECUTE FUNCTION review_verdict_sealed();
DROP TRIGGER IF EXISTS review_precheck_sealed ON review_precheck;
CREATE TRIGGER review_precheck_sealed BEFORE UPDATE OR DELETE ON review_precheck
    FOR EACH ROW EXECUTE FUNCTION review_row_sealed();
DROP TRIGGER IF EXISTS review_callback_sealed ON review_callback;
CREATE TRIGGER review_callback_sealed BEFORE UPDATE OR DELETE ON review_callback
    FOR EACH ROW EXECUTE FUNCTION review_row_sealed();
"""

DROP = """
DROP TRIGGER IF EXISTS review_callback_sealed ON review_callback;
DROP TRIGGER IF EXISTS review_precheck_sealed ON review_precheck;
DROP TRIGGER IF EXISTS review_verdict_sealed ON review_verdict;
DROP FUNCTION IF EXISTS review_verdict_sealed();
DROP FUNCTION IF EXISTS review_row_sealed();
"""
