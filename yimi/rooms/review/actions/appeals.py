"""The provider may disagree within five working days; a second reviewer decides (D8)."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import action
from yimi.kernel.errors import Refusal, Stale
from yimi.kernel.figures import figure
from yimi.kernel.outbox import tell
from yimi.kernel.workdays import add_working_days
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import Role
from yimi.rooms.projects.queries.who import require_organisation
from yimi.rooms.review.actions.writing import _locked, _move_money, _tell_provider, _write
from yimi.rooms.review.models import Appeal, Sample, Verdict
from yimi.rooms.review.queries import effective_verdict, second_readers
from yimi.rooms.review.queries.who import require_reviewer
from yimi.rooms.review.states import Reason, Result, VerdictKind


@action(private=("reason",))
def appeal(*, verdict: Verdict, reason: str, by: User) -> Appeal:
    """Appeal against a rejection or a partial acceptance, at most 5 working days after it (D8).

    By the provider's manager. Raises Refusal when late, without a reason or against a full acceptance, Stale.
    """
    session = _locked(verdict.session)
    require_organisation(by, session.provider_id, (Role.PROVIDER_MANAGER,), what=_("申诉"))
    if not reason.strip():
        raise Refusal(_("请写明申诉的理由和依据。"), field="reason")
    holding = effective_verdict(session)
    if holding is None or holding.pk != verdict.pk:
        raise Stale(_("这个结论已经改变，请刷新页面。"))
    if holding.result not in (Result.PARTIAL, Result.REJECT) or holding.kind == VerdictKind.APPEAL:
        raise Refusal(_("只能对“部分通过”和“不通过”的结论申诉一次。"))
    if Appeal.objects.filter(verdict=holding).exists():
        raise Stale(_("这个结论已经申诉过。"))
    days = figure("appeal_days")
    last = add_working_days(timezone.localtime(holding.given_at).date(), days)
    if clock.today() > last:
        raise Refusal(
            _("申诉期是结论作出后 {days} 个工作日，到 {last:%m月%d日} 为止，已经过了。").format(
                days=days, last=last
            ),
            code="too_late",
        )
    lodged = Appeal.objects.create(
        verdict=holding, reason=reason.strip(), appealed_at=clock.now(), appealed_by=by
    )
    tell(
        user_ids=second_readers(session, holding),
        topic="appeal",
        text=_("场次 {number} 的承接机构提出申诉，请复核。").format(number=session.number),
        link=f"/desk/sessions/{session.pk}/",
    )
    return lodged


@action(private=("decision",))
def decide_appeal(
    *, appeal: Appeal, upheld: bool, decision: str, by: User, result: str = Result.ACCEPT
) -> Appeal:
    """Uphold an appeal (with a better `result`) or leave the verdict as it is; by another reviewer (D8).

    Raises NotYours for whoever judged the session before, Refusal without a reason, Stale when decided.
    """
    session = _locked(appeal.verdict.session)
    held = Appeal.objects.select_for_update(of=("self",)).select_related("verdict").get(pk=appeal.pk)
    judged = Verdict.objects.filter(session=session, retracted_at=None).values_list("given_by", flat=True)
    require_reviewer(by, session, besides=list(judged))
    if held.decided_at is not None:
        raise Stale(_("这项申诉已经决定。"))
    if not decision.strip():
        raise Refusal(_("请写明决定的理由。"), field="decision")
    if upheld:
        held.outcome = _upheld(held, result, decision, by)
    held.upheld, held.decision = upheld, decision.strip()
    held.decided_at, held.decided_by = clock.now(), by
    held.save(update_fields=["upheld", "decision", "decided_at", "decided_by", "outcome"])
    said = _("申诉成立") if upheld else _("维持原结论")
    _tell_provider(
        session,
        "appeal_decided",
        _("场次 {number} 的申诉：{said}。").format(number=session.number, said=said),
    )
    return held


def _upheld(appeal: Appeal, result: str, decision: str, by: User) -> Verdict:
    before = appeal.verdict
    better = {Result.ACCEPT} if before.result == Result.PARTIAL else {Result.ACCEPT, Result.PARTIAL}
    if result not in better:
        raise Refusal(_("申诉成立时，新的结论应比原来的好。"), field="result")
    if Sample.objects.filter(session=before.session, agrees=False, ruling=None).exists():
        raise Refusal(_("这一场次还有复评分歧在等业务科室裁定，请先裁定。"))
    verdict = _write(
        before.session,
        lap=before.round,
        kind=VerdictKind.APPEAL,
        result=Result(result),
        codes=[Reason.OTHER],
        note=decision,
        by=by,
    )
    _move_money(before.session, before.percent, verdict.percent, by)
    return verdict
