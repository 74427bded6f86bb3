"""Money found wrongly settled is taken back; the closed quarter stays as it is (D8)."""

from __future__ import annotations

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import NotYours, Refusal
from yimi.kernel.figures import figure
from yimi.kernel.outbox import tell
from yimi.kernel.units import yuan
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import Role
from yimi.rooms.network.actions import strike_off, suspend
from yimi.rooms.network.models import Organisation
from yimi.rooms.network.states import OrganisationStatus
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.queries.who import require_county, users_in
from yimi.rooms.settlement.models import Clawback, SealChain, StatementLine


@action
def claw_back(*, session: Session, reason: str, by: Actor) -> Clawback:
    """Take back what was settled for a session found to be false: `clawback_percent` (100) of it, in fen.

    It is deducted from the provider's next statement; what exceeds that is a debt. The provider's orders stop
    for `stop_orders_months` (3); found again on another day, it leaves the register. By county business.
    Raises Refusal when nothing was settled, or it was taken back before. Sources: D8, decision 6.
    """
    require_county(by, session.county, (Role.COUNTY_BUSINESS,), what=_("追回"))
    if not isinstance(by, User):
        raise NotYours(_("追回要由一位区县业务人员署名办理。"))
    if not reason.strip():
        raise Refusal(_("请写明查实了什么、依据是什么。"), field="reason")
    # a quarter being frozen at this moment finishes first, so the session is settled or it is not
    SealChain.objects.select_for_update().filter(county=session.county).first()
    settled = _settled_fen(session)
    if settled == 0:
        raise Refusal(
            _("场次 %(number)s 还没有结算出金额，不用追回；请在评审中改判。") % {"number": session.number}
        )
    if Clawback.objects.filter(session=session).exists():
        raise Refusal(_("场次 %(number)s 的款项已经追回过。") % {"number": session.number})
    clawback = Clawback.objects.create(
        county=session.county,
        session=session,
        provider_id=session.provider_id,
        fen=settled * figure("clawback_percent") // 100,
        reason=reason.strip(),
        found_at=clock.now(),
        found_by=by,
    )
    _sanction(session, reason.strip(), by)
    tell(
        user_ids=users_in([session.provider_id], Role.PROVIDER_MANAGER),
        topic="clawback",
        text=_("场次 %(number)s 查实不符，%(yuan)s 元将在下一季度结算中追回。")
        % {"number": session.number, "yuan": yuan(clawback.fen)},
    )
    return clawback


def _settled_fen(session: Session) -> int:
    total = StatementLine.objects.filter(session=session, carried=False).aggregate(fen=Sum("amount_fen"))
    return int(total["fen"] or 0)


def _sanction(session: Session, reason: str, by: User) -> None:
    """First finding: no new orders for three months. A finding on another day: struck off."""
    provider = Organisation.objects.get(pk=session.provider_id)
    if provider.status == OrganisationStatus.STRUCK_OFF:
        return
    found = Clawback.objects.filter(provider=provider).values_list("found_at", flat=True)
    times = len({timezone.localdate(at) for at in found})
    note(times=times)
    if times >= figure("strike_off_after_fakes"):
        strike_off(organisation=provider, reason=reason, by=by)
    else:
        suspend(organisation=provider, reason=reason, by=by)
