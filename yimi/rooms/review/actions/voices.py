"""What beneficiaries say, recorded by somebody who is not the provider (B9, D9, decision 7)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import STATION, Role
from yimi.rooms.people.queries import consented
from yimi.rooms.people.states import ConsentUse
from yimi.rooms.projects.models import Session, SessionParticipant
from yimi.rooms.projects.queries import related_to_provider
from yimi.rooms.projects.queries.who import is_local
from yimi.rooms.projects.states import SessionState
from yimi.rooms.review.models import CallBack
from yimi.rooms.review.states import HEARD, CallOutcome


@action(private=("said", "witness_name"))
def record_callback(
    *,
    session: Session,
    outcome: str,
    by: User,
    participant: SessionParticipant | None = None,
    happened: bool | None = None,
    satisfaction: int | None = None,
    said: str = "",
    witness_name: str = "",
) -> CallBack:
    """Record one call-back, or a village witness for somebody who could not or would not be called.

    By the town's station or the county, never the provider. `happened`: did they say the service took place;
    `satisfaction` 1–5. Raises Refusal without consent to be called, for a witness nobody needs, or
    for a voice without an answer; NotYours, Stale.
    """
    _require_caller(by, session)
    if session.state not in (SessionState.DELIVERED, SessionState.SUBMITTED):
        raise Stale(_("场次 {number} 还没有开展，或已经取消，不需要回访。").format(number=session.number))
    if outcome not in CallOutcome.values:
        raise Refusal(_("请选择回访结果：已接通、无人接听、不同意回访或村里见证。"), field="outcome")
    chosen = CallOutcome(outcome)
    _check_whom(session, chosen, participant)
    if chosen in HEARD and happened is None:
        raise Refusal(_("请记录对方是否说服务做过。"), field="happened")
    if chosen == CallOutcome.WITNESS and not witness_name.strip():
        raise Refusal(_("村里见证请写明见证人姓名和身份。"), field="witness_name")
    if satisfaction is not None and not 1 <= satisfaction <= 5:
        raise Refusal(_("满意度请填 1 到 5。"), field="satisfaction")
    told = chosen in HEARD
    return CallBack.objects.create(
        county=session.county,
        session=session,
        participant=participant,
        outcome=chosen,
        happened=happened if told else None,
        satisfaction=satisfaction if told else None,
        said=said.strip() if told else "",
        witness_name=witness_name.strip() if chosen == CallOutcome.WITNESS else "",
        called_at=clock.now(),
        called_by=by,
    )


def _require_caller(by: User, session: Session) -> None:
    if not is_local(by, session.town_id, *STATION, Role.COUNTY_REVIEWER, Role.COUNTY_BUSINESS):
        raise NotYours(_("回访由社工站或区县来做，不由承接机构做。"))
    if related_to_provider(by.pk, session.provider_id, clock.today()):
        raise NotYours(_("你申报过与这家承接机构人员的关系，请由其他人回访。"))


def _check_whom(session: Session, outcome: CallOutcome, participant: SessionParticipant | None) -> None:
    if participant is None:
        if outcome != CallOutcome.WITNESS or session.participants.exclude(attended=False).exists():
            raise Refusal(_("请选择回访的是名单上的哪一位。"), field="participant")
        return
    if participant.session_id != session.pk or participant.attended is False:
        raise Refusal(_("只能回访本场次到场的人。"), field="participant")
    may_call = participant.person_id is not None and bool(
        consented([participant.person_id], ConsentUse.CALLBACK)
    )
    if outcome == CallOutcome.REACHED and not may_call:
        raise Refusal(
            _("这位没有同意回访，不能打电话。请记录“不同意回访”，再找一位村里见证人。"), field="participant"
        )
    if outcome == CallOutcome.WITNESS and may_call:
        tried = CallBack.objects.filter(
            session=session,
            participant=participant,
            outcome__in=[CallOutcome.NO_ANSWER, CallOutcome.NO_CONSENT],
        )
        if not tried.exists():
            raise Refusal(_("这位同意回访，请先打电话；无人接听再由村里见证。"), field="outcome")
