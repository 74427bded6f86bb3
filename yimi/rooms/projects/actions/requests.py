"""People order (群众点菜): by phone, by code, through the village or the station, all of equal rank."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import NotYours, Refusal
from yimi.kernel.masking import mask_name
from yimi.kernel.outbox import tell
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import STATION, VILLAGE
from yimi.rooms.catalogue.models import MicroType, ServiceItem
from yimi.rooms.catalogue.queries import types_for
from yimi.rooms.network.queries import station_of
from yimi.rooms.people.models import Person
from yimi.rooms.places.models import Division
from yimi.rooms.places.rules import pad
from yimi.rooms.places.states import Level
from yimi.rooms.projects.models import Request, RequestPerson, Theme
from yimi.rooms.projects.queries import who
from yimi.rooms.projects.states import Channel, RequestState, ThemeState, check_move


@action(private=("requested_by_name", "reason"))
def place_request(
    *,
    division: Division,
    channel: Channel | str,
    wished_from: date,
    wished_to: date,
    by: Actor,
    service_item: ServiceItem | None = None,
    micro_type: MicroType | None = None,
    persons: Sequence[Person] = (),
    requested_by_name: str = "",
    proxy: User | None = None,
    reason: str = "",
    theme: Theme | None = None,
    client_key: UUID | None = None,
) -> Request:
    """Order a service item or a type for a village and, where known, for named persons (A4-06, decision 2).

    An item nobody purchases becomes a station task. Whoever types it is recorded as proxy (E5); the same
    `client_key` from the same person again is the order that stands. Raises Refusal for dates past or reversed, NotYours.
    """
    who.require_place(by, division.code, VILLAGE | STATION, what=_("为群众下单"))
    if client_key and (sent := Request.objects.filter(client_key=client_key, proxy=by.pk).first()):
        return sent
    _check_wish(division, wished_from, wished_to, service_item, micro_type)
    _check_persons(persons, by, division)
    if theme is not None and theme.state != ThemeState.OPEN:
        raise Refusal(_("主题“%(title)s”已经结束。") % {"title": theme.title}, field="theme")
    micro_type, state = _answered_by(service_item, micro_type)
    request = Request.objects.create(
        county=division.county_code,
        service_item=service_item,
        type=micro_type,
        division=division,
        town_id=pad(division.code[:9]),
        channel=Channel(channel),
        requested_by_name=mask_name(requested_by_name),
        proxy=proxy or who.user_of(by),
        reason=reason,
        wished_from=wished_from,
        wished_to=wished_to,
        theme=theme,
        state=state,
        client_key=client_key,
        created_at=clock.now(),
        created_by=who.name_of(by),
    )
    RequestPerson.objects.bulk_create(RequestPerson(request=request, person=person) for person in persons)
    _tell_station(request)
    return request


@action
def merge_requests(*, into: Request, requests: Sequence[Request], by: Actor) -> Request:
    """Answer like requests with one: they follow `into`, and their persons come along (issue 2, projects).

    Raises Refusal when one is no longer open, or is of another town or type; NotYours.
    """
    who.require_place(by, into.town_id, STATION, what=_("合并需求"))
    ids = sorted({into.pk, *(request.pk for request in requests)})
    locked = {row.pk: row for row in Request.objects.select_for_update().filter(pk__in=ids).order_by("id")}
    lead = locked.pop(into.pk)
    for request in [lead, *locked.values()]:
        if request.state != RequestState.OPEN or request.merged_into_id is not None:
            raise Refusal(_("有一条需求已经处理过，请刷新后重新选择。"), code="not_open")
        unlike = request.type_id != lead.type_id or (
            request.type_id is None and request.service_item_id != lead.service_item_id
        )
        if request.town_id != lead.town_id or unlike:
            raise Refusal(_("只能合并同一乡镇、同一类型的需求。"), code="unlike")
    Request.objects.filter(merged_into__in=locked).update(merged_into=lead)
    Request.objects.filter(pk__in=locked).update(
        merged_into=lead, merged_at=clock.now(), merged_by=who.name_of(by)
    )
    into.refresh_from_db()
    return into


@action(private=("reason",))
def decline_request(*, request: Request, reason: str, by: Actor) -> Request:
    """Say no, with a reason that the village reads. Raises Refusal without one, Stale, NotYours."""
    who.require_place(by, request.town_id, STATION, what=_("答复需求"))
    if not reason.strip():
        raise Refusal(_("不受理需要写明理由，村里会看到。"), field="reason")
    said = {"declined_at": clock.now(), "declined_by": who.name_of(by), "decline_reason": reason}
    _move(request, RequestState.DECLINED, said)
    if request.proxy_id:
        tell(
            user_ids=[request.proxy_id],
            topic="request_declined",
            text=_("需求没有受理：%(reason)s") % {"reason": reason},
            link=f"/desk/requests/{request.pk}/",
        )
    return request


@action(private=("reason",))
def withdraw_request(*, request: Request, by: Actor, reason: str = "") -> Request:
    """Take a wish back before it is called out. Raises Stale afterwards, NotYours."""
    who.require_place(by, request.division_id, VILLAGE | STATION, what=_("撤回需求"))
    said = {"withdrawn_at": clock.now(), "withdrawn_by": who.name_of(by), "withdraw_reason": reason}
    _move(request, RequestState.WITHDRAWN, said)
    return request


def _move(request: Request, to: RequestState, said: dict[str, Any]) -> None:
    """Move the request with what was said; what was merged into it stands on its own again."""
    locked = Request.objects.select_for_update().get(pk=request.pk)
    check_move(RequestState, locked.state, to, what=_("这条需求"))
    Request.objects.filter(merged_into=locked).update(merged_into=None, merged_at=None, merged_by=None)
    Request.objects.filter(pk=locked.pk).update(state=to, **said)
    request.refresh_from_db()


def _answered_by(item: ServiceItem | None, wanted: MicroType | None) -> tuple[MicroType | None, RequestState]:
    """The type that meets the wish, where it is one; an item nobody purchases is the station's own (decision 2)."""
    if wanted is not None or item is None:
        return wanted, RequestState.OPEN
    fitting = types_for(item.code)
    state = RequestState.OPEN if fitting else RequestState.STATION_TASK
    return (fitting[0] if len(fitting) == 1 else None), state


def _check_wish(
    division: Division,
    wished_from: date,
    wished_to: date,
    item: ServiceItem | None,
    micro_type: MicroType | None,
) -> None:
    if division.level != Level.VILLAGE:
        raise Refusal(_("请选到村（社区）：“%(name)s”不是村。") % {"name": division.name}, field="division")
    if item is None and micro_type is None:
        raise Refusal(_("请选择服务项目或微项目类型。"), field="service_item")
    if wished_to < wished_from:
        raise Refusal(_("希望的结束日期早于开始日期。"), field="wished_to")
    if wished_to < clock.today():
        raise Refusal(_("希望的日期已经过去，请改成今天以后。"), field="wished_to")


def _check_persons(persons: Sequence[Person], by: Actor, division: Division) -> None:
    """Everybody named is in the register, alive, of this county, and within the reach of who orders."""
    reach = who.reach_of(by)
    known = Person.objects.present().filter(
        county=division.county_code, pk__in=[person.pk for person in persons]
    )
    if reach is not None:
        known = known.visible_to(reach)
    missing = {person.pk for person in persons} - set(known.values_list("pk", flat=True))
    if missing:
        raise NotYours(
            _("名单里有 %(n)s 人不在你管理的台账里，请先在台账中查找，或从名单中去掉。") % {"n": len(missing)}
        )


def _tell_station(request: Request) -> None:
    station = station_of(request.town_id)
    what = request.service_item or request.type
    if station is not None:
        tell(
            user_ids=who.users_in([station.pk], *STATION),
            topic="request_placed",
            text=_("%(village)s 提出需求：%(what)s")
            % {"village": request.division.name, "what": what.name if what else ""},
            link=f"/desk/requests/{request.pk}/",
        )
