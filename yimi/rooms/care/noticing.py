"""What the database itself notices in the register, so that care follows in minutes and not in the night.

A category given or ended, a birth date corrected, somebody who came into a household or left it. One row a person and
kind waits in `care_registerchange` for `follow_changes`; the same news twice waits once.
"""

from __future__ import annotations

SQL = """
CREATE OR REPLACE FUNCTION care_birth_noticed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO care_registerchange (person_id, what) VALUES (NEW.id, 'facts') ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION care_category_noticed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO care_registerchange (person_id, what) SELECT DISTINCT person_id, 'facts' FROM after
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

-- those who were there when the file was made are no news
CREATE OR REPLACE FUNCTION care_member_noticed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO care_registerchange (person_id, what)
        SELECT DISTINCT person_id, 'family' FROM after WHERE "left" <> '' OR came IN ('born', 'married')
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS care_birth_noticed ON people_person;
CREATE TRIGGER care_birth_noticed AFTER UPDATE ON people_person FOR EACH ROW
    WHEN (OLD.birth_date IS DISTINCT FROM NEW.birth_date AND NEW.erased_at IS NULL)
    EXECUTE FUNCTION care_birth_noticed();
DROP TRIGGER IF EXISTS care_category_new ON people_personcategory;
CREATE TRIGGER care_category_new AFTER INSERT ON people_personcategory REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION care_category_noticed();
DROP TRIGGER IF EXISTS care_category_other ON people_personcategory;
CREATE TRIGGER care_category_other AFTER UPDATE ON people_personcategory REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION care_category_noticed();
DROP TRIGGER IF EXISTS care_member_new ON people_membership;
CREATE TRIGGER care_member_new AFTER INSERT ON people_membership REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION care_member_noticed();
DROP TRIGGER IF EXISTS care_member_other ON people_membership;
CREATE TRIGGER care_member_other AFTER UPDATE ON people_membership REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION care_member_noticed();
"""

DROP = """
DROP TRIGGER IF EXISTS care_birth_noticed ON people_person;
DROP TRIGGER IF EXISTS care_category_new ON people_personcategory;
DROP TRIGGER IF EXISTS care_category_other ON people_personcategory;
DROP TRIGGER IF EXISTS care_member_new ON people_membership;
DROP TRIGGER IF EXISTS care_member_other ON people_membership;
DROP FUNCTION IF EXISTS care_birth_noticed();
DROP FUNCTION IF EXISTS care_category_noticed();
DROP FUNCTION IF EXISTS care_member_noticed();
"""
