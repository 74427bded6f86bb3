"""The roster of volunteers and who helped at which session. Hours and points come with their own issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import BlindIndexField, EncryptedTextField
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import COUNTY, STATION, Role
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.models.stamps import paired, stamp_at, stamp_by
from yimi.rooms.volunteers.states import VolunteerState

if TYPE_CHECKING:
    from typing import Self

PHONE = "volunteer.phone"  # what the blind index of a phone is for


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    def visible_to(self, reach: Reach) -> Self:
        """The station that keeps the roster, the county, and the volunteer's own row."""
        found = Q(pk__in=[])
        counties = {hat.county for hat in reach.hats if hat.role in COUNTY}
        if counties:
            found |= Q(county__in=counties)
        stations = reach.organisations(*STATION)
        if stations:
            found |= Q(station__in=stations)
        if reach.user_id is not None and reach.has(Role.VOLUNTEER):
            found |= Q(user=reach.user_id)
        return self.filter(found)

    def active(self) -> Self:
        return self.filter(state=VolunteerState.ACTIVE)


class Volunteer(models.Model):
    """Somebody who helps for nothing, on the roster of one station."""

    county = models.CharField(max_length=6)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.TextField()
    phone = EncryptedTextField(blank=True, default="")
    phone_index = BlindIndexField(blank=True, default="")
    station = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=VolunteerState.choices, default=VolunteerState.ACTIVE)
    registered_at = models.DateTimeField()
    registered_by = models.TextField()
    left_at = stamp_at()
    left_by = stamp_by()

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "station", "state"], name="volunteer_roster")]
        constraints = [
            *paired("volunteer", "left"),
            models.UniqueConstraint(
                fields=["county", "phone_index"],
                condition=~Q(phone_index="") & Q(state=VolunteerState.ACTIVE),
                name="volunteer_phone_once",
                violation_error_message=_lazy("这个手机号已经登记过志愿者。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SessionHelperQuerySet(models.QuerySet["SessionHelper"]):
    def visible_to(self, reach: Reach) -> Self:
        return self.filter(session__in=Session.objects.visible_to(reach))


class SessionHelper(models.Model):
    """A volunteer at a session; the minutes count once somebody else has confirmed them."""

    session = models.ForeignKey("projects.Session", on_delete=models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="helped")
    minutes = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField()
    added_by = models.TextField()
    added_by_user = models.BigIntegerField(null=True)  # to see that the confirming person is another one
    # typed the code of the moment (attendance.py): came, and went
    arrived_at = stamp_at()
    arrived_by = stamp_by()
    left_at = stamp_at()
    left_by = stamp_by()
    confirmed_at = stamp_at()
    confirmed_by = stamp_by()

    objects = SessionHelperQuerySet.as_manager()

    class Meta:
        constraints = [
            *paired("helper", "arrived", "left", "confirmed"),
            models.UniqueConstraint(
                fields=["session", "volunteer"],
                name="helper_once",
                violation_error_message=_lazy("这名志愿者已经记在这一场。"),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=720),
                name="helper_minutes",
                violation_error_message=_lazy("服务时长应在 1 分钟到 12 小时之间。"),
            ),
        ]


class AttendanceKey(models.Model):
    """The secret of a session's rotating code: its workers' phones show the code, volunteers type it."""

    session = models.OneToOneField("projects.Session", on_delete=models.PROTECT, related_name="+")
    secret = EncryptedTextField()
    issued_at = models.DateTimeField()
    issued_by = models.TextField()


class UsedCode(models.Model):
    """A code that was typed; it works once, for one volunteer."""

    session = models.ForeignKey("projects.Session", on_delete=models.PROTECT, related_name="+")
    step = models.BigIntegerField()  # number of half minutes since 1970
    helper = models.ForeignKey(SessionHelper, on_delete=models.PROTECT, related_name="codes")
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "step"],
                name="attendance_code_once",
                violation_error_message=_lazy("这个码刚刚用过，请等它换成下一个再输。"),
            )
        ]
