"""A county with many years behind it, and some work that waits."""

from __future__ import annotations

from datetime import datetime

PEOPLE = (
    "village_li", "station_zhou", "station_ma", "provider_jiang", "worker_feng", "reviewer_chen", "business_he",
    "finance_qian", "leader_tang", "editor_lin", "sysadmin", "secadmin", "auditor",
)  # fmt: skip

# The newest sessions are not yet judged, so that the queues are as full as in a busy week. Verdicts are sealed:
# the session acts as a replica for this one transaction, which only the owner of the database may.
WAITING = """
SET LOCAL session_replication_role = replica;
CREATE TEMP TABLE newest ON COMMIT DROP AS
    SELECT id, row_number() OVER (ORDER BY submitted_at DESC, id) AS place FROM projects_session
    WHERE state = 'submitted' ORDER BY submitted_at DESC, id LIMIT 600;
DELETE FROM review_verdict WHERE session_id IN (SELECT id FROM newest);
DELETE FROM review_precheck WHERE session_id IN (SELECT id FROM newest WHERE place <= 300);
"""


def build(sessions: int) -> None:
    """`sessions` of past quarters by COPY, on the demonstration's stage."""
    from django.db import connection, transaction
    from django.utils import timezone

    from yimi.commands.demonstration import bulk, setting
    from yimi.kernel import clock
    from yimi.kernel.periods import Quarter

    today = clock.today()
    past = Quarter.containing(today).previous()
    since = past.previous().start
    with clock.frozen(timezone.make_aware(datetime.combine(since, datetime.min.time()))):
        stage = setting.set_stage(since=since, until=today)
        setting.give_money(stage, [past, past.next(), past.next().next()])
    bulk.copy_years(stage, past.next(), sessions, _say)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WAITING)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _say(words: str, done: int, of: int) -> None:
    print(f"  {words}: {done} of {of}", flush=True)
