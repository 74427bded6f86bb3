"""Where Django looks for the tables of the kernel; each lives beside the functions that use it."""

from __future__ import annotations

from yimi.kernel.audit import AuditEvent, AuditSeal
from yimi.kernel.figures import Figure
from yimi.kernel.files import StoredFile
from yimi.kernel.outbox import OutboxMessage
from yimi.kernel.workdays import CalendarDay

__all__ = ["AuditEvent", "AuditSeal", "CalendarDay", "Figure", "OutboxMessage", "StoredFile"]
