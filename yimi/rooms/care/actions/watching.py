"""What the machine looks for every night (D7), and alerts that nobody answered in time."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from yimi.kernel import clock, outbox
from yimi.kernel.action import Actor, action, note
from yimi.rooms.accounts.states import Role
from yimi.rooms.care.actions.alerting import _raise
from yimi.rooms.care.actions.weather import _expose
from yimi.rooms.care.models import Alert, WeatherNotice
from yimi.rooms.care.queries import breaches, register_changes
from yimi.rooms.care.rules.alerts import escalation_due
from yimi.rooms.care.states import AlertState
from yimi.rooms.network import queries as network

FINDERS: tuple[Callable[[], list[breaches.Breach]], ...] = (
    breaches.overdue_visits,
    breaches.ending_benefits,
    breaches.coming_ages,
    breaches.repeated_requests,
    breaches.lasting_hazards,
    breaches.due_follow_ups,
    register_changes.family,
    register_changes.poorer,
)


@action
def find_alerts(*, by: Actor) -> int:
    """Raise what the rules find: visits overdue, benefits that end, ages reached, households that ask again.

    What changed in the register besides: deaths, births, who came or left, benefits; the exposed in bad weather. Each
    finding once, however often it runs; returns how many were new. Rules AL01, AL03, AL04, AL07, AL08, AL09, AL11,
    AL14, AL15.
    """
    before = Alert.objects.count()
    for notice in WeatherNotice.objects.in_force(clock.today()).order_by("pk"):
        _expose(notice, by)
    for finder in FINDERS:
        for each in finder():
            _raise(each.rule, each.person, key=each.key, by=by, text=each.text)
    raised = Alert.objects.count() - before
    note(raised=raised)
    return raised


@action
def escalate_alerts(*, by: Actor) -> int:
    """Tell the head about alerts past their clock, and the county a day later; returns how many were told."""
    now, told = clock.now(), 0
    late = Alert.objects.live().exclude(state=AlertState.DISPOSED).filter(due_at__lt=now, escalation__lt=2)
    for alert in late.select_related("division").select_for_update(of=("self",), skip_locked=True):
        step = escalation_due(alert.due_at, now=now)
        if step <= alert.escalation:
            continue
        Alert.objects.filter(pk=alert.pk).update(escalation=step)
        outbox.tell(
            user_ids=_above(alert, step),
            topic="care_escalated",
            text=_("预警已超时：%(level)s %(rule)s · %(where)s")
            % {"level": alert.level, "rule": alert.get_rule_display(), "where": alert.division.name},
            link=f"/desk/alerts/{alert.pk}/",
        )
        told += 1
    note(told=told)
    return told


def _above(alert: Alert, step: int) -> list[int]:
    if step > 1:
        return network.holders_in(alert.county, Role.COUNTY_BUSINESS)
    station = network.station_of(alert.division_id)
    return network.holders_of(station.pk, Role.STATION_HEAD) if station else []
