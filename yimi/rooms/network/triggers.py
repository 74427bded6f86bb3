"""What the database itself refuses about assignments and grants, whoever writes."""

from __future__ import annotations

# Two overlapping rows of one assignment, and a person who administers and serves at the same time.
# The trigger's functions lock the person's row first, so that two writers at once meet there.
SQL = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE network_assignment DROP CONSTRAINT IF EXISTS network_assignment_no_overlap;
ALTER TABLE network_assignment ADD CONSTRAINT network_assignment_no_overlap EXCLUDE USING gist (
    user_id WITH =, role WITH =, organisation_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&
);

CREATE OR REPLACE FUNCTION network_refuse_admin_who_serves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR UPDATE;
    IF TG_TABLE_NAME = 'accounts_admingrant' THEN
        IF NEW.ended_at IS NULL AND EXISTS (
            SELECT 1 FROM network_assignment
            WHERE user_id = NEW.user_id AND (
                ends_on IS NULL OR (
                    ends_on >= (NEW.granted_at AT TIME ZONE 'Asia/Shanghai')::date
                    AND (ended_at IS NULL OR (ended_at AT TIME ZONE 'Asia/Shanghai')::date < ends_on)
                )
            )
        ) THEN
            RAISE EXCEPTION 'user % serves and cannot administer', NEW.user_id
                USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'network_admin_serves_nowhere';
        END IF;
    ELSIF EXISTS (
        SELECT 1 FROM accounts_admingrant WHERE user_id = NEW.user_id AND ended_at IS NULL
    ) THEN
        RAISE EXCEPTION 'user % administers and cannot serve', NEW.user_id
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'network_admin_serves_nowhere';
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS network_admin_serves_nowhere ON accounts_admingrant;
CREATE TRIGGER network_admin_serves_nowhere
    BEFORE INSERT OR UPDATE OF user_id, ended_at ON accounts_admingrant
    FOR EACH ROW EXECUTE FUNCTION network_refuse_admin_who_serves();
DROP TRIGGER IF EXISTS network_admin_serves_nowhere ON network_assignment;
CREATE TRIGGER network_admin_serves_nowhere BEFORE INSERT ON network_assignment
    FOR EACH ROW EXECUTE FUNCTION network_refuse_admin_who_serves();
"""

DROP = """
DROP TRIGGER IF EXISTS network_admin_serves_nowhere ON network_assignment;
DROP TRIGGER IF EXISTS network_admin_serves_nowhere ON accounts_admingrant;
DROP FUNCTION IF EXISTS network_refuse_admin_who_serves();
ALTER TABLE network_assignment DROP CONSTRAINT IF EXISTS network_assignment_no_overlap;
"""
