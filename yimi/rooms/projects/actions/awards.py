"""The station awards with a published reason; the provider confirms, or the next offer gets it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal, Stale
from yimi.kernel.outbox import tell
from yimi.kernel.workdays import add_working_days
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import STATION, Role
from yimi.rooms.projects.actions.callouts import _close, _end, _end_of, _link, _locked
from yimi.rooms.projects.actions.scheduling import _schedule_offer
from yimi.rooms.projects.models import Award, CallOut, Response, Session
from yimi.rooms.projects.queries import offers_of, related_to_provider, signals, who
from yimi.rooms.projects.states import AwardState, CallOutState, check_move


@action
def award(
    *, callout: CallOut, response: Response, reason: str, by: Actor, ranking: Sequence[Response] = ()
) -> Award:
    """Choose an offer, with a reason that is published; the others stand by.

    They stand by in the order of `ranking`, else of arrival. Closes the window when it may be closed.
    Records the collusion signals that were on the screen; they never block.
    Raises Refusal without a reason or for somebody related to the provider (E7), Stale, NotYours.
    """
    who.require_place(by, callout.town_id, STATION, what=_("选定机构"))
    if not reason.strip():
        raise Refusal(_("选定机构需要写明理由，理由会公开。"), field="reason")
    callout = _locked(callout)
    shown = [signal.as_json() for signal in signals(callout)]
    if callout.state == CallOutState.OPEN:
        _close(callout, _("没有机构应征"), by)
    check_move(CallOutState, callout.state, CallOutState.AWARDED, what=callout.number)
    offers = {offer.pk: offer for offer in offers_of(callout)}
    if response.pk not in offers:
        raise Refusal(_("只能选定这次征集里应征的机构。"), field="response")
    _check_unrelated(offers[response.pk], by)
    order = [response.pk, *(each.pk for each in ranking if each.pk in offers), *offers]
    ranked = _ranked(list(dict.fromkeys(order)), offers, by)
    at, name = clock.now(), who.name_of(by)
    rows = [
        Award(
            callout=callout,
            response=offers[pk],
            rank=rank,
            reason=reason if rank == 1 else _("候补：%(reason)s") % {"reason": reason},
            state=AwardState.OFFERED if rank == 1 else AwardState.RESERVE,
            signals=shown,
            awarded_at=at,
            awarded_by=name,
        )
        for rank, pk in enumerate(ranked, start=1)
    ]
    Award.objects.bulk_create(rows)
    note(signals=len(shown), reserves=len(rows) - 1)
    _put_on_table(callout, rows[0])
    return rows[0]


@action
def confirm_award(
    *, award: Award, by: Actor, starts: Sequence[datetime] = (), staff: Sequence[User] = ()
) -> list[Session]:
    """The provider takes the order: its sessions are scheduled as offered (mission 2).

    An offered time that D1 forbids by now stays open, to be given another (`schedule_session`). `starts` and
    `staff` replace what was offered; times given here must hold (Refusal). Raises Stale after the window or
    when it was passed on, NotYours.
    """
    who.require_organisation(by, award.response.provider_id, (Role.PROVIDER_MANAGER,), what=_("确认承接"))
    callout, award = _on_table(award)
    if callout.confirm_by is not None and clock.now() > callout.confirm_by:
        raise Stale(_("确认期限已过，这一单将转给下一家机构。"))
    award.state, award.confirmed_at, award.confirmed_by = AwardState.CONFIRMED, clock.now(), who.name_of(by)
    award.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    check_move(CallOutState, callout.state, CallOutState.CONFIRMED, what=callout.number)
    callout.state = CallOutState.CONFIRMED
    callout.save(update_fields=["state"])
    sessions = _schedule_offer(callout, award.response, by, starts=starts, staff=staff)
    left = callout.sessions_wanted - len(sessions)
    note(sessions=len(sessions), left_open=left)
    said = _("%(provider)s 已确认承接 %(number)s，场次已排定。")
    if left:
        said = _("%(provider)s 已确认承接 %(number)s，还有场次没有排时间。")
    tell(
        user_ids=who.users_in([callout.station_id], *STATION),
        topic="award_confirmed",
        text=said % {"provider": str(award.response.provider), "number": callout.number},
        link=_link(callout),
    )
    return sessions


@action(private=("reason",))
def decline_award(*, award: Award, reason: str, by: Actor) -> CallOut:
    """The provider gives the order up: it passes on. Raises Refusal without a reason, Stale, NotYours."""
    who.require_organisation(by, award.response.provider_id, (Role.PROVIDER_MANAGER,), what=_("放弃承接"))
    if not reason.strip():
        raise Refusal(_("放弃承接需要写明理由。"), field="reason")
    callout, award = _on_table(award)
    _pass(callout, award, AwardState.DECLINED, reason, by)
    return callout


@action(private=("reason",))
def pass_on(*, callout: CallOut, by: Actor, reason: str = "") -> CallOut:
    """Give an order that was not confirmed in time to the next offer; without one the money returns.

    Raises Refusal while the confirm window runs, Stale, NotYours.
    """
    who.require_place(by, callout.town_id, STATION, what=_("转给下一家"))
    callout = _locked(callout)
    award = Award.objects.select_for_update().filter(callout=callout, state=AwardState.OFFERED).first()
    if award is None:
        raise Stale(_("征集 %(number)s 没有等待确认的机构，请刷新页面。") % {"number": callout.number})
    if callout.confirm_by is not None and clock.now() <= callout.confirm_by:
        raise Refusal(_("确认期限还没有到，请等机构确认或放弃。"), code="window_open")
    _pass(callout, award, AwardState.LAPSED, reason or _("逾期未确认"), by)
    return callout


def _on_table(award: Award) -> tuple[CallOut, Award]:
    """The call-out and the award, locked in this order; the award must still be on the table."""
    callout = _locked(award.callout)
    locked = (
        Award.objects.select_for_update(of=("self",)).select_related("response__provider").get(pk=award.pk)
    )
    if locked.state != AwardState.OFFERED:
        raise Stale(_("这一单现在是“%(state)s”，请刷新页面。") % {"state": AwardState(locked.state).label})
    return callout, locked


def _pass(callout: CallOut, award: Award, to: AwardState, reason: str, by: Actor) -> None:
    check_move(AwardState, award.state, to, what=_("这一单"))
    award.state, award.decline_reason = to, reason
    award.declined_at, award.declined_by = clock.now(), who.name_of(by)
    award.save(update_fields=["state", "decline_reason", "declined_at", "declined_by"])
    standing_by = Award.objects.filter(callout=callout, state=AwardState.RESERVE).order_by("rank")
    today = clock.today()
    for reserve in standing_by.select_related("response__provider"):
        if reserve.response.provider.can_take_orders(today):
            check_move(AwardState, reserve.state, AwardState.OFFERED, what=_("这一单"))
            reserve.state = AwardState.OFFERED
            reserve.save(update_fields=["state"])
            _put_on_table(callout, reserve)
            return
    _end(callout, CallOutState.FAILED, _("没有机构确认承接"), by)


def _put_on_table(callout: CallOut, award: Award) -> None:
    check_move(CallOutState, callout.state, CallOutState.AWARDED, what=callout.number)
    callout.state = CallOutState.AWARDED
    callout.confirm_by = _end_of(add_working_days(clock.today(), callout.figures["confirm_window_days"]))
    callout.save(update_fields=["state", "confirm_by"])
    tell(
        user_ids=who.users_in([award.response.provider_id], Role.PROVIDER_MANAGER),
        topic="award_offered",
        text=_("征集 %(number)s 选定了贵机构，请在 %(until)s 前确认。")
        % {"number": callout.number, "until": f"{callout.confirm_by:%m-%d %H:%M}"},
        link=_link(callout),
    )


def _check_unrelated(offer: Response, by: Actor) -> None:
    user = who.user_of(by)
    if user is not None and related_to_provider(user.pk, offer.provider_id, clock.today()):
        raise Refusal(
            _("你申报过与 %(provider)s 人员的关系，请由站里其他人选定。") % {"provider": str(offer.provider)},
            code="related",
        )


def _ranked(order: list[int], offers: dict[int, Response], by: Actor) -> list[int]:
    """The order of preference, without stand-ins to whom the awarding person is related."""
    user, today = who.user_of(by), clock.today()
    return [
        pk
        for place, pk in enumerate(order)
        if place == 0 or user is None or not related_to_provider(user.pk, offers[pk].provider_id, today)
    ]
