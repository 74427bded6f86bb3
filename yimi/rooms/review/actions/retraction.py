"""Ten seconds to take back a slip of the finger: a retraction on the row, never a deletion (decision 8)."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import System, action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.figures import figure
from yimi.rooms.accounts.models import User
from yimi.rooms.projects import actions as projects
from yimi.rooms.projects.states import SessionState
from yimi.rooms.review.actions.writing import _locked, _move_money
from yimi.rooms.review.models import Sample, Verdict
from yimi.rooms.review.states import Result, VerdictKind


@action
def retract_verdict(*, verdict: Verdict, by: User) -> Verdict:
    """Take back one's own first verdict or second opinion within `retract_seconds`, with its consequences.

    Raises NotYours for anybody else's, Refusal when the seconds are over, Stale when retracted already or
    when the provider was faster.
    """
    session = _locked(verdict.session)
    held = Verdict.objects.select_for_update(of=("self",)).get(pk=verdict.pk)
    if held.given_by_id != by.pk:
        raise NotYours(_("只能撤回自己刚刚作出的结论。"))
    if held.retracted_at is not None:
        raise Stale(_("这个结论已经撤回。"))
    if held.kind not in (VerdictKind.FIRST, VerdictKind.REREVIEW):
        raise Refusal(_("申诉和分歧的决定不能撤回。"))
    seconds = figure("retract_seconds")
    if clock.now() > held.given_at + timedelta(seconds=seconds):
        raise Refusal(
            _("结论作出 {n} 秒后不能撤回。以后发现问题，走抽查、申诉或追回。").format(n=seconds),
            code="too_late",
        )
    held.retracted_at, held.retracted_by = clock.now(), by
    held.save(update_fields=["retracted_at", "retracted_by"])
    if held.kind == VerdictKind.REREVIEW:
        Sample.objects.filter(verdict=held).update(verdict=None, agrees=None)
    elif held.result == Result.REJECT:
        _move_money(session, 0, 100, by)
    elif held.result == Result.RETURN and session.state == SessionState.DELIVERED:
        projects.restore_submission(session=session, by=System("review"))
    return held
