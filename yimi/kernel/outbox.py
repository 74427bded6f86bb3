"""Notices: rows written inside the action that causes them, delivered afterwards by a job."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import ClassVar, Protocol

from django.db import models, transaction
from django.db.models import F

from yimi.kernel import clock

MOST_ATTEMPTS = 8
logger = logging.getLogger("yimi.outbox")


class OutboxMessage(models.Model):
    """One notice for one user; it commits with its cause or not at all."""

    topic = models.CharField(max_length=60)
    recipient_id = models.BigIntegerField()  # a number, not a key: the kernel stands below the accounts
    text = models.TextField()
    link = models.TextField(blank=True)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)

    class Meta:
        verbose_name = "通知"
        indexes: ClassVar = [
            models.Index(fields=["recipient_id", "-id"], name="kernel_outbox_recipient"),
            models.Index(fields=["id"], condition=models.Q(delivered_at=None), name="kernel_outbox_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} → {self.recipient_id}"


class Channel(Protocol):
    """A way to reach a user. `deliver` raises when it could not; it may be asked again."""

    def deliver(self, message: OutboxMessage) -> None: ...


class InApp:
    """The notice page of the desk reads the rows themselves, so there is nothing to carry."""

    def deliver(self, message: OutboxMessage) -> None:
        return None


CHANNELS: list[Channel] = [InApp()]


def tell(*, user_ids: Iterable[int], topic: str, text: str, link: str = "") -> int:
    """Write a notice for each user once; call it inside an action. Returns how many were written."""
    at = clock.now()
    rows = [
        OutboxMessage(topic=topic, recipient_id=user_id, text=text, link=link, created_at=at)
        for user_id in sorted(set(user_ids))
    ]
    OutboxMessage.objects.bulk_create(rows)
    return len(rows)


def unread(user_id: int) -> int:
    """How many notices a user has not read."""
    return OutboxMessage.objects.filter(recipient_id=user_id, read_at=None).count()


def mark_read(*, user_id: int, message_id: int | None = None) -> int:
    """Note that a user has read one notice of theirs, or all; returns how many were new. No audit event:
    what somebody reads in their own letter box is nobody's business (B1: no statistics of use)."""
    waiting = OutboxMessage.objects.filter(recipient_id=user_id, read_at=None)
    if message_id is not None:
        waiting = waiting.filter(pk=message_id)
    return waiting.update(read_at=clock.now())


def deliver_pending(*, batch: int = 200) -> int:
    """Deliver what waits, oldest first; several workers may run it at once. Returns how many were."""
    delivered, after = 0, 0
    for _turn in range(batch):
        with transaction.atomic():  # one message a transaction: a slow channel holds one row, not two hundred
            waiting = OutboxMessage.objects.select_for_update(skip_locked=True).filter(
                delivered_at=None, attempts__lt=MOST_ATTEMPTS, pk__gt=after
            )
            message = waiting.order_by("pk").first()
            if message is None:
                break
            after = message.pk
            delivered += _deliver(message)
    return delivered


def _deliver(message: OutboxMessage) -> bool:
    row = OutboxMessage.objects.filter(pk=message.pk)
    try:
        for channel in CHANNELS:
            channel.deliver(message)
    except Exception:
        logger.exception(
            "a %s notice could not be delivered (attempt %d)", message.topic, message.attempts + 1
        )
        row.update(attempts=F("attempts") + 1)
        return False
    row.update(attempts=F("attempts") + 1, delivered_at=clock.now())
    return True
