"""The sealed part of an upload cannot be rewritten, not even by a hand at the database (D9)."""

from __future__ import annotations

SQL = """
CREATE OR REPLACE FUNCTION evidence_media_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'evidence is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.client_id, NEW.file_id, NEW.session_id, NEW.county, NEW.kind, NEW.source, NEW.received_at,
        NEW.uploaded_by_id, NEW.packet)
       IS DISTINCT FROM
       (OLD.client_id, OLD.file_id, OLD.session_id, OLD.county, OLD.kind, OLD.source, OLD.received_at,
        OLD.uploaded_by_id, OLD.packet)
    THEN
        RAISE EXCEPTION 'the sealed part of evidence cannot change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS evidence_media_sealed ON evidence_media;
CREATE TRIGGER evidence_media_sealed BEFORE UPDATE OR DELETE ON evidence_media
    FOR EACH ROW EXECUTE FUNCTION evidence_media_sealed();
"""

DROP = """
DROP TRIGGER IF EXISTS evidence_media_sealed ON evidence_media;
DROP FUNCTION IF EXISTS evidence_media_sealed();
"""
