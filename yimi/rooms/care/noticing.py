"""What the database itself notices in the register, so that care follows in minutes and not in the night.

A category given or ended, a birth date corrected, a death, a household left. One row a person and kind waits in
`care_registerchange` for `follow_changes`; the same news twice waits once. A file that only now gets its household
(an import, the first survey) is no news.
"""

from __future__ import annotations

SQL = """
CREATE OR REPLACE FUNCTION care_person_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.deceased_on IS NULL AND NEW.deceased_on IS NOT NULL THEN
        INSERT INTO care_registerchange (person_id, what, household) VALUES (NEW.id, 'died', NEW.household_id)
            ON CONFLICT DO NOTHING;
    END IF;
    IF OLD.household_id IS NOT NULL AND OLD.household_id IS DISTINCT FROM NEW.household_id THEN
        INSERT INTO care_registerchange (person_id, what, household) VALUES (NEW.id, 'left', OLD.household_id)
            ON CONFLICT DO NOTHING;
    END IF;
    IF OLD.birth_date IS DISTINCT FROM NEW.birth_date THEN
        INSERT INTO care_registerchange (person_id, what) VALUES (NEW.id, 'facts') ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION care_category_noticed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO care_registerchange (person_id, what) SELECT DISTINCT person_id, 'facts' FROM after
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS care_person_changed ON people_person;
CREATE TRIGGER care_person_changed AFTER UPDATE ON people_person FOR EACH ROW
    WHEN (OLD.erased_at IS NOT DISTINCT FROM NEW.erased_at AND NEW.merged_into_id IS NULL
          AND (OLD.deceased_on IS DISTINCT FROM NEW.deceased_on
               OR OLD.household_id IS DISTINCT FROM NEW.household_id
               OR OLD.birth_date IS DISTINCT FROM NEW.birth_date))
    EXECUTE FUNCTION care_person_changed();
DROP TRIGGER IF EXISTS care_category_new ON people_personcategory;
CREATE TRIGGER care_category_new AFTER INSERT ON people_personcategory REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION care_category_noticed();
DROP TRIGGER IF EXISTS care_category_other ON people_personcategory;
CREATE TRIGGER care_category_other AFTER UPDATE ON people_personcategory REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION care_category_noticed();
"""

DROP = """
DROP TRIGGER IF EXISTS care_person_changed ON people_person;
DROP TRIGGER IF EXISTS care_category_new ON people_personcategory;
DROP TRIGGER IF EXISTS care_category_other ON people_personcategory;
DROP FUNCTION IF EXISTS care_person_changed();
DROP FUNCTION IF EXISTS care_category_noticed();
"""
