"""What anybody may see, as plain copies: no key leads back to a session or a person (architecture)."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import BlindIndexField, EncryptedTextField
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import COUNTY
from yimi.rooms.public.states import ComplaintState, IntakeKind, NoticeKind, PictureKind


def _withdrawn_with_a_name(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(withdrawn_at__isnull=True, withdrawn_by="", withdraw_reason="")
        | Q(withdrawn_at__isnull=False, withdrawn_by__gt="", withdraw_reason__gt=""),
        violation_error_message=_lazy("撤下要写明由谁、何时、为什么。"),
    )


class WallQuerySet(models.QuerySet["WallEntry"]):
    def on_show(self) -> Self:
        """Published and not withdrawn: readable by anybody, so no reach is asked for."""
        return self.filter(withdrawn_at__isnull=True)


class WallEntry(models.Model):
    """One accepted session as the public sees it; every text is already masked and agreed to."""

    county = models.CharField(max_length=6)
    slug = models.CharField(max_length=16, unique=True)
    type_code = models.CharField(max_length=8)
    type_name = models.TextField()
    title = models.TextField()
    town = models.TextField()
    place = models.TextField()
    held_on = models.DateField()
    people = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    words = models.TextField(blank=True)
    station_name = models.TextField()
    provider_name = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.TextField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.TextField(blank=True, default="")
    withdraw_reason = models.TextField(blank=True, default="")

    objects = WallQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["county", "-held_on", "-id"],
                condition=Q(withdrawn_at__isnull=True),
                name="public_wall_newest",
            ),
        ]
        constraints = [_withdrawn_with_a_name("public_wall_withdrawal_has_a_name")]

    def __str__(self) -> str:
        return self.slug

    @property
    def cover(self) -> WallPicture | None:
        """What the card shows: the first photo, else the first clip's poster; reads prefetched pictures."""
        pictures = sorted(self.pictures.all(), key=lambda each: (each.kind != PictureKind.PHOTO, each.order))
        return pictures[0] if pictures else None

    @property
    def has_clip(self) -> bool:
        return any(each.kind == PictureKind.CLIP for each in self.pictures.all())


class WallPicture(models.Model):
    """A blurred public copy on an entry; clips show their poster until somebody presses play."""

    entry = models.ForeignKey(WallEntry, on_delete=models.PROTECT, related_name="pictures")
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, related_name="+")
    poster = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=PictureKind.choices)
    alt = models.TextField()
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="public_picture_order",
                fields=["entry", "order"],
                violation_error_message=_lazy("同一场次的两张图片排在了同一位置。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.order}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def on_show(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class Notice(models.Model):
    """An award, a bulletin, a settlement result or another announcement: blocks of plain text and tables."""

    county = models.CharField(max_length=6)
    slug = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=10, choices=NoticeKind.choices)
    title = models.TextField()
    body = models.JSONField(default=list)
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.TextField(blank=True, default="")
    expires_on = models.DateField(null=True)
    published_at = models.DateTimeField()
    published_by = models.TextField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.TextField(blank=True, default="")
    withdraw_reason = models.TextField(blank=True, default="")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["county", "-published_at", "-id"],
                condition=Q(withdrawn_at__isnull=True),
                name="public_notice_newest",
            )
        ]
        constraints = [_withdrawn_with_a_name("public_notice_withdrawal_has_a_name")]

    def __str__(self) -> str:
        return self.slug

    def is_open(self, on: datetime.date) -> bool:
        """May objections still be raised on this day?"""
        return self.expires_on is not None and on <= self.expires_on


class PublishedItem(models.Model):
    """One line of the service list as published: what can be ordered, and what it costs the county."""

    county = models.CharField(max_length=6)
    code = models.CharField(max_length=8)
    category = models.TextField()
    name = models.TextField()
    name_en = models.TextField(blank=True, default="")
    types = models.TextField(blank=True, default="")
    price = models.TextField(blank=True, default="")
    order = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField()
    published_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="public_item_once",
                fields=["county", "code"],
                violation_error_message=_lazy("服务清单里有两项用了同一个编号。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, reach: Reach) -> Self:
        """Complaints are the county's; stations and providers may be complained about and do not see them."""
        return self.filter(county__in=sorted({hat.county for hat in reach.worn(*COUNTY)}))

    def waiting(self) -> Self:
        return self.exclude(state=ComplaintState.ANSWERED)


class Complaint(models.Model):
    """What somebody told us; the number is the key to the answer, so it cannot be guessed."""

    county = models.CharField(max_length=6)
    number = models.CharField(max_length=16, unique=True)
    about_slug = models.CharField(max_length=16, blank=True, default="")
    text = models.TextField()
    contact = EncryptedTextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=ComplaintState.choices, default=ComplaintState.RECEIVED)
    received_at = models.DateTimeField()
    reply_due = models.DateField()
    answer_due = models.DateField()
    replied_at = models.DateTimeField(null=True)
    replied_by = models.TextField(blank=True, default="")
    reply = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.TextField(blank=True, default="")
    answer = models.TextField(blank=True, default="")

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "answer_due"], name="public_complaint_due")]
        constraints = [
            models.CheckConstraint(
                name="public_complaint_reply_has_a_name",
                condition=Q(replied_at__isnull=True, replied_by="", reply="")
                | Q(replied_at__isnull=False, replied_by__gt="", reply__gt=""),
                violation_error_message=_lazy("回应要写明由谁、何时、说了什么。"),
            ),
            models.CheckConstraint(
                name="public_complaint_answer_has_a_name",
                condition=Q(answered_at__isnull=True, answered_by="", answer="")
                | Q(answered_at__isnull=False, answered_by__gt="", answer__gt="", state="answered"),
                violation_error_message=_lazy("答复要写明由谁、何时、结果是什么。"),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Intake(models.Model):
    """That something came in from the public in this hour, by a digest worthless an hour later (B11)."""

    kind = models.CharField(max_length=10, choices=IntakeKind.choices)
    sender = BlindIndexField()
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.received_at:%F %H:00}"
