"""A joint task: one difficult household, several organisations, one lead (A1-27)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import EncryptedTextField
from yimi.rooms.care.models.scope import of_persons
from yimi.rooms.care.rules.joint import LEADERS, PARTNERS
from yimi.rooms.care.states import JointOutcome, JointState, PartState
from yimi.rooms.projects.models.stamps import paired, stamp_at, stamp_by

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach

USER = "accounts.User"
HOUSE = "network.Organisation"


def _person(**given: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", **given)


def _whole(reach: Reach, task: str = "") -> Q:
    """Who sees all of a task: those responsible where the person lives, and its lead while they serve there."""
    found = of_persons(reach, f"{task}person__")
    if reach.user_id is not None:
        found |= Q(
            **{
                f"{task}lead": reach.user_id,
                f"{task}lead_organisation__in": reach.organisations(*LEADERS),
            }
        )
    return found


class JointTaskQuerySet(models.QuerySet["JointTask"]):
    def visible_to(self, reach: Reach) -> Self:
        """Those responsible, and the lead. A partner sees its own part alone."""
        return self.filter(_whole(reach))

    def running(self) -> Self:
        return self.exclude(state=JointState.CLOSED)


class JointTask(models.Model):
    """What several organisations do together for one household, led by one person."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    county = models.CharField(max_length=6)
    unnamed = models.BooleanField(default=False)  # a registered patient is named to no partner (B8)
    alert = models.ForeignKey("care.Alert", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    goal = EncryptedTextField()
    due_on = models.DateField()
    lead_organisation = models.ForeignKey(HOUSE, on_delete=models.PROTECT, related_name="+")
    lead = _person()
    state = models.CharField(max_length=8, choices=JointState, default=JointState.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.TextField()
    outcome = models.CharField(max_length=8, choices=JointOutcome, blank=True, default="")
    result = EncryptedTextField(blank=True, default="")
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = _person(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = _person(null=True, blank=True)

    objects = JointTaskQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["county", "due_on"], condition=~Q(state="closed"), name="jointtask_running"),
            models.Index(fields=["person", "-id"], name="jointtask_of_person"),
            models.Index(fields=["lead"], condition=~Q(state="closed"), name="jointtask_of_lead"),
        ]
        constraints = [
            *paired("jointtask", "finished", "verified"),
            models.UniqueConstraint(
                fields=["person"],
                condition=~Q(state="closed"),
                name="jointtask_one_running",
                violation_error_message=_lazy("这个人已经有一件在办的联合任务。"),
            ),
            models.CheckConstraint(
                name="jointtask_two_people",
                condition=Q(verified_by=None) | ~Q(verified_by=F("finished_by")),
                violation_error_message=_lazy("牵头人不能核实自己办结的任务，请由另一个人核实。"),
            ),
            models.CheckConstraint(
                name="jointtask_closed_verified",
                condition=~Q(state="closed") | (Q(verified_at__isnull=False) & ~Q(outcome="")),
                violation_error_message=_lazy("核实过才能办结。"),
            ),
        ]

    @property
    def named(self) -> str:
        """The person as a partner may name them: masked, or nobody."""
        return _("一位群众") if self.unnamed else self.person.masked_name


class JointPartQuerySet(models.QuerySet["JointPart"]):
    def visible_to(self, reach: Reach) -> Self:
        """Whoever sees the task, and those who answer for the organisation that was asked."""
        return self.filter(_whole(reach, "task__") | Q(organisation__in=reach.organisations(*PARTNERS)))

    def open(self) -> Self:
        return self.filter(state__in=PartState.OPEN)


class JointPart(models.Model):
    """What one organisation was asked, what it promised by when, and what came of it."""

    task = models.ForeignKey(JointTask, on_delete=models.PROTECT, related_name="parts")
    organisation = models.ForeignKey(HOUSE, on_delete=models.PROTECT, related_name="+")
    asked = EncryptedTextField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=PartState, default=PartState.ASKED)
    promise = EncryptedTextField(blank=True, default="")
    promised_at = stamp_at()
    promised_by = stamp_by()
    result = EncryptedTextField(blank=True, default="")  # what was done, or why it cannot be
    ended_at = stamp_at()
    ended_by = stamp_by()
    told_by = models.TextField(
        blank=True, default=""
    )  # who of the organisation said so, when another wrote it
    escalation = models.PositiveSmallIntegerField(
        default=0
    )  # 0 nobody, 1 partner and lead, 2 head and county
    asked_at = models.DateTimeField()
    asked_by = models.TextField()

    objects = JointPartQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "due_on"],
                condition=Q(state__in=("asked", "promised")),
                name="jointpart_open",
            )
        ]
        constraints = [
            *paired("jointpart", "promised", "ended"),
            models.CheckConstraint(
                name="jointpart_ended",
                condition=Q(state__in=("asked", "promised"), ended_at=None)
                | Q(state__in=("done", "refused"), ended_at__isnull=False),
                violation_error_message=_lazy("办到了或办不了，都要写明由谁、何时登记。"),
            ),
        ]


class JointStep(models.Model):
    """One step of a joint task, in order, with who took it and in whose words. Rows are never edited."""

    task = models.ForeignKey(JointTask, on_delete=models.PROTECT, related_name="steps")
    part = models.ForeignKey(JointPart, on_delete=models.PROTECT, null=True, blank=True, related_name="steps")
    what = models.TextField()
    said = EncryptedTextField(blank=True, default="")
    stepped_at = models.DateTimeField()
    stepped_by = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["task", "id"], name="jointstep_of_task")]
