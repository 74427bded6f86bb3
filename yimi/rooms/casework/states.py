"""Words of casework: the stages of MZ/T 094 and of group work, the forms, what may follow what. Pure data."""

from __future__ import annotations

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.errors import Stale


class CaseKind(TextChoices):
    INDIVIDUAL = "individual", _lazy("个案")
    GROUP = "group", _lazy("小组")


class Stage(TextChoices):
    """接案 → 预估 → 计划 → 介入 → 评估 → 结案 (MZ/T 094); a group begins at its plan (MZ/T 095)."""

    INTAKE = "intake", _lazy("接案")
    ASSESSMENT = "assessment", _lazy("预估")
    PLAN = "plan", _lazy("计划")
    INTERVENTION = "intervention", _lazy("介入")
    EVALUATION = "evaluation", _lazy("评估")
    CLOSURE = "closure", _lazy("结案")
    CLOSED = "closed", _lazy("已结案")
    DECLINED = "declined", _lazy("未接案")

    OPEN = nonmember(("intake", "assessment", "plan", "intervention", "evaluation", "closure"))
    MOVES = nonmember(
        {
            "intake": {"assessment", "declined"},
            "assessment": {"plan", "closed"},
            "plan": {"intervention", "closed"},
            "intervention": {"evaluation", "closed"},
            "evaluation": {"closure", "closed"},  # a group ends with its evaluation
            "closure": {"closed"},
        }
    )


class Risk(TextChoices):
    """How dangerous the situation is; the four colours stay with care."""

    URGENT = "urgent", _lazy("紧急")
    HIGH = "high", _lazy("高")
    MEDIUM = "medium", _lazy("中")
    LOW = "low", _lazy("低")


class PaperKind(TextChoices):
    """The forms of B2; the letter and number are printed on them."""

    INTAKE = "F1", _lazy("接案登记表")
    ASSESSMENT = "F2", _lazy("预估表")
    PLAN = "F3", _lazy("服务计划书")
    RECORD = "F4", _lazy("介入过程记录")
    REFERRAL = "F5", _lazy("转介表")
    EVALUATION = "F6", _lazy("成效评估表")
    CLOSURE = "F7", _lazy("结案表")
    SUPERVISION = "F8", _lazy("督导记录")
    GROUP_PLAN = "G1", _lazy("小组计划书")
    MEETING = "G2", _lazy("小组活动记录")
    GROUP_EVALUATION = "G3", _lazy("小组评估表")

    REPEATED = nonmember(frozenset({"F4", "F5", "F8", "G2"}))
    APPROVED = nonmember(frozenset({"F3", "F6", "F7", "G1", "G3"}))

    @property
    def is_repeated(self) -> bool:
        """May there be several of them in one case, each with its number?"""
        return self.value in PaperKind.REPEATED

    @property
    def needs_approval(self) -> bool:
        return self.value in PaperKind.APPROVED


class PaperState(TextChoices):
    DRAFT = "draft", _lazy("草稿")
    FILED = "filed", _lazy("已归档")
    WAITING = "waiting", _lazy("待审批")
    APPROVED = "approved", _lazy("已批准")
    RETURNED = "returned", _lazy("退回修改")

    VALID = nonmember(("filed", "approved"))


class CloseReason(TextChoices):
    GOALS_MET = "goals_met", _lazy("目标达到")
    CLIENT = "client", _lazy("服务对象要求结束")
    MOVED = "moved", _lazy("迁出")
    DIED = "died", _lazy("去世")
    LOST = "lost", _lazy("失去联系")
    REFERRED = "referred", _lazy("已转介")


class ReferralKind(TextChoices):
    OUTSIDE = "outside", _lazy("转介到其他机构")
    TRANSFER = "transfer", _lazy("转给另一位社工")


class ReferralState(TextChoices):
    SENT = "sent", _lazy("等对方接收")
    RECEIVED = "received", _lazy("对方已接收")
    REFUSED = "refused", _lazy("对方没有接收")
    WITHDRAWN = "withdrawn", _lazy("已撤回")


class How(TextChoices):
    """How a consent was given."""

    WRITTEN = "written", _lazy("书面签字")
    ORAL = "oral", _lazy("当面口头")
    PHONE = "phone", _lazy("电话")


class Agreed(TextChoices):
    """What a client agreed to."""

    SERVICE = "service", _lazy("接受服务")
    RECORD = "record", _lazy("录音、拍照")
    PASS_ON = "pass_on", _lazy("把信息交给接收方")


def check_stage(here: str, to: str) -> None:
    """Refuse (Stale) a step that the standard does not know."""
    if to not in Stage.MOVES.get(here, set()):
        raise Stale(
            _("这个案子现在是“%(here)s”，不能到“%(to)s”。请刷新页面看看发生了什么。")
            % {"here": Stage(here).label, "to": Stage(to).label}
        )
