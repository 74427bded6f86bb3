"""The head looks at a plan, an evaluation, a closure; nobody approves their own."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.figures import figure
from yimi.rooms.casework.access import named, only_head
from yimi.rooms.casework.actions.moving import _locked, _move, _step, _tell_worker
from yimi.rooms.casework.models import Case, FollowUp, Paper
from yimi.rooms.casework.rules.order import opens
from yimi.rooms.casework.states import CloseReason, PaperKind, PaperState, Stage

#: Nobody is there to be looked at again.
GONE = (CloseReason.DIED, CloseReason.MOVED, CloseReason.LOST)


@action(private=("said",))
def decide_paper(*, paper: Paper, fine: bool, by: Actor, said: str = "") -> Paper:
    """Approve a form that waits, or send it back with a reason.

    Refused: not the head there, one's own form or one's own case (NotYours), decided already (Stale), sent back
    without a reason.
    """
    case = _locked(paper.case, by)
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    only_head(by, case.division_id, _("审批"))
    if paper.state != PaperState.WAITING:
        raise Stale(_("这张表已经审批过，请刷新后再看。"))
    if by.pk in (paper.filed_by_id, case.worker_id):
        raise NotYours(_("不能审批自己提交的表、自己负责的案子，请由另一位站长或区县业务科室审批。"))
    if not fine and not said.strip():
        raise Refusal(_("请写明要改什么。"), field="said")
    paper.state = PaperState.APPROVED if fine else PaperState.RETURNED
    paper.decided_at, paper.decided_by, paper.opinion = clock.now(), named(by), said.strip()
    paper.save(update_fields=["state", "decided_at", "decided_by", "opinion"])
    _step(case, f"{paper.get_state_display()}：{paper.title}", by, said.strip())
    if fine:
        _open_next(case, paper, by)
    text = f"{paper.get_state_display()}：{paper.get_kind_display()} · {case.number}"
    _tell_worker(case, text, by)
    return paper


def _open_next(case: Case, paper: Paper, by: Actor) -> None:
    data = paper.data
    if paper.kind in (PaperKind.PLAN, PaperKind.GROUP_PLAN):
        case.review_on = date.fromisoformat(str(data["review_on"]))
        case.save(update_fields=["review_on"])
    to = opens(paper.kind, case.stage, data)
    if to is None:
        return
    reason = str(data.get("reason", CloseReason.GOALS_MET)) if to == Stage.CLOSED else ""
    _move(case, to, by, reason=reason)
    if to == Stage.CLOSED and reason not in GONE:
        for key in ("case_follow_up_days", "case_second_follow_up_days"):
            FollowUp.objects.create(case=case, due_on=clock.today() + timedelta(days=figure(key)))
