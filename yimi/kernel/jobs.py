"""What the worker does for the kernel by the clock: deliver notices, seal audit rows, sweep stray bytes."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yimi.kernel import audit, files, outbox


@app.periodic(cron="* * * * *")
@app.task(name="kernel.deliver_notices", queueing_lock="kernel.deliver_notices")
def deliver_notices(timestamp: int) -> int:
    return outbox.deliver_pending()


@app.periodic(cron="* * * * *")
@app.task(name="kernel.seal_audit", queueing_lock="kernel.seal_audit")
def seal_audit(timestamp: int) -> int:
    return audit.seal_pending()


@app.periodic(cron="30 3 * * *")
@app.task(name="kernel.sweep_files", queueing_lock="kernel.sweep_files")
def sweep_files(timestamp: int) -> int:
    return files.sweep()
