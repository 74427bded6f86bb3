"""The station calls providers out from where it stands: open wishes, what one would cost, the call-out itself."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field, StringConstraints

from yimi.doors.api.asking import Asked
from yimi.doors.api.problems import refusals
from yimi.doors.api.values import PLAIN, At, RowId
from yimi.kernel.errors import NotYours, Refusal
from yimi.kernel.units import yuan
from yimi.rooms.accounts.states import STATION
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.catalogue.queries import types_by_item
from yimi.rooms.places.models import Site
from yimi.rooms.projects import actions
from yimi.rooms.projects.models import Request
from yimi.rooms.projects.models.scope import of_place
from yimi.rooms.projects.queries import reckoning
from yimi.rooms.projects.states import CallOutState

router = Router(tags=["calling out"])
MOST = 50
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,10}$")]


class TypeChoice(Schema):
    code: str
    label: str


class WishSheet(Schema):
    id: int
    label: str
    village: str
    village_name: str
    wished_from: date
    wished_to: date
    people: int
    reason: str
    types: list[TypeChoice] = Field(description="The types that can meet it, the likeliest first")


class SiteChoice(Schema):
    id: int
    name: str
    village: str


class CallChoices(Schema):
    wishes: list[WishSheet]
    sites: list[SiteChoice]


class Asking(Schema):
    micro_type: Code
    village: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
    sessions: Annotated[int, Field(ge=1, le=50)] = 1
    wished_from: date


class Reckoned(Schema):
    total: str = Field(description="Yuan: price × sessions")
    allotment: str = Field(description="Which allotment pays; empty when there is none")
    left: str = Field(description="Yuan left of it afterwards")
    enough: bool
    respond_by: date
    confirm_by: date


class CallIn(Schema):
    requests: Annotated[list[RowId], Field(min_length=1, max_length=20)]
    micro_type: Code
    sessions: Annotated[int, Field(ge=1, le=50)] = 1
    wished_from: date
    wished_to: date
    site: RowId | None = None
    brief: Annotated[str, StringConstraints(max_length=1000, pattern=PLAIN)] = ""


class Called(Schema):
    id: int
    number: str
    state_label: str
    respond_by: At


def _wishes(request: Asked) -> QuerySet[Request]:
    """What waits in the towns of one's station. Raises NotYours for anybody else."""
    if not request.reach.has(*STATION):
        raise NotYours(_("发起征集由乡镇社工站办理。"))
    here = Request.objects.unanswered().filter(of_place(request.reach, *STATION, village="division"))
    rows = here.select_related("division", "service_item", "type").annotate(people=Count("persons"))
    return rows.order_by("created_at", "pk")


@router.get("/callouts/choices", operation_id="callout_choices", summary="What waits to be called out",
            response={200: CallChoices, **refusals(403)})  # fmt: skip
def callout_choices(request: Asked) -> CallChoices:
    """Wishes of one's town that nobody has answered, the oldest first, with the types that meet them. At most 50."""
    wishes = list(_wishes(request)[:MOST])
    fitting = types_by_item(each.service_item_id for each in wishes if each.service_item_id)
    sites = (
        Site.objects.visible_to(request.reach)
        .open()
        .filter(division__in={each.division_id for each in wishes})
    )
    return CallChoices(
        wishes=[_wish(each, fitting.get(each.service_item_id or "", [])) for each in wishes],
        sites=[
            SiteChoice(id=site.pk, name=site.name, village=site.division_id)
            for site in sites.order_by("name")
        ],
    )


@router.get("/callouts/reckoning", operation_id="callout_reckoning", summary="What it would cost, until when",
            response={200: Reckoned, **refusals(403)})  # fmt: skip
def callout_reckoning(request: Asked, asked: Annotated[Asking, Query()]) -> Reckoned:
    """Before it is opened: the money, the allotment that pays, the windows."""
    if not request.reach.covers(asked.village, *STATION):
        raise NotYours(_("发起征集由乡镇社工站办理。"))
    found = reckoning(
        type_code=asked.micro_type, village=asked.village, sessions=asked.sessions, first=asked.wished_from
    )
    return Reckoned(
        total=yuan(found.total),
        allotment=found.allotment,
        left=yuan(found.after),
        enough=bool(found.allotment) and found.after >= 0,
        respond_by=found.respond_by,
        confirm_by=found.confirm_by,
    )


@router.post("/callouts", operation_id="open_callout", summary="Call providers out",
             response={201: Called, **refusals(403, 404, 409)})  # fmt: skip
def open_callout(request: Asked, given: CallIn) -> Status[Called]:
    """The same as at the desk, for wishes that wait. Sent twice, the second finds them answered and is refused."""
    found = {each.pk: each for each in _wishes(request).filter(pk__in=given.requests)}
    micro_type = MicroType.objects.filter(pk=given.micro_type).first()
    site = Site.objects.visible_to(request.reach).filter(pk=given.site).first() if given.site else None
    if micro_type is None or (given.site and site is None):
        raise Http404
    if len(found) < len(set(given.requests)):
        raise Refusal(_("这条需求已经有人办了，请刷新看看。"), field="requests", code="answered")
    opened = actions.open_callout(
        requests=[found[pk] for pk in given.requests],
        micro_type=micro_type,
        site=site,
        by=request.user,
        **given.dict(include={"sessions", "wished_from", "wished_to", "brief"}),
    )
    label = str(CallOutState(opened.state).label)
    return Status(
        201, Called(id=opened.pk, number=opened.number, state_label=label, respond_by=opened.respond_by)
    )


def _wish(wish: Request, fitting: list[MicroType]) -> WishSheet:
    what = wish.service_item or wish.type
    types = [wish.type] if wish.type else fitting
    return WishSheet(
        id=wish.pk,
        label=what.label if what else "",
        village=wish.division_id,
        village_name=wish.division.name,
        wished_from=wish.wished_from,
        wished_to=wish.wished_to,
        people=wish.people,  # type: ignore[attr-defined]
        reason=wish.reason,
        types=[TypeChoice(code=each.code, label=each.label) for each in types],
    )
