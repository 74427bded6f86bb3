"""Two lists held against each other: ours within somebody's area, and one of another department."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import EncryptedTextField
from yimi.rooms.people.access import CONFIRMERS
from yimi.rooms.people.states import CheckState, LineClass, ListMeaning

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach

USER = "accounts.User"


class CrosscheckQuerySet(models.QuerySet["Crosscheck"]):
    def visible_to(self, reach: Reach) -> Self:
        """One's own only, and only as long as one keeps the register of that area."""
        mine = self.filter(reach.within("area__code", *CONFIRMERS))
        return self.none() if reach.user_id is None else mine.filter(created_by_id=reach.user_id)


class Crosscheck(models.Model):
    """One comparison. The lists are erased as soon as it ran, what the other list said a month later."""

    county = models.CharField(max_length=6)
    area = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    meaning = models.CharField(max_length=8, choices=ListMeaning, default=ListMeaning.PLAIN)
    state = models.CharField(max_length=8, choices=CheckState, default=CheckState.COLUMNS)
    share = models.PositiveSmallIntegerField(default=0)  # percent of the comparing
    alive = models.DateTimeField(null=True, blank=True)  # when the comparing last said how far it is
    problem = models.TextField(blank=True, default="")
    key = EncryptedTextField(blank=True, default="")  # of hashed lists; erased once compared
    rows_left = models.IntegerField(default=0)
    rows_right = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    compared_on = models.DateField(null=True, blank=True)
    kept_until = models.DateField()
    is_erased = models.BooleanField(default=False)

    objects = CrosscheckQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["created_by", "-id"], name="crosscheck_mine"),
            models.Index(fields=["kept_until"], name="crosscheck_kept", condition=Q(is_erased=False)),
        ]


class CrosscheckList(models.Model):
    """An uploaded list, sealed, until it was compared; a side without one is our own register."""

    crosscheck = models.ForeignKey(Crosscheck, on_delete=models.PROTECT, related_name="lists")
    side = models.CharField(max_length=5, choices=[("left", "left"), ("right", "right")])
    name = models.TextField()
    body = EncryptedTextField(blank=True, default="")  # the file in base64
    top = EncryptedTextField(blank=True, default="")  # JSON: its first rows, to choose columns by
    columns = models.JSONField(default=dict, blank=True)  # field: title
    is_hashed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="crosschecklist_side_once", fields=["crosscheck", "side"])
        ]


class CrosscheckLine(models.Model):
    """One row of the result: who of ours, what the other list says, why the machine thinks so, who decided."""

    crosscheck = models.ForeignKey(Crosscheck, on_delete=models.PROTECT, related_name="found")
    number = models.IntegerField()
    kind = models.CharField(max_length=13, choices=LineClass)
    score = models.PositiveSmallIntegerField(default=0)  # ten-thousandths
    reasons = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    left_label = models.TextField(blank=True, default="")
    right_label = models.TextField(blank=True, default="")
    left_cells = EncryptedTextField(
        blank=True, default=""
    )  # JSON by field; a person of ours is read from the file
    right_cells = EncryptedTextField(blank=True, default="")
    left_dead = models.BooleanField(default=False)
    right_dead = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["crosscheck", "kind", "number"], name="crosscheckline_by_kind")]
        constraints = [
            models.UniqueConstraint(name="crosscheckline_number_once", fields=["crosscheck", "number"]),
            models.CheckConstraint(
                name="crosscheckline_decided_paired",
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                violation_error_message=_lazy("决定必须同时写明时间和经办人。"),
            ),
        ]
