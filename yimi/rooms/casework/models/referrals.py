"""A case goes to somebody else, or part of it does: with consent, received, followed up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import EncryptedTextField
from yimi.rooms.casework.models.scope import of_cases
from yimi.rooms.casework.states import ReferralKind, ReferralState
from yimi.rooms.projects.models.stamps import paired, stamp_at, stamp_by

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, reach: Reach) -> Self:
        """Whoever sees the case, and the colleague it is sent to."""
        found = of_cases(reach, "case__")
        if reach and reach.user_id is not None:
            found |= Q(to_worker=reach.user_id)
        return self.filter(found)


class Referral(models.Model):
    """One referral (form F5), from the consent to the answer."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="referrals")
    paper = models.OneToOneField("casework.Paper", on_delete=models.PROTECT, related_name="referral")
    kind = models.CharField(max_length=8, choices=ReferralKind)
    to_worker = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    consent = models.ForeignKey("casework.ClientConsent", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=ReferralState, default=ReferralState.SENT)
    follow_up_on = models.DateField()
    answer = EncryptedTextField(blank=True, default="")
    answered_at = stamp_at()
    answered_by = stamp_by()
    outcome = EncryptedTextField(blank=True, default="")
    followed_at = stamp_at()
    followed_by = stamp_by()

    objects = ReferralQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["to_worker"], condition=Q(state="sent"), name="referral_to_answer")]
        constraints = [
            *paired("referral", "answered", "followed"),
            models.CheckConstraint(
                name="referral_to_whom",
                condition=Q(kind="outside", to_worker=None) | Q(kind="transfer", to_worker__isnull=False),
                violation_error_message=_lazy("转给社工的要写明是哪一位。"),
            ),
            models.UniqueConstraint(
                name="referral_one_transfer",
                fields=["case"],
                condition=Q(kind="transfer", state="sent"),
                violation_error_message=_lazy("这个案子已经转出、等对方接收，不能再转一次。"),
            ),
        ]
