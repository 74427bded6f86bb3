"""The words of the public face: nothing here knows a person, a session or a case."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _lazy


class PictureKind(TextChoices):
    PHOTO = "photo", _lazy("照片")
    CLIP = "clip", _lazy("视频")


class NoticeKind(TextChoices):
    AWARD = "award", _lazy("承接结果公示")
    BULLETIN = "bulletin", _lazy("月度通报")
    STATEMENT = "statement", _lazy("季度结算公示")
    OTHER = "other", _lazy("其他公告")


class ComplaintState(TextChoices):
    """received → answered; a first reply is due in 3 working days, the result in 10 (E17)."""

    RECEIVED = "received", _lazy("已收到")
    REPLIED = "replied", _lazy("已回应，正在核实")
    ANSWERED = "answered", _lazy("已答复")


class IntakeKind(TextChoices):
    COMPLAINT = "complaint", _lazy("意见投诉")
    REQUEST = "request", _lazy("点单")
