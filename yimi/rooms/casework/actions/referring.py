"""Referral to another body, transfer to another worker: consent first, then the paper, then the answer (F5)."""

from __future__ import annotations

from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from yimi.kernel import clock, outbox
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.accounts.models import User
from yimi.rooms.casework.access import named
from yimi.rooms.casework.actions.moving import _locked, _step, _tell_worker
from yimi.rooms.casework.actions.taking import _check_taker, _take
from yimi.rooms.casework.models import Case, ClientConsent, Paper, Referral
from yimi.rooms.casework.queries.sealing import sealed
from yimi.rooms.casework.rules.papers import FORMS, Content, problem_of
from yimi.rooms.casework.states import Agreed, How, PaperKind, PaperState, ReferralKind, ReferralState, Stage
from yimi.rooms.people.rules import consent_problem
from yimi.rooms.people.states import GivenBy
from yimi.rooms.projects.queries.who import name_of


@action(private=("content", "consent_name"))
def refer_case(
    *,
    case: Case,
    content: Content,
    consent_by: str,
    consent_name: str,
    consent_how: str,
    consent_on: date,
    by: Actor,
    to_worker: User | None = None,
) -> Referral:
    """Refer a client elsewhere, or transfer the case to `to_worker`; who agreed, how and when is recorded (F5).

    Refused: not one's case (NotYours), before the intake is done (Stale), a minor without the guardian's yes, a
    line that is missing, a colleague who does no casework in this county.
    """
    case = _locked(case, by)
    if case.stage == Stage.INTAKE or case.person is None:
        raise Stale(_("接案以后才能转介；小组请交接给同事。"))
    filled = {key: value for key, value in content.items() if value}
    if wrong := problem_of(FORMS[PaperKind.REFERRAL], filled, finished=True):
        raise Refusal(wrong[1], field=wrong[0])
    if to_worker is not None:
        _check_taker(case, to_worker)
    follow_up_on = date.fromisoformat(str(filled["follow_up_on"]))
    if follow_up_on <= clock.today():
        raise Refusal(_("跟进的日期要在今天以后。"), field="follow_up_on")
    consent = _consent(case, consent_by, consent_name, consent_how, consent_on, by)
    paper = _paper(case, filled, by)
    referral = Referral.objects.create(
        case=case, paper=paper, kind=ReferralKind.TRANSFER if to_worker else ReferralKind.OUTSIDE, to_worker=to_worker,
        consent=consent, follow_up_on=follow_up_on,
    )  # fmt: skip
    _step(case, _("转介：%(who)s") % {"who": filled["to_name"]}, by)
    if to_worker is not None:
        text = _("有一个案子转给你，请接收：%(number)s") % {"number": case.number}
        link = f"/desk/referrals/{referral.pk}/"
        outbox.tell(user_ids=[to_worker.pk], topic="casework", text=text, link=link)
    return referral


def _consent(case: Case, given_by: str, name: str, how: str, on: date, by: Actor) -> ClientConsent:
    if given_by not in GivenBy.values or how not in How.values or not name.strip():
        raise Refusal(_("请写明谁同意的、怎么同意的。"), field="consent_name")
    if on > clock.today():
        raise Refusal(_("同意的日期不能在今天以后。"), field="consent_on")
    minor = case.person is not None and case.person.is_minor(clock.today())
    if why := consent_problem(minor=minor, given=True, given_by=given_by):
        raise Refusal(why, field="consent_by")
    return ClientConsent.objects.create(
        case=case, agreed=Agreed.PASS_ON, given_by=given_by, name=name.strip(), how=how, given_on=on,
        recorded_at=clock.now(), recorded_by=name_of(by),
    )  # fmt: skip


def _paper(case: Case, content: Content, by: Actor) -> Paper:
    last = Paper.objects.filter(case=case, kind=PaperKind.REFERRAL).aggregate(last=Max("number"))["last"]
    return Paper.objects.create(
        case=case, kind=PaperKind.REFERRAL, number=(last or 0) + 1, state=PaperState.FILED, on=clock.today(),
        content=sealed(content), written_at=clock.now(), written_by=named(by), filed_at=clock.now(),
        filed_by=named(by),
    )  # fmt: skip


@action(private=("said",))
def answer_referral(*, referral: Referral, received: bool, said: str, by: Actor) -> Referral:
    """The other side took it, or did not. A transfer is answered by the colleague, who then has the case.

    Refused: not one's case, and for a transfer anybody but the colleague (NotYours), answered or withdrawn
    already (Stale), nothing said of a refusal.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=referral.case_id)
    referral = (
        Referral.objects.select_for_update(of=("self",)).select_related("to_worker").get(pk=referral.pk)
    )
    if referral.to_worker is None:
        _locked(case, by)
    elif referral.to_worker != by:
        raise NotYours(_("请由接收的社工本人答复。"))
    if referral.state != ReferralState.SENT:
        raise Stale(_("这份转介已经有了答复，或已经撤回。"))
    if not received and not said.strip():
        raise Refusal(_("没有接收的，请写明原因。"), field="said")
    referral.state = ReferralState.RECEIVED if received else ReferralState.REFUSED
    referral.answer, referral.answered_at, referral.answered_by = said.strip(), clock.now(), name_of(by)
    referral.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    _step(case, str(ReferralState(referral.state).label), by, said.strip())
    if received and referral.to_worker is not None:
        _take(case, referral.to_worker, _("转介接收。%(said)s") % {"said": said.strip()}, by)
    elif referral.to_worker is not None:
        _tell_worker(case, _("转出的案子没有被接收：%(number)s") % {"number": case.number}, by)
    return referral


@action(private=("outcome",))
def follow_referral(*, referral: Referral, outcome: str, by: Actor) -> Referral:
    """What became of somebody who was referred. Refused: not one's case (NotYours), twice (Stale), nothing said."""
    case = _locked(referral.case, by, open_only=False)
    referral = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    if referral.followed_at is not None or referral.state != ReferralState.RECEIVED:
        raise Stale(_("对方接收以后登记一次跟进结果。"))
    if not outcome.strip():
        raise Refusal(_("请写明跟进到的情况。"), field="outcome")
    referral.outcome, referral.followed_at, referral.followed_by = outcome.strip(), clock.now(), name_of(by)
    referral.save(update_fields=["outcome", "followed_at", "followed_by"])
    _step(case, _("转介跟进"), by, outcome.strip())
    return referral


@action
def withdraw_client_consent(*, consent: ClientConsent, reason: str, by: Actor) -> ClientConsent:
    """The client takes a yes back; a referral that nobody has received yet goes back with it.

    Refused: not one's case (NotYours), a second time (Stale).
    """
    case = _locked(consent.case, by, open_only=False)
    consent = ClientConsent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if not consent.holds:
        raise Stale(_("这项同意已经撤回。"))
    consent.withdraw_reason, consent.withdrawn_at, consent.withdrawn_by = (
        reason.strip(),
        clock.now(),
        name_of(by),
    )
    consent.save(update_fields=["withdraw_reason", "withdrawn_at", "withdrawn_by"])
    waiting = Referral.objects.filter(consent=consent, state=ReferralState.SENT)
    waiting.update(state=ReferralState.WITHDRAWN, answered_at=clock.now(), answered_by=name_of(by))
    _step(case, _("撤回同意：%(what)s") % {"what": consent.get_agreed_display()}, by, reason.strip())
    return consent
