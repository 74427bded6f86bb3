"""What people ask for (群众点菜)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.reach import Reach
from yimi.rooms.projects.models.scope import LOCAL, of_county, of_place
from yimi.rooms.projects.models.stamps import paired, stamp_at, stamp_by
from yimi.rooms.projects.states import Channel, RequestState

if TYPE_CHECKING:
    from typing import Self


class RequestQuerySet(models.QuerySet["Request"]):
    def visible_to(self, reach: Reach) -> Self:
        """The village, its station and the county; providers see call-outs, not who asked."""
        return self.filter(of_county(reach) | of_place(reach, *LOCAL, village="division"))

    def unanswered(self) -> Self:
        """Open and leading: those merged into another are answered with it."""
        return self.filter(state=RequestState.OPEN, merged_into__isnull=True)

    def station_tasks(self) -> Self:
        return self.filter(state=RequestState.STATION_TASK, merged_into__isnull=True)


class Request(models.Model):
    """One wish for a service, from the list of 31 items or for a type, with the people it is for."""

    county = models.CharField(max_length=6)
    service_item = models.ForeignKey(
        "catalogue.ServiceItem", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    type = models.ForeignKey(
        "catalogue.MicroType", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    division = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    town = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    requested_by_name = models.TextField(blank=True, help_text="masked")
    proxy = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)
    wished_from = models.DateField()
    wished_to = models.DateField()
    theme = models.ForeignKey(
        "projects.Theme", null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    state = models.CharField(max_length=12, choices=RequestState.choices, default=RequestState.OPEN)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    merged_at = stamp_at()
    merged_by = stamp_by()
    callout = models.ForeignKey(
        "projects.CallOut", null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    # made by the phone: the same order sent again over a bad line is the one order
    client_key = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.TextField()
    declined_at = stamp_at()
    declined_by = stamp_by()
    decline_reason = models.TextField(blank=True)
    withdrawn_at = stamp_at()
    withdrawn_by = stamp_by()
    withdraw_reason = models.TextField(blank=True)
    done_at = stamp_at()
    done_by = stamp_by()
    done_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True, help_text="what the station did itself")

    objects = RequestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["county", "state", "town", "created_at"], name="request_waiting"),
            models.Index(fields=["division", "type", "state"], name="request_similar"),
        ]
        constraints = [
            *paired("request", "merged", "declined", "withdrawn", "done"),
            models.CheckConstraint(
                condition=Q(service_item__isnull=False) | Q(type__isnull=False),
                name="request_names_something",
                violation_error_message=_lazy("请选择服务项目或微项目类型。"),
            ),
            models.CheckConstraint(
                condition=Q(wished_to__gte=F("wished_from")),
                name="request_window_forward",
                violation_error_message=_lazy("希望的结束日期早于开始日期。"),
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.DECLINED) | ~Q(decline_reason=""),
                name="request_decline_reason",
                violation_error_message=_lazy("不受理需要写明理由。"),
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.DONE) | (Q(done_on__isnull=False) & ~Q(outcome="")),
                name="request_done_says_what",
                violation_error_message=_lazy("办完的需求要写明哪天办的、做了什么。"),
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="request_not_into_itself"),
            models.UniqueConstraint(
                fields=["client_key"],
                name="request_sent_once",
                violation_error_message=_lazy("这份需求已经提交过了，请刷新看看。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_item_id or self.type_id} {self.division_id}"


class RequestPerson(models.Model):
    """A named person the service is for."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="persons")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "person"], name="request_person_once")]
