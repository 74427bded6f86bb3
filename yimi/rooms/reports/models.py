"""Monthly bulletins, and the private link between a session and what the public sees of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.reports.states import BulletinState

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach

COUNTY_READERS = (
    "county_business",
    "county_finance",
    "county_leader",
    "county_reviewer",
    "county_editor",
    "supervisor",
)


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def visible_to(self, reach: Reach) -> Self:
        """A draft is the county's; a published bulletin is read by everyone who serves in the county."""
        return self.filter(
            reach.within("county", *COUNTY_READERS)
            | Q(county__in=list(reach.counties()), state=BulletinState.PUBLISHED)
        )


class Bulletin(models.Model):
    """关于××年×月微项目开展情况的通报: figures frozen on the day it was drawn up (B13)."""

    county = models.CharField(max_length=6)
    month = models.CharField(max_length=7)
    state = models.CharField(max_length=10, choices=BulletinState.choices, default=BulletinState.DRAFT)
    figures = models.JSONField()
    document = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    slug = models.TextField(blank=True)
    drawn_up_at = models.DateTimeField()
    drawn_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = BulletinQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "month"],
                name="reports_bulletin_once_a_month",
                violation_error_message=_lazy("这个月的通报已经有了，请在原稿上修改。"),
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="reports_bulletin_published_pair",
                violation_error_message=_lazy("发布要同时记下时间和发布人。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.county} {self.month}"


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible_to(self, reach: Reach) -> Self:
        """The way back from the wall to a session is the county's alone."""
        return self.filter(reach.within("county", *COUNTY_READERS))

    def on_show(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class Publication(models.Model):
    """Which session a public slug stands for. The public room itself holds no key back to it."""

    county = models.CharField(max_length=6)
    session = models.ForeignKey("projects.Session", on_delete=models.PROTECT, related_name="+")
    slug = models.TextField(unique=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdraw_reason = models.TextField(blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(withdrawn_at__isnull=True),
                name="reports_session_published_once",
                violation_error_message=_lazy("这个场次已经在公示墙上。"),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="reports_publication_withdrawn_pair",
                violation_error_message=_lazy("撤下要同时记下时间和经办人。"),
            ),
        ]

    def __str__(self) -> str:
        return self.slug
