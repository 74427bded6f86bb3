"""The card of paper that somebody carries: a random code, nothing of the person in it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import BlindIndexField, EncryptedTextField
from yimi.rooms.people.models.rights import PERSON, USER, OfPersons
from yimi.rooms.people.states import CardReason


class ServiceCard(models.Model):
    """One card of one person. It is never deleted: withdrawn it opens nothing, and says why.

    `code` is what the QR holds, `number` what is typed where no camera helps; both random, both sealed, found
    by their indexes alone.
    """

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="cards")
    code = EncryptedTextField()
    code_index = BlindIndexField(unique=True)
    number = EncryptedTextField()
    number_index = BlindIndexField(unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=12, choices=CardReason, blank=True, default="")

    objects = OfPersons.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="servicecard_of_person")]
        constraints = [
            models.UniqueConstraint(
                name="servicecard_one_valid",
                fields=["person"],
                condition=Q(withdrawn_at=None),
                violation_error_message=_lazy("这个人已有一张有效的服务卡；丢了、坏了请先换卡。"),
            ),
            models.CheckConstraint(
                name="servicecard_withdrawn_paired",
                condition=Q(withdrawn_at=None, withdrawn_by=None, reason="")
                | Q(Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(reason="")),
                violation_error_message=_lazy("收回服务卡要写明何时、由谁、为什么。"),
            ),
        ]
