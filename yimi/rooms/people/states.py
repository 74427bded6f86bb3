"""Words of the register: pure data, printable."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _lazy


class Sex(TextChoices):
    MALE = "male", _lazy("男")
    FEMALE = "female", _lazy("女")
    UNKNOWN = "unknown", _lazy("未说明")


class Category(TextChoices):
    """Official categories (B5–B8). The product stores them and their validity; it never decides them."""

    DIBAO = "dibao", _lazy("最低生活保障")
    TEKUN = "tekun", _lazy("特困人员")
    NEAR_POOR = "near_poor", _lazy("低保边缘")
    RIGID_EXPENSE = "rigid_expense", _lazy("刚性支出困难")
    LEFT_BEHIND_CHILD = "left_behind_child", _lazy("留守儿童")
    DISTRESSED_CHILD = "distressed_child", _lazy("困境儿童")
    UNSUPPORTED_CHILD = "unsupported_child", _lazy("事实无人抚养儿童")
    VULNERABLE_ELDER = "vulnerable_elder", _lazy("特殊困难老年人")
    LIVES_ALONE = "lives_alone", _lazy("独居")
    DISABLED = "disabled", _lazy("残疾人")
    SMD_PATIENT = "smd_patient", _lazy("严重精神障碍患者")
    FP_SPECIAL_FAMILY = "fp_special_family", _lazy("计划生育特殊家庭")


class ConsentUse(TextChoices):
    """What a person may agree to, one by one (E4): a photo for the file is not a photo for the wall."""

    PHOTO = "photo", _lazy("拍照作服务佐证")
    CLIP = "clip", _lazy("拍短视频作服务佐证")
    PUBLIC_PHOTO = "public_photo", _lazy("照片公开展示（面部模糊）")
    PUBLIC_CLIP = "public_clip", _lazy("短视频公开展示（面部模糊）")
    CALLBACK = "callback", _lazy("电话回访")


class GivenBy(TextChoices):
    SELF = "self", _lazy("本人")
    GUARDIAN = "guardian", _lazy("监护人")
    RELATIVE = "relative", _lazy("亲属")


class BatchState(TextChoices):
    STAGED = "staged", _lazy("待确认")
    ACCEPTED = "accepted", _lazy("已导入")
    DISCARDED = "discarded", _lazy("已放弃")


class RowOutcome(TextChoices):
    """What accepting the batch does, or did, with one row of the sheet."""

    NEW = "new", _lazy("新增")
    UPDATE = "update", _lazy("补充")
    UNCHANGED = "unchanged", _lazy("无变化")
    REFUSED = "refused", _lazy("有问题")


#: A staged batch is accepted or discarded, once; neither comes back.
BATCH_TRANSITIONS: dict[str, frozenset[str]] = {
    BatchState.STAGED: frozenset({BatchState.ACCEPTED, BatchState.DISCARDED}),
    BatchState.ACCEPTED: frozenset(),
    BatchState.DISCARDED: frozenset(),
}

#: Records that may be opened only for a stated purpose, and leave a trace in the log of views (B6, B11).
SENSITIVE_CATEGORIES: frozenset[str] = frozenset({Category.SMD_PATIENT})
