"""A place inside a transaction where whoever comes by stops and waits, so that it can be killed exactly there."""

from __future__ import annotations

import subprocess
from types import TracebackType
from typing import Any

import psycopg

from tests.faults.machine import Machine, wait_for

GATE = 990101
STOP = f"""
CREATE OR REPLACE FUNCTION stop_at_the_gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({GATE});
    RETURN NEW;
END $$
"""
WAITING = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"


class Pause:
    """While open, inserting into `table` (rows that meet `when`) waits. A killed server opens it for good."""

    def __init__(self, machine: Machine, table: str = "", *, when: str = "true") -> None:
        self.machine, self.table, self.when = machine, table, when

    def __enter__(self) -> Pause:
        self.line: psycopg.Connection[Any] = psycopg.connect(
            self.machine.url_of(self.machine.database), autocommit=True
        )
        if self.table:
            self.line.execute(STOP)
            self.line.execute(
                f"CREATE OR REPLACE TRIGGER aa_stop BEFORE INSERT ON {self.table} "
                f"FOR EACH ROW WHEN ({self.when}) EXECUTE FUNCTION stop_at_the_gate()"
            )
        self.line.execute(f"SELECT pg_advisory_lock({GATE})")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.line.close()

    def reached(self, process: subprocess.Popen[str] | None = None) -> int:
        """Wait until somebody stands at the gate; returns the pid of that backend."""

        def standing() -> tuple[int] | None:
            if process is not None and process.poll() is not None:
                raise AssertionError(
                    f"ended before the pause was reached: {process.communicate()[1][-3000:]}"
                )
            return self.line.execute(WAITING, [GATE]).fetchone()

        backend: tuple[int] = wait_for(standing, f"the pause at {self.table or 'the disk'} to be reached")
        return backend[0]

    def open(self, backend: int) -> None:
        """Let the backend of a killed client go on; it finds nobody to answer and rolls back."""
        self.line.execute(f"SELECT pg_advisory_unlock({GATE})")
        wait_for(
            lambda: (
                not self.line.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [backend]).fetchone()
            ),
            "the backend of the killed process to end",
        )
