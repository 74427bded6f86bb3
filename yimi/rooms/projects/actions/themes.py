"""Themes one station starts and others join (A4-17); series of numbered sessions (A4-09)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal
from yimi.rooms.accounts.states import STATION, Role
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.network.models import Organisation
from yimi.rooms.network.states import OrganisationKind
from yimi.rooms.places.models import Division
from yimi.rooms.projects.models import Series, Theme, ThemeVariant
from yimi.rooms.projects.queries import who
from yimi.rooms.projects.states import ThemeState, check_move


@action(private=("brief",))
def start_theme(
    *,
    station: Organisation,
    title: str,
    by: Actor,
    micro_type: MicroType | None = None,
    brief: str = "",
    variant: str = "",
) -> Theme:
    """Start a theme; the station is its first participant. Raises Refusal for a title in use, NotYours."""
    who.require_organisation(by, station.pk, STATION, what=_("发起主题"))
    if station.kind != OrganisationKind.STATION or not title.strip():
        raise Refusal(_("主题由社工站发起，并且要有名称。"), field="title")
    theme = Theme.objects.create(
        county=station.county,
        title=title.strip(),
        type=micro_type,
        brief=brief,
        started_by_station=station,
        started_at=clock.now(),
        started_by=who.name_of(by),
    )
    _join(theme, station, variant, by)
    return theme


@action(private=("variant",))
def join_theme(*, theme: Theme, station: Organisation, by: Actor, variant: str = "") -> ThemeVariant:
    """Join with the station's own way of doing it (特色服务). Raises Refusal when ended, NotYours."""
    who.require_organisation(by, station.pk, STATION, what=_("响应主题"))
    if (
        theme.state != ThemeState.OPEN
        or station.county != theme.county
        or station.kind != OrganisationKind.STATION
    ):
        raise Refusal(_("主题“%(title)s”已经结束，或不在本区县。") % {"title": theme.title})
    return _join(theme, station, variant, by)


@action(private=("lessons",))
def record_lesson(*, theme: Theme, station: Organisation, lessons: str, by: Actor) -> ThemeVariant:
    """Write back what the station learned, also afterwards. Raises Refusal unless it joined, NotYours."""
    who.require_organisation(by, station.pk, STATION, what=_("写经验"))
    joined = ThemeVariant.objects.select_for_update().filter(theme=theme, station=station).first()
    if joined is None or not lessons.strip():
        raise Refusal(_("请先响应主题，再写经验。"), field="lessons")
    joined.lessons, joined.lessons_at, joined.lessons_by = lessons, clock.now(), who.name_of(by)
    joined.save(update_fields=["lessons", "lessons_at", "lessons_by"])
    return joined


@action
def close_theme(*, theme: Theme, by: Actor) -> Theme:
    """End a theme: no new call-outs under it. By its station or the county. Raises Stale, NotYours."""
    if not who.serves(by, theme.started_by_station_id, *STATION):
        who.require_county(by, theme.county, (Role.COUNTY_BUSINESS,), what=_("结束主题"))
    locked = Theme.objects.select_for_update().get(pk=theme.pk)
    check_move(ThemeState, locked.state, ThemeState.CLOSED, what=locked.title)
    locked.state, locked.closed_at, locked.closed_by = ThemeState.CLOSED, clock.now(), who.name_of(by)
    locked.save(update_fields=["state", "closed_at", "closed_by"])
    theme.refresh_from_db()
    return theme


@action
def start_series(
    *, title: str, micro_type: MicroType, division: Division, by: Actor, next_number: int = 1
) -> Series:
    """Start numbered sessions (第15期) in a village or town; `next_number` continues a series kept on paper.

    Raises Refusal for a title in use, NotYours.
    """
    who.require_place(by, division.code, STATION, what=_("开设系列"))
    if next_number < 1 or not title.strip():
        raise Refusal(_("系列要有名称，期号从 1 开始。"), field="title")
    return Series.objects.create(
        county=division.county_code,
        title=title.strip(),
        type=micro_type,
        division=division,
        next_number=next_number,
        started_at=clock.now(),
        started_by=who.name_of(by),
    )


def _join(theme: Theme, station: Organisation, variant: str, by: Actor) -> ThemeVariant:
    return ThemeVariant.objects.create(
        theme=theme, station=station, variant=variant, joined_at=clock.now(), joined_by=who.name_of(by)
    )
