"""Words of the catalogue: pure data, printable."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _lazy


class Flag(TextChoices):
    """What raises a type's price by 50 yuan each (domain D1)."""

    PROFESSIONAL = "P", _lazy("需要专业资格")
    EQUIPMENT = "E", _lazy("需要车辆或设备")
    RISK = "R", _lazy("入户或风险较高")
    STAFF = "S", _lazy("至少 3 名工作人员")


class Sensitive(TextChoices):
    """Why pictures of a type are never public (B11, E4). `none`: they may be, with consent and blurred."""

    NONE = "none", _lazy("可公开展示")
    BATHING = "bathing", _lazy("助浴")
    CHILDREN = "children", _lazy("儿童")
    PATIENTS = "patients", _lazy("患者")
    CASEWORK = "casework", _lazy("个案与心理服务")


class Unit(TextChoices):
    """What a minimum output counts."""

    PERSON = "person", _lazy("人")
    ELDER = "elder", _lazy("位老人")
    CHILD = "child", _lazy("名儿童")
    ENROLLED = "enrolled", _lazy("名在册康复对象")
    HOUSEHOLD = "household", _lazy("户")
    HOME = "home", _lazy("户（上门）")
    MEAL = "meal", _lazy("份餐")
    CONSULTATION = "consultation", _lazy("人次咨询")
    MATCH = "match", _lazy("人达成意向")
    CASE = "case", _lazy("名个案对象")
    CONTACT = "contact", _lazy("次有记录的服务")
    FILM = "film", _lazy("部成片")
    ADULT = "adult", _lazy("名成人")


class EvidenceKind(TextChoices):
    PHOTO = "photo", _lazy("照片")
    CLIP = "clip", _lazy("短视频")
    TEXT = "text", _lazy("文字")
    DOCUMENT = "document", _lazy("材料")


class Asked(TextChoices):
    """Whom the independent confirmation asks (B9: the recipients' opinion is mandatory)."""

    BENEFICIARY = "beneficiary", _lazy("服务对象")
    GUARDIAN = "guardian", _lazy("监护人")
    RELATIVE = "relative", _lazy("服务对象或亲属")
    FAMILY_OR_DOCTOR = "family_or_doctor", _lazy("家属或医生")
    SUPERVISOR = "supervisor", _lazy("督导")
    COUNTY_EDITOR = "county_editor", _lazy("县级编辑")


class Standing(TextChoices):
    """How a session stands against the minimum of its type (domain D8)."""

    FULL = "full", _lazy("达到最低要求")
    PARTIAL = "partial", _lazy("达到最低要求的 80%–99%")
    SHORT = "short", _lazy("不足最低要求的 80%")
