"""Who did what: rows written inside each action, chained and signed later by a sealer (decision 17).

The rows hold text, not foreign keys, so that they outlive what they speak about.
"""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar, Protocol

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from yimi.kernel import clock, readonly


class Actor(Protocol):
    """Whoever acts: a user, or `System(name)` for a job."""

    @property
    def pk(self) -> int | None: ...

    @property
    def audit_name(self) -> str: ...


class AuditSeal(models.Model):
    """One link of the chain: the digest of a batch of events, over the digest of the link before."""

    number = models.BigIntegerField(unique=True)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    count = models.IntegerField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    signature = models.TextField()
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = "审计封条"

    def __str__(self) -> str:
        return f"seal {self.number}"


class AuditEvent(models.Model):
    """One thing somebody did (or one sensitive record somebody looked at)."""

    at = models.DateTimeField()
    actor = models.TextField()
    actor_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=100)
    subject = models.CharField(max_length=100, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    county = models.CharField(max_length=6, blank=True)
    detail = models.JSONField(default=dict)
    seal = models.ForeignKey(AuditSeal, null=True, on_delete=models.PROTECT, related_name="events")

    class Meta:
        verbose_name = "审计记录"
        indexes: ClassVar = [
            models.Index(fields=["subject", "subject_id"], name="kernel_audit_subject"),
            models.Index(fields=["county", "-id"], name="kernel_audit_county"),
            models.Index(fields=["id"], condition=models.Q(seal=None), name="kernel_audit_unsealed"),
            BrinIndex(fields=["at"], name="kernel_audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb}"


def county_of(subject: models.Model | None) -> str:
    """The county a record belongs to, when it says so."""
    for name in ("county", "county_code"):
        value = getattr(subject, name, None)
        if isinstance(value, str) and len(value) == 6:
            return value
    return ""


def record(
    *, by: Actor, verb: str, subject: models.Model | None = None, county: str = "", detail: dict[str, Any]
) -> AuditEvent:
    """Insert one event; no lock, no chain, so writers never wait for each other here."""
    return AuditEvent.objects.create(
        at=clock.now(),
        actor=by.audit_name,
        actor_id=by.pk,
        verb=verb,
        subject=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        county=county or county_of(subject),
        detail=detail,
    )


def viewed(*, by: Actor, subject: models.Model, purpose: str) -> None:
    """Log that somebody opened a sensitive record (MLPS, PIPL 28); inside a GET it is written right after it."""
    verb = f"{subject._meta.app_label}.viewed"
    write = partial(record, by=by, verb=verb, subject=subject, detail={"purpose": purpose})
    readonly.after_reading(lambda: (write(), None)[1])
