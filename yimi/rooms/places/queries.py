"""What pages ask about places, and who may change them."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yimi.kernel.action import Actor, System
from yimi.kernel.errors import NotYours
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import STATION, Role
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level

KEEPERS = frozenset({Role.COUNTY_BUSINESS, Role.SYSTEM_ADMIN})


def county() -> Division:
    """The county this copy serves (YIMI_COUNTY)."""
    return Division.objects.get(code=f"{settings.COUNTY}000000")


def towns_of(county_code: str) -> QuerySet[Division]:
    return Division.objects.current().at(Level.TOWN).below(county_code).order_by("code")


def villages_of(stem: str) -> QuerySet[Division]:
    """Current villages and communities under a county or a town, by code."""
    return Division.objects.current().at(Level.VILLAGE).below(stem).order_by("code")


def search(text: str, *, within: str, limit: int = 20) -> list[Division]:
    """Current places under the stem `within` whose name starts with `text`; towns before villages."""
    if not text.strip():
        return []
    found = Division.objects.current().below(within).filter(name__startswith=text.strip())
    return list(found.order_by("level", "code")[:limit])


def keeps(by: Actor, reach: Reach | None, code: str, *, stations: bool = False) -> bool:
    """Whether `by` may keep the place at `code`: county business and the system administrator may,
    with `stations` also the town's station. Roles are known above this room: the caller brings `reach`.
    """
    if isinstance(by, System):
        return True
    roles = KEEPERS | STATION if stations else KEEPERS
    return reach is not None and by.pk is not None and reach.user_id == by.pk and reach.covers(code, *roles)


def require_keeper(by: Actor, reach: Reach | None, code: str, *, stations: bool = False) -> None:
    """Refuse whoever does not keep the place at `code`."""
    if not keeps(by, reach, code, stations=stations):
        raise NotYours(_("这个地方不在你的管理范围内，请联系区县业务科室或系统管理员。"))
