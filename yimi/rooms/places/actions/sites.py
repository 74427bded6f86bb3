"""Sites: opened, changed, closed, and what stands ready in them (A0-26, A1-19, A4-22)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal, Stale
from yimi.kernel.figures import figure
from yimi.kernel.geo import Point
from yimi.kernel.reach import Reach
from yimi.rooms.places.actions.points import set_point
from yimi.rooms.places.models import Division, Equipment, Site
from yimi.rooms.places.queries import require_keeper
from yimi.rooms.places.rules import named
from yimi.rooms.places.states import SiteFunction, SiteState


@action
def add_site(
    *,
    name: str,
    division: Division,
    by: Actor,
    reach: Reach | None = None,
    address: str = "",
    functions: Iterable[str] = (),
    radius_m: int | None = None,
    point: Point | None = None,
) -> Site:
    """Open a site in a village or town; its fence in metres is the figure `geofence_m` unless given (D9)."""
    require_keeper(by, reach, division.code, stations=True)
    if division.valid_to is not None:
        raise Refusal(
            _("%(name)s已经失效，请选现在的村（社区）。") % {"name": division.name}, field="division"
        )
    site = Site.objects.create(
        county=division.county_code,
        name=named(name),
        division=division,
        address=address.strip(),
        functions=_known(functions),
        radius_m=figure("geofence_m") if radius_m is None else radius_m,
    )
    if point is not None:
        set_point(place=site, point=point, by=by, reach=reach)
    return site


@action
def change_site(
    *,
    site: Site,
    by: Actor,
    reach: Reach | None = None,
    name: str | None = None,
    address: str | None = None,
    functions: Iterable[str] | None = None,
    radius_m: int | None = None,
) -> Site:
    """Correct what is given; a wider fence is written into the audit log because evidence is judged by it."""
    require_keeper(by, reach, site.division_id, stations=True)
    site.name = site.name if name is None else named(name)
    site.address = site.address if address is None else address.strip()
    site.functions = site.functions if functions is None else _known(functions)
    if radius_m is not None:
        note(radius_before_m=site.radius_m)
        site.radius_m = radius_m
    site.save(update_fields=["name", "address", "functions", "radius_m"])
    return site


@action
def close_site(*, site: Site, by: Actor, reach: Reach | None = None) -> Site:
    """Take a site out of use; what happened there keeps pointing at it."""
    require_keeper(by, reach, site.division_id, stations=True)
    changed = (
        Site.objects.open()
        .filter(pk=site.pk)
        .update(state=SiteState.CLOSED, closed_at=clock.now(), closed_by=by.audit_name)
    )
    if not changed:
        raise Stale(_("这个场地已经停用。"))
    site.refresh_from_db()
    return site


@action
def reopen_site(*, site: Site, by: Actor, reach: Reach | None = None) -> Site:
    """Take a closed site into use again."""
    require_keeper(by, reach, site.division_id, stations=True)
    changed = Site.objects.filter(pk=site.pk, state=SiteState.CLOSED).update(
        state=SiteState.OPEN, closed_at=None, closed_by=""
    )
    if not changed:
        raise Stale(_("这个场地没有停用。"))
    site.refresh_from_db()
    return site


@action
def set_equipment(*, site: Site, name: str, count: int, by: Actor, reach: Reach | None = None) -> Site:
    """Say how many of a thing stand at a site; zero takes it off the list."""
    require_keeper(by, reach, site.division_id, stations=True)
    if count < 0:
        raise Refusal(_("数量不能小于零。"), field="count")
    if count == 0:
        Equipment.objects.filter(site=site, name=named(name)).delete()
    else:
        Equipment.objects.update_or_create(site=site, name=named(name), defaults={"count": count})
    return site


def _known(functions: Iterable[str]) -> list[str]:
    chosen = set(functions)
    if unknown := sorted(chosen - set(SiteFunction.values)):
        raise Refusal(_("没有这项场地功能：%(names)s。") % {"names": "、".join(unknown)}, field="functions")
    return [each for each in SiteFunction.values if each in chosen]
