"""What the database itself refuses about alerts: a sealed report is not rewritten, and an open alert keeps its person's file.

A report of suspected harm to a minor (AL13) says for good who said what about whom and when. It moves on through its states,
is never reopened once closed, and no alert is ever deleted.
"""

from __future__ import annotations

SQL = """
CREATE OR REPLACE FUNCTION care_alert_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'an alert is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'closed' AND OLD IS DISTINCT FROM NEW OR
        (OLD.rule, OLD.key, OLD.level, OLD.text, OLD.county, OLD.division_id, OLD.person_id, OLD.raised_at, OLD.raised_by,
         OLD.reporter_id)
        IS DISTINCT FROM
        (NEW.rule, NEW.key, NEW.level, NEW.text, NEW.county, NEW.division_id, NEW.person_id, NEW.raised_at, NEW.raised_by,
         NEW.reporter_id) THEN
        RAISE EXCEPTION 'a sealed report is never rewritten' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- A file, those merged into it and those it was merged into: one human being's.
CREATE OR REPLACE FUNCTION care_files_of(file bigint) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    WITH RECURSIVE upward(id, above) AS (
        SELECT id, merged_into_id FROM people_person WHERE id = file
        UNION SELECT person.id, person.merged_into_id FROM people_person person JOIN upward ON person.id = upward.above
    ), files(id) AS (
        SELECT id FROM upward
        UNION SELECT person.id FROM people_person person JOIN files ON person.merged_into_id = files.id
    ) SELECT id FROM files
$$;

CREATE OR REPLACE FUNCTION care_alert_keeps_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM care_alert WHERE state <> 'closed' AND person_id IN (SELECT care_files_of(NEW.id))) THEN
        RAISE EXCEPTION 'the file of somebody with an open alert is not erased' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS care_alert_sealed ON care_alert;
CREATE TRIGGER care_alert_sealed BEFORE UPDATE ON care_alert FOR EACH ROW WHEN (OLD.rule = 'AL13' OR NEW.rule = 'AL13')
    EXECUTE FUNCTION care_alert_kept();
DROP TRIGGER IF EXISTS care_alert_kept ON care_alert;
CREATE TRIGGER care_alert_kept BEFORE DELETE ON care_alert FOR EACH ROW EXECUTE FUNCTION care_alert_kept();
DROP TRIGGER IF EXISTS care_alerts_kept ON care_alert;
CREATE TRIGGER care_alerts_kept BEFORE TRUNCATE ON care_alert FOR EACH STATEMENT EXECUTE FUNCTION care_alert_kept();
DROP TRIGGER IF EXISTS care_steps_kept ON care_alertstep;
CREATE TRIGGER care_steps_kept BEFORE TRUNCATE ON care_alertstep FOR EACH STATEMENT EXECUTE FUNCTION care_alert_kept();
DROP TRIGGER IF EXISTS care_alert_keeps_file ON people_person;
CREATE TRIGGER care_alert_keeps_file BEFORE UPDATE ON people_person FOR EACH ROW
    WHEN (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL) EXECUTE FUNCTION care_alert_keeps_file();
"""

DROP = """
DROP TRIGGER IF EXISTS care_alert_sealed ON care_alert;
DROP TRIGGER IF EXISTS care_alert_kept ON care_alert;
DROP TRIGGER IF EXISTS care_alerts_kept ON care_alert;
DROP TRIGGER IF EXISTS care_steps_kept ON care_alertstep;
DROP TRIGGER IF EXISTS care_alert_keeps_file ON people_person;
DROP FUNCTION IF EXISTS care_alert_kept();
DROP FUNCTION IF EXISTS care_alert_keeps_file();
DROP FUNCTION IF EXISTS care_files_of(bigint);
"""
