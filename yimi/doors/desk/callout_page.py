"""One call-out: the provider answers, the station compares and awards, the county looks on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.doors.desk.answers import page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.callouts_forms import AwardForm, OfferForm, licences_of
from yimi.doors.desk.happened import Event, timeline
from yimi.kernel import clock
from yimi.rooms.accounts.states import STATION, Role
from yimi.rooms.catalogue.queries import describe_spec, spec_on
from yimi.rooms.network.models import Organisation
from yimi.rooms.projects.models import Award, CallOut, Commitment, RequestPerson, Response, Session
from yimi.rooms.projects.queries import invited, signals
from yimi.rooms.projects.rules.callouts import closable
from yimi.rooms.projects.states import AwardState, CallOutState, ResponseKind


@dataclass(frozen=True)
class Side:
    """On which side of the call-out the asker stands."""

    station: bool
    house: Organisation | None


@dataclass(frozen=True)
class Offer:
    """An offer as the station compares it."""

    response: Response
    staff: list[tuple[str, str]]
    award: Award | None


def visible(request: Asked, pk: int) -> CallOut:
    rows = CallOut.objects.visible_to(request.reach).select_related(
        "type", "division", "town", "station", "site", "theme", "series", "allotment__programme"
    )
    return get_object_or_404(rows, pk=pk)


def side_of(request: Asked, callout: CallOut) -> Side:
    houses = request.reach.organisations(Role.PROVIDER_MANAGER)
    house = (
        Organisation.objects.filter(pk__in=houses, county=callout.county).order_by("pk").first()
        if houses
        else None
    )
    return Side(request.reach.covers(callout.town_id, *STATION), house)


def show(request: Asked, callout: CallOut, **forms: Any) -> HttpResponse:
    """The page; `forms` holds the one that was refused."""
    side, responses = side_of(request, callout), _responses(request, callout)
    context: dict[str, Any] = {
        "callout": callout,
        "side": side,
        "offers": _offers(callout, responses),
        "declines": [each for each in responses if each.kind == ResponseKind.DECLINE],
        "people": _people(callout),
        "spec": describe_spec(spec_on(callout.type_id, callout.wished_from)),
        "total": callout.price_fen * callout.sessions_wanted,
        "due": callout.confirm_by if callout.state == CallOutState.AWARDED else callout.respond_by,
        "running": callout.state in (CallOutState.OPEN, CallOutState.CLOSED, CallOutState.AWARDED),
        "may_cancel": side.station and callout.state in (CallOutState.OPEN, CallOutState.CLOSED),
        "sessions": _sessions(request, callout),
        "left": left_open(request, callout),
        "events": _events(callout, responses),
    }
    context |= _for_station(callout, side, context["offers"], responses) if side.station else {}
    context |= _for_provider(callout, side.house, responses) if side.house else {}
    form = next(iter(forms.values()), None)
    return page(request, "desk/callouts/callout.html", context | forms, form)


def _responses(request: Asked, callout: CallOut) -> list[Response]:
    """The answers this person may read, earliest first."""
    answers = Response.objects.visible_to(request.reach).filter(callout=callout)
    answers = answers.select_related("provider", "award").prefetch_related("staff__user")
    return list(answers.order_by("responded_at", "id"))


def _offers(callout: CallOut, responses: list[Response]) -> list[Offer]:
    rows = [each for each in responses if each.kind == ResponseKind.OFFER]
    held = licences_of([each.user_id for row in rows for each in row.staff.all()], callout.wished_from)
    return [
        Offer(
            row,
            [(each.user.display_name, "、".join(held.get(each.user_id, []))) for each in row.staff.all()],
            getattr(row, "award", None),
        )
        for row in rows
    ]


def _for_station(
    callout: CallOut, side: Side, offers: list[Offer], responses: list[Response]
) -> dict[str, Any]:
    """What the station weighs, and why it may not award yet."""
    if callout.state not in (CallOutState.OPEN, CallOutState.CLOSED):
        late = callout.confirm_by is not None and callout.confirm_by < clock.now()
        return {"may_pass_on": callout.state == CallOutState.AWARDED and late}
    asked = invited(callout)
    early = callout.state == CallOutState.OPEN and closable(
        now=clock.now(),
        respond_by=timezone.localtime(callout.respond_by),
        offers=len(offers),
        answered=len(responses),
        invited=len(asked),
    )
    return {
        "signals": signals(callout) if offers else [],
        "early": early,
        "may_award": bool(offers) and not early,
        "may_close": not offers and not early and callout.state == CallOutState.OPEN,
        "invited": len(asked),
        "award_form": AwardForm([each.response for each in offers]),
        "award_chips": [
            _("人员齐、资质符合"),
            _("离村近、时间合适"),
            _("方案更细"),
            _("以往验收好"),
            _("只有这一家应征"),
        ],
    }


def _for_provider(callout: CallOut, house: Organisation, responses: list[Response]) -> dict[str, Any]:
    mine = next((each for each in responses if each.provider_id == house.pk), None)
    award: Award | None = getattr(mine, "award", None)
    answerable = callout.state == CallOutState.OPEN and callout.respond_by > clock.now()
    return {
        "mine": mine,
        "my_award": award,
        "may_answer": answerable,
        "may_confirm": award is not None and award.state == AwardState.OFFERED,
        "offer_form": OfferForm(callout, house, mine) if answerable else None,
        "decline_chips": [_("这段时间人手不够"), _("路太远"), _("没有对应资质的人员"), _("设备不齐")],
    }


def left_open(request: Asked, callout: CallOut | None) -> int:
    """How many sessions still want a time, for the two parties who may give it; 0 for anybody else."""
    if callout is None or callout.state != CallOutState.CONFIRMED:
        return 0
    won = Award.objects.filter(callout=callout, state=AwardState.CONFIRMED)
    houses = request.reach.organisations(Role.PROVIDER_MANAGER)
    station = request.reach.covers(callout.town_id, *STATION)
    if not station and not won.filter(response__provider__in=houses).exists():
        return 0
    return Commitment.objects.left_open().filter(callout=callout).count()


def _people(callout: CallOut) -> int:
    """For how many named people it was asked; the number alone, everybody here may know it."""
    asked = Q(request__callout=callout) | Q(request__merged_into__callout=callout)
    return RequestPerson.objects.filter(asked).values("person").distinct().count()


def _sessions(request: Asked, callout: CallOut) -> list[Session]:
    return list(Session.objects.visible_to(request.reach).filter(callout=callout).order_by("starts_at", "pk"))


def _events(callout: CallOut, responses: list[Response]) -> list[Event]:
    more = []
    for row in responses:
        what = _("应征") if row.kind == ResponseKind.OFFER else _("答复不参加")
        more.append(Event(row.responded_at, f"{row.provider} {what}", row.responded_by, row.reason))
        award: Award | None = getattr(row, "award", None)
        if award is None or award.state == AwardState.RESERVE:
            continue
        more += timeline(
            (award.awarded_at, _("选定 %(n)s") % {"n": row.provider}, award.awarded_by, award.reason),
            (award.confirmed_at, _("%(n)s 确认承接") % {"n": row.provider}, award.confirmed_by, ""),
            (
                award.declined_at,
                _("%(n)s 没有承接") % {"n": row.provider},
                award.declined_by,
                award.decline_reason,
            ),
        )
    ended = _("取消征集") if callout.state == CallOutState.CANCELLED else _("流标")
    return timeline(
        (callout.opened_at, _("发起征集"), callout.opened_by, ""),
        (callout.closed_at, _("结束征集"), callout.closed_by, ""),
        (callout.ended_at, ended, callout.ended_by, callout.end_reason),
        more=more,
    )
