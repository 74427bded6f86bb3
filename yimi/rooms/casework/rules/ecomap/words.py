"""What may stand around somebody, how strong the tie is, and where help goes. Pure data."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _lazy


class Around(TextChoices):
    """The systems a person lives in (F2: personal, family, social)."""

    FAMILY = "family", _lazy("家人亲戚")
    NEIGHBOURS = "neighbours", _lazy("邻居")
    FRIENDS = "friends", _lazy("朋友")
    SCHOOL = "school", _lazy("学校")
    WORK = "work", _lazy("干活、上班")
    CLINIC = "clinic", _lazy("看病的地方")
    VILLAGE = "village", _lazy("村（社区）")
    STATION = "station", _lazy("社工站")
    OFFICE = "office", _lazy("政府部门")
    ORGANISATION = "house", _lazy("社会组织、企业")
    VOLUNTEERS = "helpers", _lazy("志愿者")
    OTHER = "other", _lazy("其他")


class Strength(TextChoices):
    STRONG = "strong", _lazy("牢固")
    WEAK = "weak", _lazy("薄弱")
    STRESSFUL = "stress", _lazy("有压力、有冲突")


class Flow(TextChoices):
    """Where help goes."""

    BOTH = "both", _lazy("互相帮助")
    IN = "in", _lazy("对方帮助本人")
    OUT = "out", _lazy("本人付出")
    NONE = "none", _lazy("没有来往")
