"""Papers somebody photographed or scanned: what a category or a change rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.accounts.states import STATION, VILLAGE, Role

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach

OFFICES = frozenset({*STATION, Role.COUNTY_BUSINESS})
KEEPERS = OFFICES | VILLAGE


class SourceDocumentQuerySet(models.QuerySet["SourceDocument"]):
    def visible_to(self, reach: Reach) -> Self:
        """Those who keep the file, in their area; of a patient's enrolment the station and the county alone (B8)."""
        kept = self.filter(reach.within("person__division__code", *KEEPERS))
        return kept.filter(Q(is_sensitive=False) | reach.within("person__division__code", *OFFICES))


class SourceDocument(models.Model):
    """A photo or a PDF of the paper behind a category or a request for a change. Never public."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(
        "people.PersonCategory", on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    change = models.ForeignKey(
        "people.ChangeRequest", on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    is_sensitive = models.BooleanField(default=False)  # about a patient's enrolment
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = SourceDocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="document_behind_one_thing",
                condition=Q(category__isnull=False, change=None) | Q(category=None, change__isnull=False),
                violation_error_message=_lazy("材料要附在一条类别或一个变更申请上。"),
            )
        ]
