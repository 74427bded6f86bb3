"""Providers answer a call-out: an offer, or a refusal with its reason; changeable until the window closes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal, Stale
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import Role
from yimi.rooms.catalogue.queries import spec_on
from yimi.rooms.network.models import Organisation
from yimi.rooms.network.states import OrganisationKind
from yimi.rooms.projects.actions.callouts import _locked
from yimi.rooms.projects.models import CallOut, Response, ResponseStaff
from yimi.rooms.projects.queries import holds_contract, who
from yimi.rooms.projects.queries.staffing import another_that_day, staff_obstacle, time_obstacle
from yimi.rooms.projects.rules import Outing, one_a_day
from yimi.rooms.projects.rules.callouts import offer_fits
from yimi.rooms.projects.states import CallOutState, ResponseKind

MANAGER = (Role.PROVIDER_MANAGER,)


@action(private=("plan",))
def respond(
    *,
    callout: CallOut,
    provider: Organisation,
    proposed_starts: Sequence[datetime],
    staff: Sequence[User],
    by: Actor,
    plan: str = "",
) -> Response:
    """Offer to hold the sessions then, with these workers (mission 2); replaces an earlier answer.

    Raises Refusal when the provider may not take orders or has no contract for it, a start lies outside
    of the window, or the staff does not meet D1; Stale after the close; NotYours.
    """
    who.require_organisation(by, provider.pk, MANAGER, what=_("应征"))
    callout = _answerable(callout, provider)
    starts = sorted(timezone.localtime(start) for start in proposed_starts)
    unfit = offer_fits(
        starts=starts,
        sessions=callout.sessions_wanted,
        wished_from=callout.wished_from,
        wished_to=callout.wished_to,
        now=clock.now(),
    )
    if unfit:
        raise Refusal(unfit, field="proposed_starts")
    for start in starts:
        _check_start(callout, provider, staff, start)
    response = _answer(
        callout, provider, by, kind=ResponseKind.OFFER, reason="", plan=plan, proposed_starts=starts
    )
    ResponseStaff.objects.bulk_create(ResponseStaff(response=response, user=user) for user in staff)
    return response


@action(private=("reason",))
def decline_response(*, callout: CallOut, provider: Organisation, reason: str, by: Actor) -> Response:
    """Say that the provider does not take part, and why. Raises Refusal without a reason, Stale, NotYours."""
    who.require_organisation(by, provider.pk, MANAGER, what=_("答复征集"))
    if not reason.strip():
        raise Refusal(_("不参加需要写明理由。"), field="reason")
    callout = _answerable(callout, provider)
    return _answer(
        callout, provider, by, kind=ResponseKind.DECLINE, reason=reason, plan="", proposed_starts=[]
    )


def _answerable(callout: CallOut, provider: Organisation) -> CallOut:
    """The locked call-out, if this provider may still answer it."""
    callout = _locked(callout)
    if callout.state != CallOutState.OPEN or clock.now() > callout.respond_by:
        raise Stale(
            _("征集 %(number)s 已在 %(until)s 截止，不能再答复。")
            % {"number": callout.number, "until": f"{timezone.localtime(callout.respond_by):%m-%d %H:%M}"}
        )
    if provider.kind != OrganisationKind.PROVIDER or provider.county != callout.county:
        raise Refusal(_("只有本区县的承接机构可以答复征集。"))
    return callout


def _check_start(callout: CallOut, provider: Organisation, staff: Sequence[User], start: datetime) -> None:
    """Raise Refusal when the provider, or these workers, cannot hold a session of the call-out then."""
    day = start.date()
    if not provider.can_take_orders(clock.today()):
        raise Refusal(_("%(name)s 目前不能接单，请联系区县业务科。") % {"name": str(provider)})
    if not holds_contract(provider, callout.type_id, day):
        raise Refusal(
            _("%(name)s 没有覆盖“%(type)s”和 %(day)s 的有效框架合同，不能应征。")
            % {"name": str(provider), "type": callout.type.name, "day": day.isoformat()}
        )
    end = start + timedelta(minutes=spec_on(callout.type_id, day).min_minutes)
    here = Outing(start, end, callout.division_id, callout.site_id, callout.number)
    repeated = another_that_day(
        provider_id=provider.pk, type_code=callout.type_id, village=callout.division_id, start=start
    )
    sentence = (
        one_a_day(repeated)
        or staff_obstacle(micro_type=callout.type, provider_id=provider.pk, staff=staff, start=start)
        or time_obstacle(staff=staff, here=here)
    )
    if sentence:
        raise Refusal(sentence, field="staff")


def _answer(callout: CallOut, provider: Organisation, by: Actor, **said: Any) -> Response:
    response, _created = Response.objects.update_or_create(
        callout=callout,
        provider=provider,
        defaults=said | {"responded_at": clock.now(), "responded_by": who.name_of(by)},
    )
    ResponseStaff.objects.filter(response=response).delete()
    return response
