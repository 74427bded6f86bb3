"""Who did what: rows written inside each action, chained and signed later by a sealer (decision 17).

The rows hold text, not foreign keys, so that they outlive what they speak about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Protocol

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import connection, models, transaction

from yimi.kernel import chain, clock, readonly
from yimi.kernel.periods import day_bounds
from yimi.kernel.prepared import planned

BATCH = 1000
# every action writes one, so by hand
INSERT = """
INSERT INTO kernel_auditevent (at, actor, actor_id, verb, subject, subject_id, county, detail)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s::jsonb) RETURNING id
"""
LOCK = 7_114_001  # the advisory lock of the one sealer at a time; writers never take it


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
) -> int:
    """Insert one event and return its id; no lock, no chain, so writers never wait for each other here."""
    row: list[Any] = [
        clock.now(),
        by.audit_name,
        by.pk,
        verb,
        subject._meta.label_lower if subject is not None else "",
        str(subject.pk) if subject is not None and subject.pk is not None else "",
        county or county_of(subject),
        json.dumps(detail),
    ]
    with planned() as cursor:
        cursor.execute(INSERT, row)
        (number,) = cursor.fetchone()
    return int(number)


def viewed(*, by: Actor, subject: models.Model, purpose: str) -> None:
    """Log that somebody opened a sensitive record (MLPS, PIPL 28); inside a GET written right after it."""
    verb = f"{subject._meta.app_label}.viewed"
    write = partial(record, by=by, verb=verb, subject=subject, detail={"purpose": purpose})
    readonly.after_reading(write)


def seal_pending() -> int:
    """Chain and sign every committed event that has no seal yet, in batches; returns how many were sealed.

    Rows are sealed in the order of their ids. A row that commits later under a smaller id simply goes into a
    later seal, so that writers need no lock to keep an order among themselves.
    """
    sealed = 0
    while batch := _seal_batch():
        sealed += batch
    return sealed


def _seal_batch() -> int:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        rows = list(AuditEvent.objects.filter(seal=None).order_by("id").values(*chain.COLUMNS)[:BATCH])
        if not rows:
            return 0
        last = AuditSeal.objects.order_by("-number").first()
        number, previous = (last.number + 1, last.digest) if last else (1, chain.GENESIS)
        digest, count = chain.link(number, previous, rows)
        seal = AuditSeal.objects.create(
            number=number,
            first_id=rows[0]["id"],
            last_id=rows[-1]["id"],
            count=count,
            digest=digest,
            previous=previous,
            signature=chain.sign(digest),
            sealed_at=clock.now(),
        )
        AuditEvent.objects.filter(pk__in=[row["id"] for row in rows]).update(seal=seal)
        transaction.on_commit(partial(chain.remember, seals_outside(), number, digest))
    return count


def daily_root(day: date) -> str | None:
    """The digest of the last seal of a day: one line to print in a bulletin fixes everything before it."""
    start, after = day_bounds(day)
    seals = AuditSeal.objects.filter(sealed_at__gte=start, sealed_at__lt=after).order_by("-number")
    return seals.values_list("digest", flat=True).first()


def seals_outside() -> Path:
    """The list of seals beside the database; copy it away with every backup."""
    return Path(settings.VAR) / "audit-seals.txt"


def verify() -> list[str]:
    """Recompute the chain; returns one sentence for everything that was changed, empty when nothing was.

    Finds a flipped, deleted, added or reordered row, a missing or rewritten seal, and an end that was cut off
    (as long as the list of seals outside the database was not cut off with it).
    """
    wrong: list[str] = []
    outside = chain.remembered(seals_outside())
    number, previous = 0, chain.GENESIS
    for seal in AuditSeal.objects.order_by("number").iterator():
        number += 1
        if seal.number != number:
            wrong.append(f"seals {number} to {seal.number - 1} are missing")
            number, previous = seal.number, seal.previous
        wrong += _check_seal(seal, previous, outside.pop(number, None))
        previous = seal.digest
    wrong += [f"seal {gone} is in {seals_outside()} but not in the database" for gone in sorted(outside)]
    return wrong


def _check_seal(seal: AuditSeal, previous: str, outside: str | None) -> Iterator[str]:
    rows = AuditEvent.objects.filter(seal=seal).order_by("id").values(*chain.COLUMNS)
    digest, count = chain.link(seal.number, seal.previous, rows.iterator())
    if seal.previous != previous:
        yield f"seal {seal.number} does not follow the seal before it"
    if count != seal.count:
        span = f"{seal.count} rows ({seal.first_id}-{seal.last_id})"
        yield f"seal {seal.number} covers {span}, {count} are there"
    elif digest != seal.digest:
        yield f"seal {seal.number}: a row between {seal.first_id} and {seal.last_id} is not what was sealed"
    if not chain.is_signed(seal.digest, seal.signature):
        yield f"seal {seal.number} is not signed with a key of this copy"
    if outside is not None and outside != seal.digest:
        yield f"seal {seal.number} differs from the list of seals in {seals_outside()}"
