"""What the database itself refuses: a household on a person that no running membership says, or the other way round.

Asked at the end of the transaction, so that the row and the person may be written one after the other.
"""

from __future__ import annotations

SQL = """
CREATE OR REPLACE FUNCTION people_household_is_membership(who bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM people_person person
          LEFT JOIN people_membership member
            ON member.person_id = person.id AND member.ended_at IS NULL AND NOT member.is_second
         WHERE person.id = who AND person.household_id IS DISTINCT FROM member.household_id
    ) THEN
        RAISE EXCEPTION 'the household of person % is not that of the running membership', who
            USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_is_the_household';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION people_person_housed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM people_household_is_membership(NEW.id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION people_membership_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM people_household_is_membership(OLD.person_id); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM people_household_is_membership(NEW.person_id); END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS people_person_housed_new ON people_person;
CREATE CONSTRAINT TRIGGER people_person_housed_new AFTER INSERT ON people_person
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.household_id IS NOT NULL)
    EXECUTE FUNCTION people_person_housed();
DROP TRIGGER IF EXISTS people_person_housed ON people_person;
CREATE CONSTRAINT TRIGGER people_person_housed AFTER UPDATE ON people_person
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.household_id IS DISTINCT FROM NEW.household_id)
    EXECUTE FUNCTION people_person_housed();
DROP TRIGGER IF EXISTS people_membership_changed ON people_membership;
CREATE CONSTRAINT TRIGGER people_membership_changed AFTER INSERT OR UPDATE OR DELETE ON people_membership
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION people_membership_changed();
"""

DROP = """
DROP TRIGGER IF EXISTS people_person_housed_new ON people_person;
DROP TRIGGER IF EXISTS people_person_housed ON people_person;
DROP TRIGGER IF EXISTS people_membership_changed ON people_membership;
DROP FUNCTION IF EXISTS people_person_housed();
DROP FUNCTION IF EXISTS people_membership_changed();
DROP FUNCTION IF EXISTS people_household_is_membership(bigint);
"""
