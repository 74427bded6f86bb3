"""What the database itself guarantees of the audit log, whoever is connected.

- An event is inserted without a seal, gets one once, and is otherwise never updated or deleted.
- A seal is never updated or deleted.
TRUNCATE and a superuser can still do harm: `audit.verify()` finds it through the chain and the list outside.
"""

from __future__ import annotations

SQL = """
CREATE OR REPLACE FUNCTION kernel_audit_event_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.seal_id IS NOT NULL THEN
            RAISE EXCEPTION 'an audit event is inserted without a seal' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.seal_id IS NULL AND NEW.seal_id IS NOT NULL
       AND (to_jsonb(NEW) - 'seal_id') = (to_jsonb(OLD) - 'seal_id') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an audit event is never edited or deleted' USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE FUNCTION kernel_audit_seal_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an audit seal is never edited or deleted' USING ERRCODE = 'restrict_violation';
END $$;

DROP TRIGGER IF EXISTS kernel_audit_event_kept ON kernel_auditevent;
CREATE TRIGGER kernel_audit_event_kept BEFORE INSERT OR UPDATE OR DELETE ON kernel_auditevent
    FOR EACH ROW EXECUTE FUNCTION kernel_audit_event_kept();
DROP TRIGGER IF EXISTS kernel_audit_seal_kept ON kernel_auditseal;
CREATE TRIGGER kernel_audit_seal_kept BEFORE UPDATE OR DELETE ON kernel_auditseal
    FOR EACH ROW EXECUTE FUNCTION kernel_audit_seal_kept();
"""

DROP = """
DROP TRIGGER IF EXISTS kernel_audit_event_kept ON kernel_auditevent;
DROP TRIGGER IF EXISTS kernel_audit_seal_kept ON kernel_auditseal;
DROP FUNCTION IF EXISTS kernel_audit_event_kept();
DROP FUNCTION IF EXISTS kernel_audit_seal_kept();
"""
