"""A weather warning is entered by the county: windows for those at risk, alerts for the exposed (D6, D7 AL14)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, System, action, note
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.care.access import OFFICE, reach_of
from yimi.rooms.care.actions.alerting import _raise
from yimi.rooms.care.actions.overlaying import _weather
from yimi.rooms.care.models import WeatherNotice, Window
from yimi.rooms.care.queries.risk import exposed
from yimi.rooms.care.states import Rule, WeatherKind, WeatherLevel, WindowState
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level
from yimi.rooms.projects.queries.who import name_of


@action
def warn_of_weather(
    *, county: str, kind: str, level: str, starts_on: date, ends_on: date, towns: Collection[Division], by: Actor,
    said: str = "",
) -> WeatherNotice:  # fmt: skip
    """Enter a warning: a window for everybody at risk in its towns; orange and red raise AL14 for the exposed.

    Refused: not the county's business section (NotYours), no kind or level, days that are over or in the wrong
    order, no town, a town of another county.
    """
    _only_office(by, county)
    if kind not in WeatherKind.values or level not in WeatherLevel.values:
        raise Refusal(_("请选择哪一类天气、哪一级预警。"), field="kind")
    if ends_on < starts_on or ends_on < clock.today():
        raise Refusal(_("止期不能早于起期，也不能已经过去。"), field="ends_on")
    if not towns or any(each.level != Level.TOWN or not each.code.startswith(county) for each in towns):
        raise Refusal(_("请选择本区县的乡镇。"), field="towns")
    notice = WeatherNotice.objects.create(
        county=county, kind=kind, level=level, starts_on=starts_on, ends_on=ends_on, said=said.strip(),
        entered_at=clock.now(), entered_by=name_of(by),
    )  # fmt: skip
    notice.towns.set(towns)
    _weather(notice)
    note(alerts=_expose(notice, by))
    return notice


@action
def lift_weather(*, notice: WeatherNotice, by: Actor) -> WeatherNotice:
    """The weather is over before its day: windows nobody has met are dropped; alerts stay until they are disposed.

    Refused: not the county's business section (NotYours), lifted before (Stale)."""
    notice = WeatherNotice.objects.select_for_update().get(pk=notice.pk)
    _only_office(by, notice.county)
    if notice.lifted_at is not None:
        raise Stale(_("这条天气预警已经解除。"))
    notice.lifted_at, notice.lifted_by = clock.now(), name_of(by)
    notice.save(update_fields=["lifted_at", "lifted_by"])
    Window.objects.filter(weather=notice, state=WindowState.OPEN).update(state=WindowState.DROPPED)
    return notice


def _expose(notice: WeatherNotice, by: Actor) -> int:
    """AL14 for elders alone and unsafe houses; once a warning and person, however often it is asked."""
    if notice.level not in WeatherLevel.GRAVE:
        return 0
    found = list(exposed([each.code[:9] for each in notice.towns.all()]))
    for each in found:
        why = [_("老人独自居住")] if each.alone else []  # type: ignore[attr-defined]
        why += [_("房屋不安全")] if each.unsafe else []  # type: ignore[attr-defined]
        text = _("%(what)s，%(first)s 到 %(last)s；%(why)s。") % {
            "what": notice.title,
            "first": f"{notice.starts_on:%m-%d}",
            "last": f"{notice.ends_on:%m-%d}",
            "why": "、".join(why),
        }
        _raise(Rule.WEATHER, each.person, key=f"AL14:{notice.pk}:{each.person_id}", by=by, text=text)
    return len(found)


def _only_office(by: Actor, county: str) -> None:
    if isinstance(by, System) or county in reach_of(by).counties(*OFFICE):
        return
    raise NotYours(_("天气预警由本区县业务科室登记和解除。"))
