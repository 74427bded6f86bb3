"""What the database itself keeps in step: where a colour and its windows are, and how many of them there are.

- A standing lies where its person lives, a window where its standing does: copied on every write, and when the
  person moves, dies or is merged. An insert holds the row it copies from, so that a move at the same moment waits.
- `care_unassessed` holds the days on which somebody without a colour has a category.
- `care_tally` gets the difference of every statement, never an update: no act waits for another one.
"""

# ruff: noqa: S608  (statements of constants)

from __future__ import annotations

#: What each row of the three tables counts for: {table: SQL that yields division, worker, kind, day, sign}.
#: `%s` is the table or the rows of a statement.
COUNTED = {
    "care_standing": """
        SELECT division_id, worker_id, colour AS kind, NULL::date AS day, 1 AS sign FROM {rows} WHERE present
        UNION ALL SELECT division_id, worker_id, 'again', reassess_on, 1 FROM {rows} WHERE present""",
    "care_window": """
        SELECT division_id, worker_id, 'due' AS kind, opens_on AS day, 1 AS sign FROM {rows}
         WHERE present AND state = 'open'
        UNION ALL SELECT division_id, worker_id, 'late', closes_on + 1, 1 FROM {rows}
         WHERE present AND state = 'open'""",
    "care_unassessed": """
        SELECT division_id, NULL::integer AS worker_id, 'lacking' AS kind, since AS day, 1 AS sign FROM {rows}
        UNION ALL SELECT division_id, NULL, 'lacking', until, -1 FROM {rows} WHERE until IS NOT NULL""",
}

PLACED = """
CREATE OR REPLACE FUNCTION care_standing_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM 1 FROM people_person WHERE id = NEW.person_id FOR SHARE;
    END IF;
    SELECT division_id, deceased_on IS NULL AND merged_into_id IS NULL AND erased_at IS NULL
      INTO NEW.division_id, NEW.present FROM people_person WHERE id = NEW.person_id;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION care_window_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM 1 FROM care_standing WHERE id = NEW.standing_id FOR SHARE;
    END IF;
    SELECT division_id, worker_id, present
      INTO NEW.division_id, NEW.worker_id, NEW.present FROM care_standing WHERE id = NEW.standing_id;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION care_person_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE care_standing SET division_id = NEW.division_id WHERE person_id = NEW.id;
    PERFORM care_look_for_lack(ARRAY[NEW.id]);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION care_standing_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE care_window SET division_id = NEW.division_id WHERE standing_id = NEW.id;
    RETURN NULL;
END $$;
"""

LACKS = """
        SELECT person.id, person.division_id,
               unnest(range_agg(daterange(entry.valid_from, entry.valid_to, '[]'))) AS span
          FROM people_person person JOIN people_personcategory entry ON entry.person_id = person.id
         WHERE {whom} AND person.deceased_on IS NULL AND person.merged_into_id IS NULL
           AND person.erased_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM care_standing WHERE person_id = person.id)
         GROUP BY person.id"""

LACKING = f"""
CREATE OR REPLACE FUNCTION care_look_for_lack(people bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM people_person WHERE id = ANY(people) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM care_unassessed WHERE person_id = ANY(people);
    INSERT INTO care_unassessed (person_id, division_id, since, until)
    SELECT held.id, held.division_id, lower(span), upper(span)
      FROM ({LACKS.format(whom="person.id = ANY(people)")}) AS held;
END $$;

CREATE OR REPLACE FUNCTION care_category_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM care_look_for_lack(ARRAY(SELECT DISTINCT person_id FROM changed));
    RETURN NULL;
END $$;
"""

ROWS = """
DROP TRIGGER IF EXISTS care_placed ON care_standing;
CREATE TRIGGER care_placed BEFORE INSERT OR UPDATE ON care_standing
    FOR EACH ROW EXECUTE FUNCTION care_standing_placed();
DROP TRIGGER IF EXISTS care_placed ON care_window;
CREATE TRIGGER care_placed BEFORE INSERT OR UPDATE ON care_window
    FOR EACH ROW EXECUTE FUNCTION care_window_placed();
DROP TRIGGER IF EXISTS care_person_moved ON people_person;
CREATE TRIGGER care_person_moved AFTER UPDATE ON people_person FOR EACH ROW
    WHEN (OLD.division_id <> NEW.division_id OR OLD.deceased_on IS DISTINCT FROM NEW.deceased_on
          OR OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id
          OR OLD.erased_at IS DISTINCT FROM NEW.erased_at)
    EXECUTE FUNCTION care_person_moved();
DROP TRIGGER IF EXISTS care_standing_moved ON care_standing;
CREATE TRIGGER care_standing_moved AFTER UPDATE ON care_standing FOR EACH ROW
    WHEN (OLD.division_id <> NEW.division_id OR OLD.worker_id IS DISTINCT FROM NEW.worker_id
          OR OLD.present <> NEW.present)
    EXECUTE FUNCTION care_standing_moved();
"""

OPERATIONS = {"insert": ("after",), "update": ("before", "after"), "delete": ("before",)}
TRANSITION = {"before": "OLD TABLE AS before", "after": "NEW TABLE AS after"}


def _noticing(table: str, name: str, operation: str, function: str, rows: str) -> str:
    return f"""
DROP TRIGGER IF EXISTS {name} ON {table};
CREATE TRIGGER {name} AFTER {operation.upper()} ON {table} REFERENCING {rows}
    FOR EACH STATEMENT EXECUTE FUNCTION {function}();
"""


def _tallied(table: str, counted: str) -> str:
    """A function and a trigger for each kind of statement: what is there now less what was there before."""
    made = ""
    for operation, sides in OPERATIONS.items():
        parts = " UNION ALL ".join(
            f"SELECT division_id, worker_id, kind, day, {'-' if side == 'before' else ''}sign AS sign"
            f" FROM ({counted.format(rows=side)}) AS {side}_counted"
            for side in sides
        )
        made += f"""
CREATE OR REPLACE FUNCTION {table}_{operation}_tallied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO care_tally (division_id, worker_id, kind, day, number)
    SELECT division_id, worker_id, kind, day, sum(sign) FROM ({parts}) AS counted
     GROUP BY division_id, worker_id, kind, day HAVING sum(sign) <> 0;
    RETURN NULL;
END $$;
"""
        rows = " ".join(TRANSITION[side] for side in sides)
        made += _noticing(table, f"care_tallied_{operation}", operation, f"{table}_{operation}_tallied", rows)
    return made


def _lack_noticed() -> str:
    """A category or a colour more or fewer; an update of a category does not move it to somebody else."""
    made = ""
    for table, operation in (
        ("people_personcategory", "insert"),
        ("people_personcategory", "update"),
        ("people_personcategory", "delete"),
        ("care_standing", "insert"),
        ("care_standing", "delete"),
    ):
        side = "OLD" if operation == "delete" else "NEW"
        made += _noticing(
            table, f"care_lack_{operation}", operation, "care_category_changed", f"{side} TABLE AS changed"
        )
    return made


FRESH = " UNION ALL ".join(
    f"SELECT * FROM ({counted.format(rows=table)}) AS {table}_now" for table, counted in COUNTED.items()
)

FILL = f"""
SELECT care_look_for_lack(ARRAY(SELECT DISTINCT person_id FROM people_personcategory));
DELETE FROM care_tally;
INSERT INTO care_tally (division_id, worker_id, kind, day, number)
SELECT division_id, worker_id, kind, day, sum(sign) FROM ({FRESH}) AS counted
 GROUP BY division_id, worker_id, kind, day HAVING sum(sign) <> 0;
"""

#: Put right whatever lies elsewhere than it should; the triggers above do the copying.
MISPLACED = (
    """
UPDATE care_standing SET division_id = person.division_id FROM people_person person
 WHERE person.id = care_standing.person_id AND (care_standing.division_id <> person.division_id OR present <>
       (person.deceased_on IS NULL AND person.merged_into_id IS NULL AND person.erased_at IS NULL))""",
    """
UPDATE care_window SET division_id = standing.division_id FROM care_standing standing
 WHERE standing.id = care_window.standing_id
   AND (care_window.division_id, care_window.worker_id, care_window.present)
       IS DISTINCT FROM (standing.division_id, standing.worker_id, standing.present)""",
)
#: Look again at everybody whose days without a colour differ from what their categories say.
WRONGLY_LACKING = f"""
SELECT care_look_for_lack(ARRAY[apart.person_id]) FROM (
    SELECT DISTINCT coalesce(kept.person_id, fresh.id) AS person_id
      FROM care_unassessed kept FULL JOIN ({LACKS.format(whom="true")}) AS fresh
        ON (kept.person_id, kept.division_id, kept.since) = (fresh.id, fresh.division_id, lower(fresh.span))
       AND kept.until IS NOT DISTINCT FROM upper(fresh.span)
     WHERE kept.id IS NULL OR fresh.id IS NULL) AS apart
"""

SQL = PLACED + LACKING + ROWS + "".join(_tallied(*each) for each in COUNTED.items()) + _lack_noticed()

TRIGGERS = (
    *((table, name) for table in ("care_standing", "care_window") for name in ("care_placed",)),
    ("people_person", "care_person_moved"),
    ("care_standing", "care_standing_moved"),
    *((table, f"care_tallied_{operation}") for table in COUNTED for operation in OPERATIONS),
    *(("people_personcategory", f"care_lack_{operation}") for operation in OPERATIONS),
    *(("care_standing", f"care_lack_{operation}") for operation in ("insert", "delete")),
)
FUNCTIONS = (
    *("care_standing_placed()", "care_window_placed()", "care_person_moved()", "care_standing_moved()"),
    *(f"{table}_{operation}_tallied()" for table in COUNTED for operation in OPERATIONS),
    *("care_category_changed()", "care_look_for_lack(bigint[])"),
)
DROP = "".join(f"DROP TRIGGER IF EXISTS {name} ON {table};" for table, name in TRIGGERS) + "".join(
    f"DROP FUNCTION IF EXISTS {name};" for name in FUNCTIONS
)
