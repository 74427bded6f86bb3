"""What stands between a form and its being finished, in one sentence; empty when nothing does."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.rooms.casework.models import Case, Goal, Member, Paper
from yimi.rooms.casework.rules.order import early_end
from yimi.rooms.casework.rules.papers import Content
from yimi.rooms.casework.states import PaperKind, PaperState


def lacking(case: Case, kind: PaperKind, content: Content) -> str:
    """Why this form cannot be finished yet."""
    if kind in (PaperKind.PLAN, PaperKind.GROUP_PLAN):
        return _plan(case, kind, content)
    if kind == PaperKind.EVALUATION:
        return _evaluation(case)
    if kind == PaperKind.GROUP_EVALUATION:
        return _group_evaluation(case)
    if kind == PaperKind.CLOSURE and early_end(str(content["reason"]), case.stage):
        return _("目标达到的，先写成效评估表、批准以后再结案。")
    return ""


def _plan(case: Case, kind: PaperKind, content: Content) -> str:
    if date.fromisoformat(str(content["review_on"])) <= clock.today():
        return _("下次复核计划的日期要在今天以后。")
    if kind == PaperKind.PLAN and not Goal.objects.standing().filter(case=case).exists():
        return _("请先在案卷页登记至少一个目标，写明指标、现在的数值和目标数值。")
    if kind == PaperKind.GROUP_PLAN and not Member.objects.filter(case=case, left_at=None).exists():
        return _("请先在案卷页加上组员。")
    return ""


def _evaluation(case: Case) -> str:
    if not _filed(case, PaperKind.RECORD):
        return _("还没有一份介入过程记录，不能评估成效。")
    open_goals = Goal.objects.standing().filter(case=case).annotate(n=Count("measures")).filter(n=0)
    if (goal := open_goals.first()) is not None:
        return _("目标“%(what)s”还没有测过现在的数值，请先登记。") % {"what": goal.indicator}
    return ""


def _group_evaluation(case: Case) -> str:
    if not _filed(case, PaperKind.MEETING):
        return _("还没有一份小组活动记录，不能评估成效。")
    there = Member.objects.filter(case=case, left_at=None)
    missing = there.filter(Q(before=None) | Q(after=None)).count()
    if missing:
        return _("还有 %(n)d 位组员没有登记前测或后测。") % {"n": missing}
    return ""


def _filed(case: Case, kind: PaperKind) -> bool:
    return Paper.objects.filter(case=case, kind=kind, state=PaperState.FILED).exists()
