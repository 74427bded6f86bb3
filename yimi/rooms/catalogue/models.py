"""The service list and the micro-project types, with prices and requirements that carry their dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import FenField
from yimi.rooms.catalogue.rules import may_be_shown
from yimi.rooms.catalogue.states import Sensitive

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach

Row = TypeVar("Row", bound=models.Model, covariant=True)


# Below it nobody recognises a room; above it an evening's photos do not get through one bar of signal.
LONG_SIDES, QUALITIES = (1024, 4096), (60, 95)


class PublicQuerySet(models.QuerySet[Row]):
    def visible_to(self, reach: Reach) -> Self:
        """The catalogue is public knowledge (A3-03): everybody, signed in or not, reads all of it."""
        return self.all()


def in_language(chinese: str, english: str) -> str:
    return english if english and (get_language() or "").startswith("en") else chinese


class ServiceItem(models.Model):
    """One of the 31 things a resident may ask for (D2)."""

    code = models.CharField(max_length=8, primary_key=True)
    category = models.CharField(max_length=1)
    category_name = models.TextField()
    category_name_en = models.TextField(blank=True, default="")
    name = models.TextField()
    name_en = models.TextField()
    order = models.IntegerField()
    types: models.ManyToManyField[MicroType, ItemType] = models.ManyToManyField(
        "catalogue.MicroType", through="catalogue.ItemType", related_name="items"
    )

    objects = PublicQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)

    @property
    def category_label(self) -> str:
        return in_language(self.category_name, self.category_name_en)


class MicroType(models.Model):
    """A kind of session a county purchases (D1)."""

    code = models.CharField(max_length=8, primary_key=True)
    name = models.TextField()
    name_en = models.TextField()
    flags = ArrayField(models.CharField(max_length=1), default=list, blank=True)
    sensitive = models.CharField(max_length=12, choices=Sensitive, default=Sensitive.NONE)

    objects = PublicQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)

    def may_show(self, kind: str, subject: str) -> bool:
        """Whether a picture of this type may be published at all; `rules.may_be_shown` says which."""
        return may_be_shown(self.sensitive, kind, subject)


class TypePrice(models.Model):
    """The price of a session of a type from a day on; a session keeps the price it was ordered at."""

    type = models.ForeignKey(MicroType, on_delete=models.PROTECT, related_name="prices")
    effective_from = models.DateField()
    price_fen = FenField()
    source = models.TextField()

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="typeprice_one_a_day",
                fields=["type", "effective_from"],
                violation_error_message=_lazy("这个类型从同一天起已有一个价格，请换一个生效日期。"),
            ),
            models.CheckConstraint(
                name="typeprice_above_zero",
                condition=Q(price_fen__gt=0),
                violation_error_message=_lazy("单价应大于 0 元。"),
            ),
        ]


class TypeSpec(models.Model):
    """What a session of a type must reach and prove, from a day on. Never edited: a change is a new row."""

    type = models.ForeignKey(MicroType, on_delete=models.PROTECT, related_name="specs")
    version = models.IntegerField()
    effective_from = models.DateField()
    source = models.TextField()
    min_minutes = models.IntegerField()
    min_staff = models.IntegerField()
    #: All groups must be met; inside a group any one alternative is enough: [[{unit, minimum}, …], …].
    outputs: models.JSONField[list[list[dict[str, Any]]], list[list[dict[str, Any]]]] = models.JSONField()
    #: Requirements that add to the counts below: [{kind, subject, label, label_en, count, min_s, max_s}].
    evidence: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField()
    #: {callbacks, who, percent?, of?, everyone?, sign_by?, reconcile?}: see `rules.callbacks_needed`.
    confirmation: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    min_photos = models.IntegerField()
    clip_required = models.BooleanField()
    clip_min_s = models.IntegerField()
    clip_max_s = models.IntegerField()
    text_required = models.BooleanField()
    submit_hours = models.IntegerField(default=72)
    allow_faces = models.BooleanField(default=True)
    #: How a phone keeps a photo: pixels of the long side and JPEG quality; forms and plates must stay legible.
    photo_long_side = models.IntegerField(default=2048, db_default=2048)
    photo_quality = models.IntegerField(default=85, db_default=85)
    #: What to take pictures of, in one phrase; empty when nothing special is asked.
    pictures = models.TextField(blank=True, default="")
    pictures_en = models.TextField(blank=True, default="")

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="typespec_one_a_day",
                fields=["type", "effective_from"],
                violation_error_message=_lazy("这个类型从同一天起已有一版要求，请换一个生效日期。"),
            ),
            models.UniqueConstraint(
                name="typespec_version_once",
                fields=["type", "version"],
                violation_error_message=_lazy("另一位同事刚刚修订了这个类型的要求，请刷新后再改。"),
            ),
            models.CheckConstraint(
                name="typespec_clip_in_order",
                condition=Q(clip_min_s__gte=0, clip_max_s__gte=F("clip_min_s")),
                violation_error_message=_lazy("短视频的最长秒数不能小于最短秒数。"),
            ),
            models.CheckConstraint(
                name="typespec_counts",
                condition=Q(min_minutes__gt=0, min_staff__gt=0, min_photos__gte=0, submit_hours__gt=0),
                violation_error_message=_lazy("最低时长、人员和提交时限应大于 0，照片数不能为负。"),
            ),
            models.CheckConstraint(
                name="typespec_photo_size",
                condition=Q(photo_long_side__range=LONG_SIDES, photo_quality__range=QUALITIES),
                violation_error_message=_lazy("照片长边应在 1024 到 4096 像素之间，质量在 60 到 95 之间。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type_id} v{self.version}"


class ItemType(models.Model):
    """A service item that a purchased type can meet, the best fit first."""

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="links")
    type = models.ForeignKey(MicroType, on_delete=models.PROTECT, related_name="links")
    order = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="itemtype_once",
                fields=["item", "type"],
                violation_error_message=_lazy("这个服务项目已经对应了这个类型。"),
            )
        ]
