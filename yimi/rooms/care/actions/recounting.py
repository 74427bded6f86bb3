"""The proof of the roll-ups: counted anew from the rows, put right where they differ, and summed up."""

# ruff: noqa: S608  (of constants)

from __future__ import annotations

import logging

from django.db import connection

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.rooms.care.rollups import FRESH, MISPLACED, WRONGLY_LACKING

log = logging.getLogger(__name__)

# One statement, one moment: what commits meanwhile is in neither side and stays. Days past are summed into today.
RECOUNT = f"""
WITH gone AS (DELETE FROM care_tally RETURNING division_id, worker_id, kind, day, number),
kept AS (SELECT division_id, worker_id, kind, greatest(day, %(today)s) AS day, sum(sign) AS number
           FROM ({FRESH}) AS counted GROUP BY 1, 2, 3, 4 HAVING sum(sign) <> 0),
made AS (INSERT INTO care_tally (division_id, worker_id, kind, day, number) SELECT * FROM kept),
apart AS (SELECT 1 FROM (
    SELECT division_id, worker_id, kind, greatest(day, %(today)s) AS day, -number AS number FROM gone
    UNION ALL SELECT * FROM kept) AS both_sides
  GROUP BY division_id, worker_id, kind, day HAVING sum(number) <> 0)
SELECT count(*) FROM apart
"""


@action
def recount(*, by: Actor) -> int:
    """Count everything of the roll-ups anew; returns how many figures differed, which is none unless something is broken.

    A job runs it every night. Rows that lie elsewhere than their person are moved first, and counted as differences.
    """
    wrong = 0
    with connection.cursor() as cursor:
        for statement in (*MISPLACED, WRONGLY_LACKING):
            cursor.execute(statement)
            wrong += int(cursor.rowcount)
        cursor.execute(RECOUNT, {"today": clock.today()})
        wrong += int(cursor.fetchone()[0])
    if wrong:
        log.error("care roll-ups: %d figures differed and were put right", wrong)
    note(wrong=wrong)
    return wrong
