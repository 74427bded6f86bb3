"""Ordering for somebody who rang up or came by: what can be asked for, where, and the order itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field, StringConstraints

from yimi.doors.api.asking import Asked
from yimi.doors.api.problems import refusals
from yimi.doors.api.values import PLAIN, RowId
from yimi.kernel import clock
from yimi.kernel.errors import NotYours
from yimi.rooms.accounts.states import STATION, VILLAGE
from yimi.rooms.catalogue.models import MicroType, ServiceItem
from yimi.rooms.catalogue.queries import service_list
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level
from yimi.rooms.projects import actions
from yimi.rooms.projects.states import RequestState

router = Router(tags=["orders"])
LOCAL = (*STATION, *VILLAGE)
SOON, WIDTH = timedelta(days=10), timedelta(days=18)  # a call-out needs its days


class Village(Schema):
    code: str
    name: str


class Wish(Schema):
    what: str = Field(description="Send this as `what`")
    label: str
    group: str


class OrderChoices(Schema):
    villages: list[Village]
    wishes: list[Wish]
    wished_from: date = Field(description="What to propose")
    wished_to: date


class OrderIn(Schema):
    what: Annotated[str, StringConstraints(pattern=r"^(item|type):[A-Za-z0-9_.-]{1,20}$")]
    village: Annotated[str, StringConstraints(pattern=r"^[0-9]{12,15}$")]
    wished_from: date
    wished_to: date
    channel: Literal["phone", "village", "station"] = Field("phone", description="How it reached us")
    requested_by_name: Annotated[str, StringConstraints(max_length=40, pattern=PLAIN)] = Field(
        "", description="Only first and last character are kept"
    )
    reason: Annotated[str, StringConstraints(max_length=500, pattern=PLAIN)] = ""
    client_key: UUID | None = Field(
        None, description="Made by the phone: the same order sent again is the one that stands"
    )


class Ordered(Schema):
    id: RowId
    state: str
    state_label: str


@router.get(
    "/orders/choices",
    operation_id="order_choices",
    summary="What can be ordered, and for which villages",
    response={200: OrderChoices, **refusals(403)},
)
def order_choices(request: Asked) -> OrderChoices:
    """The villages of the asker's own posts (village committee or station), the 31 services, then the types."""
    if not request.reach.has(*LOCAL):
        raise NotYours(_("代群众下单由村（社区）或社工站办理。"))
    here = Division.objects.visible_to(request.reach).current().filter(level=Level.VILLAGE)
    villages = here.filter(request.reach.within("code", *LOCAL)).order_by("code")
    items = [
        Wish(what=f"item:{item.code}", label=item.label, group=item.category_name) for item in service_list()
    ]
    types = [
        Wish(what=f"type:{each.code}", label=each.label, group=_("微项目类型"))
        for each in MicroType.objects.order_by("code")
    ]
    first = clock.today() + SOON
    return OrderChoices(
        villages=[Village(code=each.code, name=each.name) for each in villages],
        wishes=[*items, *types],
        wished_from=first,
        wished_to=first + WIDTH,
    )


@router.post(
    "/orders",
    operation_id="place_order",
    summary="Order for somebody",
    response={201: Ordered, **refusals(403, 404)},
)
def place_order(request: Asked, given: OrderIn) -> Status[Ordered]:
    """An item that no type meets becomes the station's own task (`state` station_task). Who typed it is recorded."""
    village = Division.objects.visible_to(request.reach).filter(pk=given.village).first()
    kind, _colon, code = given.what.partition(":")
    item = ServiceItem.objects.filter(pk=code).first() if kind == "item" else None
    micro_type = MicroType.objects.filter(pk=code).first() if kind == "type" else None
    if village is None or (item or micro_type) is None:
        raise Http404
    placed = actions.place_request(
        division=village,
        service_item=item,
        micro_type=micro_type,
        by=request.user,
        **given.dict(exclude={"what", "village"}),
    )
    label = str(RequestState(placed.state).label)
    return Status(201, Ordered(id=placed.pk, state=placed.state, state_label=label))
