"""A station calls providers to respond; the money of all sessions is committed at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal
from yimi.kernel.figures import figure
from yimi.kernel.outbox import tell
from yimi.kernel.periods import Quarter
from yimi.kernel.workdays import add_working_days
from yimi.rooms.accounts.states import STATION, Role
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.catalogue.queries import price_on
from yimi.rooms.network.queries import station_of
from yimi.rooms.places.models import Division, Site
from yimi.rooms.places.rules import pad
from yimi.rooms.places.states import Level
from yimi.rooms.projects.actions.money import _commit, _release
from yimi.rooms.projects.actions.numbering import _next_number
from yimi.rooms.projects.models import Allotment, CallOut, Commitment, Request, Response, Series, Theme
from yimi.rooms.projects.queries import allotments_for, family_of, invited, who
from yimi.rooms.projects.rules.callouts import closable
from yimi.rooms.projects.rules.money import demonstration, outside_quarter
from yimi.rooms.projects.rules.numbers import CALL_OUT
from yimi.rooms.projects.states import CallOutState, RequestState, ResponseKind, ThemeState, check_move


@action(private=("brief",))
def open_callout(
    *,
    micro_type: MicroType,
    wished_from: date,
    wished_to: date,
    by: Actor,
    requests: Sequence[Request] = (),
    division: Division | None = None,
    allotment: Allotment | None = None,
    sessions: int = 1,
    site: Site | None = None,
    brief: str = "",
    theme: Theme | None = None,
    series: Series | None = None,
) -> CallOut:
    """Call the county's providers to respond (A4-06, decision 3); commits price × sessions (decision 4).

    `division` defaults to the village of the first request, `allotment` to the roomiest one of type, town and
    quarter. Price and windows are frozen on the call-out. Raises Refusal (no room: names the
    allotment, what is left and the cure), NotYours.
    """
    place = division or (requests[0].division if requests else None)
    if place is None or place.level != Level.VILLAGE:
        raise Refusal(_("请选择在哪个村（社区）开展。"), field="division")
    town = pad(place.code[:9])
    who.require_place(by, town, STATION, what=_("发起征集"))
    callout = CallOut(
        county=place.county_code,
        type=micro_type,
        allotment=allotment or _roomiest(town, micro_type, wished_from),
        division=place,
        town_id=town,
        series=series,
        theme=theme,
        sessions_wanted=sessions,
        brief=brief,
        site=site,
        wished_from=wished_from,
        wished_to=wished_to,
    )
    _check_order(callout)
    _check_company(callout)
    locked = _lock_requests(requests, callout)
    _open(callout, by)
    family_of(locked).update(state=RequestState.CALLED_OUT, callout=callout, type=micro_type)
    _tell_providers(callout)
    return callout


@action(private=("reason",))
def close_callout(*, callout: CallOut, by: Actor, reason: str = "") -> CallOut:
    """End the response window: to be awarded when somebody offers, failed when nobody does (money back).

    Before its end only with two offers or when everybody answered. Raises Refusal, Stale, NotYours.
    """
    who.require_place(by, callout.town_id, STATION, what=_("结束征集"))
    callout = _locked(callout)
    _close(callout, reason or _("征集到期，没有机构应征"), by)
    return callout


@action(private=("reason",))
def cancel_callout(*, callout: CallOut, reason: str, by: Actor) -> CallOut:
    """Call an order off: money back, the requests wait again. Raises Refusal, Stale, NotYours."""
    who.require_place(by, callout.town_id, STATION, what=_("取消征集"))
    if not reason.strip():
        raise Refusal(_("取消征集需要写明理由，机构会看到。"), field="reason")
    callout = _locked(callout)
    _end(callout, CallOutState.CANCELLED, reason, by)
    answered = Response.objects.filter(callout=callout).values_list("provider_id", flat=True)
    tell(
        user_ids=who.users_in(answered, Role.PROVIDER_MANAGER),
        topic="callout_cancelled",
        text=_("征集 %(number)s 已取消：%(reason)s") % {"number": callout.number, "reason": reason},
        link=_link(callout),
    )
    return callout


def _locked(callout: CallOut) -> CallOut:
    """The call-out under its row lock: every step of its life takes this one first, so that steps queue."""
    return (
        CallOut.objects.select_for_update(of=("self",))
        .select_related("allotment", "type", "division")
        .get(pk=callout.pk)
    )


def _close(callout: CallOut, reason: str, by: Actor) -> None:
    """Close a locked open call-out, or fail it when there is no offer."""
    answers = list(Response.objects.filter(callout=callout).values_list("kind", flat=True))
    offers = sum(kind == ResponseKind.OFFER for kind in answers)
    early = closable(
        now=clock.now(),
        respond_by=timezone.localtime(callout.respond_by),
        offers=offers,
        answered=len(answers),
        invited=len(invited(callout)),
    )
    if early and callout.state == CallOutState.OPEN:
        raise Refusal(early, code="window_open")
    if not offers:
        _end(callout, CallOutState.FAILED, reason, by)
        return
    check_move(CallOutState, callout.state, CallOutState.CLOSED, what=callout.number)
    callout.state, callout.closed_at, callout.closed_by = CallOutState.CLOSED, clock.now(), who.name_of(by)
    callout.save(update_fields=["state", "closed_at", "closed_by"])


def _end(callout: CallOut, to: CallOutState, reason: str, by: Actor) -> None:
    """Fail or cancel a locked call-out: release its money, let its requests wait again, tell the station."""
    check_move(CallOutState, callout.state, to, what=callout.number)
    callout.state, callout.end_reason = to, reason
    callout.ended_at, callout.ended_by = clock.now(), who.name_of(by)
    callout.save(update_fields=["state", "end_reason", "ended_at", "ended_by"])
    _release(Commitment.objects.filter(callout=callout), reason, by)
    _wait_again(callout)
    tell(
        user_ids=who.users_in([callout.station_id], *STATION),
        topic=f"callout_{to.value}",
        text=_("征集 %(number)s 结束：%(reason)s。额度已退回，需求回到待处理。")
        % {"number": callout.number, "reason": reason},
        link=_link(callout),
    )


def _wait_again(callout: CallOut) -> None:
    """The wishes behind a call-out are still there: they go back to the station's list."""
    Request.objects.filter(callout=callout, state=RequestState.CALLED_OUT).update(
        state=RequestState.OPEN, callout=None
    )


def _roomiest(town: str, micro_type: MicroType, day: date) -> Allotment:
    quarter = str(Quarter.containing(day))
    found = allotments_for(town=town, type_code=micro_type.code, quarter=quarter).first()
    if found is None:
        raise Refusal(
            _("本乡镇 %(quarter)s 没有“%(type)s”的额度，请区县业务科先下达额度，或换一个类型。")
            % {"quarter": quarter, "type": micro_type.name},
            field="allotment",
            code="no_allotment",
        )
    return found


def _check_order(callout: CallOut) -> None:
    if callout.sessions_wanted < 1:
        raise Refusal(_("场次数至少为 1。"), field="sessions")
    if callout.wished_to < callout.wished_from or callout.wished_to < clock.today():
        raise Refusal(_("希望的日期应从前到后，并且不早于今天。"), field="wished_to")
    if (callout.allotment.type_id, callout.allotment.town_id) != (callout.type_id, callout.town_id):
        raise Refusal(_("所选额度不是这个乡镇、这个类型的，请重新选择。"), field="allotment")
    quarter = Quarter.parse(callout.allotment.quarter)
    sentence = outside_quarter(
        wished_from=callout.wished_from,
        wished_to=callout.wished_to,
        start=quarter.start,
        end=quarter.end,
        quarter=str(quarter),
    )
    if sentence:
        raise Refusal(sentence, field="wished_from")


def _check_company(callout: CallOut) -> None:
    """Site, theme and series belong to the place, the county and the type."""
    site, theme, series = callout.site, callout.theme, callout.series
    if site is not None and not site.division_id.startswith(callout.town_id[:9]):
        raise Refusal(_("场地不在本乡镇，请重新选择。"), field="site")
    if theme is not None and (theme.state != ThemeState.OPEN or theme.county != callout.county):
        raise Refusal(_("主题“%(title)s”已经结束或不在本区县。") % {"title": theme.title}, field="theme")
    fits = series is None or (
        series.type_id == callout.type_id and callout.division_id.startswith(series.division.stem)
    )
    if series is not None and not fits:
        raise Refusal(
            _("系列“%(title)s”不是这个地方、这个类型的。") % {"title": series.title}, field="series"
        )


def _lock_requests(requests: Sequence[Request], callout: CallOut) -> list[Request]:
    ids = [request.pk for request in requests]
    locked = list(Request.objects.select_for_update().filter(pk__in=ids).order_by("id"))
    for request in locked:
        if request.state != RequestState.OPEN or request.merged_into_id is not None:
            raise Refusal(_("有一条需求已经处理过，请刷新后重新选择。"), field="requests", code="not_open")
        if request.town_id != callout.town_id or request.type_id not in (None, callout.type_id):
            raise Refusal(_("一次征集只能回应本乡镇、同一类型的需求。"), field="requests", code="unlike")
    return locked


def _open(callout: CallOut, by: Actor) -> None:
    """Freeze price and windows, give the number, commit the money."""
    station, today = station_of(callout.town_id), clock.today()
    if station is None:
        raise Refusal(_("这个乡镇还没有登记社工站，请先请区县登记。"), field="division")
    callout.station = station
    callout.price_fen, callout.price_from = price_on(callout.type_id, today), today
    dressed_up = demonstration(callout.price_fen)
    if dressed_up:
        raise Refusal(dressed_up, field="micro_type")
    callout.figures = {name: figure(name, today) for name in ("response_window_days", "confirm_window_days")}
    callout.respond_by = _end_of(add_working_days(today, callout.figures["response_window_days"]))
    callout.opened_at, callout.opened_by = clock.now(), who.name_of(by)
    callout.number = _next_number(CALL_OUT, callout.county, str(Quarter.containing(today)))
    callout.save(force_insert=True)
    _commit(callout, by)
    note(committed_fen=callout.price_fen * callout.sessions_wanted)


def _tell_providers(callout: CallOut) -> None:
    providers = [provider.pk for provider in invited(callout)]
    note(invited=len(providers))
    tell(
        user_ids=who.users_in(providers, Role.PROVIDER_MANAGER),
        topic="callout_opened",
        text=_("%(place)s 征集 %(type)s %(n)s 场，请在 %(until)s 前答复。")
        % {
            "place": callout.division.name,
            "type": callout.type.name,
            "n": callout.sessions_wanted,
            "until": f"{callout.respond_by:%m-%d %H:%M}",
        },
        link=_link(callout),
    )


def _end_of(day: date) -> datetime:
    """A window of days runs to the end of its last day."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def _link(callout: CallOut) -> str:
    return f"/desk/callouts/{callout.pk}/"
