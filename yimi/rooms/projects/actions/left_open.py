"""Sessions of a confirmed order that have money but no time yet: given a time, or given back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.periods import Quarter
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import STATION, Role
from yimi.rooms.network.models import Organisation
from yimi.rooms.people.models import Person
from yimi.rooms.places.models import Site
from yimi.rooms.projects.actions.callouts import _locked, _wait_again
from yimi.rooms.projects.actions.money import _release
from yimi.rooms.projects.actions.scheduling import _name, _schedule, _tell_left_out
from yimi.rooms.projects.models import Award, CallOut, Commitment, Request, Session
from yimi.rooms.projects.queries import persons_of, who
from yimi.rooms.projects.rules.sessions import plannable
from yimi.rooms.projects.states import AwardState, CallOutState


@action
def schedule_session(
    *,
    callout: CallOut,
    starts_at: datetime,
    ends_at: datetime,
    staff: Sequence[User],
    by: Actor,
    site: Site | None = None,
    participants: Sequence[Person] | None = None,
    host: Organisation | None = None,
    title: str = "",
) -> Session:
    """Give a session that was left open its time, place, workers and people.

    Without `participants`, the people of the requests as far as the rules let them; the station hears of
    the others. Raises Refusal by D1, for a time past or outside of the quarter, a site of another town;
    Stale when nothing is left open; NotYours (a provider does not choose people of the register).
    """
    callout = _locked(callout)
    provider = _winner(callout)
    local = _require_party(by, callout, provider)
    if participants is not None and not local:
        raise NotYours(_("从台账点名由村（社区）或社工站办理；机构排场次时按需求里的名单。"))
    _check_slot(callout, starts_at, site)
    session = _schedule(
        callout,
        provider,
        by,
        start=starts_at,
        end=ends_at,
        site=site or callout.site,
        staff=staff,
        host=host,
        title=title,
    )
    if participants is None:
        _tell_left_out(callout, _name(session, persons_of(Request.objects.filter(callout=callout))))
    elif refused := _name(session, _known(by, callout, participants)):
        raise Refusal(refused[0], field="participants")
    return session


@action(private=("reason",))
def give_back_open_sessions(*, callout: CallOut, reason: str, by: Actor) -> CallOut:
    """Give up what was left open: its money returns; without any other session the requests wait again.

    Raises Refusal without a reason, Stale when nothing is left open, NotYours.
    """
    callout = _locked(callout)
    _require_party(by, callout, _winner(callout))
    if not reason.strip():
        raise Refusal(_("不排了需要写明理由，村里和机构会看到。"), field="reason")
    released = _release(Commitment.objects.left_open().filter(callout=callout), reason, by)
    if not released:
        raise Stale(_("征集 %(number)s 没有待排的场次，请刷新页面。") % {"number": callout.number})
    note(released_fen=released)
    if not Session.objects.live().filter(callout=callout).exists():
        _wait_again(callout)
    return callout


def _winner(callout: CallOut) -> Organisation:
    won = Award.objects.filter(callout=callout, state=AwardState.CONFIRMED)
    award = won.select_related("response__provider").first()
    if callout.state != CallOutState.CONFIRMED or award is None:
        raise Refusal(_("征集 %(number)s 还没有机构确认，不能排场次。") % {"number": callout.number})
    return award.response.provider


def _require_party(by: Actor, callout: CallOut, provider: Organisation) -> bool:
    """The winner's manager or the station; whether it is the station (or the house)."""
    local = who.is_local(by, callout.town_id, *STATION)
    if not local and not who.serves(by, provider.pk, Role.PROVIDER_MANAGER):
        raise NotYours(_("排场次由承接机构负责人或本镇社工站办理。"))
    return local


def _check_slot(callout: CallOut, starts_at: datetime, site: Site | None) -> None:
    start, quarter = timezone.localtime(starts_at), Quarter.parse(callout.allotment.quarter)
    sentence = plannable(start=start, now=clock.now(), first=quarter.start, last=quarter.end)
    if sentence:
        raise Refusal(sentence, field="starts_at")
    if site is not None and not site.division_id.startswith(callout.town_id[:9]):
        raise Refusal(_("请选本镇的场地。"), field="site")


def _known(by: Actor, callout: CallOut, persons: Collection[Person]) -> list[Person]:
    """The persons, all of them in the register of whoever names them."""
    reach = who.reach_of(by)
    known = Person.objects.present().filter(pk__in=[each.pk for each in persons], county=callout.county)
    if reach is not None:
        known = known.visible_to(reach)
    found = list(known.order_by("id"))
    if len(found) < len({each.pk for each in persons}):
        raise NotYours(_("名单里有人不在你管理的台账里，请先在台账中查找。"))
    return found
