"""Levels and kinds of places, as pure data (B10)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class Level(models.IntegerChoices):
    PROVINCE = 1, _lazy("省")
    PREFECTURE = 2, _lazy("市（州）")
    COUNTY = 3, _lazy("区县")
    TOWN = 4, _lazy("乡镇（街道）")
    VILLAGE = 5, _lazy("村（社区）")
    HAMLET = 6, _lazy("自然村（组）")


# How many digits of the code are significant at a level: the code without its padding is the stem.
STEM_LENGTH = {
    Level.PROVINCE: 2,
    Level.PREFECTURE: 4,
    Level.COUNTY: 6,
    Level.TOWN: 9,
    Level.VILLAGE: 12,
    Level.HAMLET: 15,
}


class Kind(models.TextChoices):
    """What the number range of a code says about the place; ranges are of B10."""

    REGION = "region", _lazy("行政区")
    SUBDISTRICT = "subdistrict", _lazy("街道")
    TOWN = "town", _lazy("镇")
    TOWNSHIP = "township", _lazy("乡")
    TOWNSHIP_LIKE = "township_like", _lazy("类似乡级单位")
    RESIDENTS = "residents", _lazy("居民委员会")
    VILLAGERS = "villagers", _lazy("村民委员会")
    VILLAGE_LIKE = "village_like", _lazy("类似村级单位")
    HAMLET = "hamlet", _lazy("自然村")


class Source(models.TextChoices):
    """Where a division came from: only listed ones retire when a newer list no longer has them."""

    LIST = "list", _lazy("统计用区划代码表")
    HAND = "hand", _lazy("手工登记")


class SiteFunction(models.TextChoices):
    """Six stations in one (A4-22). The welfare lottery is a flag on the door, nothing is sold here."""

    SOCIAL_WORK = "social_work", _lazy("社会工作")
    ELDER_CARE = "elder_care", _lazy("养老服务")
    VOLUNTEERING = "volunteering", _lazy("志愿服务")
    CHARITY = "charity", _lazy("慈善")
    WELFARE_LOTTERY = "welfare_lottery", _lazy("福利彩票")
    JUVENILE_PROTECTION = "juvenile_protection", _lazy("未成年人保护")


class SiteState(models.TextChoices):
    OPEN = "open", _lazy("启用")
    CLOSED = "closed", _lazy("停用")


class Fence(models.TextChoices):
    """What a position can say about a site. Unknown is an answer: the accuracy decides it."""

    INSIDE = "inside", _lazy("在范围内")
    OUTSIDE = "outside", _lazy("在范围外")
    UNKNOWN = "unknown", _lazy("无法判断")
