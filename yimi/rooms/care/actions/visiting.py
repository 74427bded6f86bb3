"""A contact is recorded: ticks and one sentence, at home, by phone or video (A1-13, A1-14, E1)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal
from yimi.kernel.figures import figure
from yimi.rooms.accounts.models import User
from yimi.rooms.care.access import named, only_visitor, reach_of
from yimi.rooms.care.actions.alerting import _raise, _step
from yimi.rooms.care.models import Alert, Standing, Visit, Window
from yimi.rooms.care.models.scope import VISITORS
from yimi.rooms.care.queries.visits import not_home_days
from yimi.rooms.care.rules import windows
from yimi.rooms.care.states import AlertState, Assist, Mode, Outcome, Rule, Source, Understanding, WindowState
from yimi.rooms.people.models import Person


@action(private=("sentence", "worries", "client_id", "told_by"))
def record_visit(
    *,
    person: Person,
    mode: str,
    outcome: str,
    visited_at: datetime,
    by: Actor,
    client_id: uuid.UUID,
    worries: Collection[str] = (),
    assists: Collection[str] = (),
    sentence: str = "",
    visited_by: User | None = None,
    must_report: bool = False,
    alert: Alert | None = None,
    source: str = Source.SEEN,
    told_by: str = "",
) -> Visit:
    """Record one contact, by whoever made it or by a colleague for them (E5); the same `client_id` twice is one.

    `source` says whether the visitor wrote it, a paper sheet was copied, or somebody told it (then `told_by`).
    It meets the windows it falls into, raises AL02 at the third "nobody at home", AL13 with `must_report`, and
    moves `alert` on. Refused: not of the station or village there (NotYours), the future, too long ago, nothing
    said of somebody who was met, a visitor from elsewhere, nobody named who told it.
    """
    only_visitor(by, person.division_id)
    _check_source(person, source, told_by, visited_by)
    # the lock on the person: two visits at once would both meet the same window
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if known := Visit.objects.filter(client_id=client_id, person=person).first():
        return known
    now, who = clock.now(), visited_by or named(by)
    _check(mode, outcome, visited_at, now, worries, assists, sentence)
    visit = Visit.objects.create(
        client_id=client_id, person=person, county=person.county, mode=mode, outcome=outcome,
        worries=sorted(set(worries)), assists=sorted(set(assists)), sentence=sentence.strip(),
        source=source, told_by=told_by.strip(), visited_at=visited_at, visited_by=who, recorded_at=now, recorded_by=named(by),
        is_late=now - visited_at > timedelta(hours=figure("visit_late_hours")),
    )  # fmt: skip
    if outcome == Outcome.MET:
        _meet_windows(visit)
    elif outcome == Outcome.NOT_HOME:
        _count_not_home(visit, by)
    if must_report:
        _raise(Rule.REPORT, person, key=f"AL13:visit:{visit.pk}", by=by, text=sentence)
    if alert is not None and alert.person_id == person.pk:
        _seen(alert, visit, by)
    note(late=visit.is_late)
    return visit


def _check_source(person: Person, source: str, told_by: str, visited_by: User | None) -> None:
    if source not in Source.values:
        raise Refusal(_("请在表上的选项里勾选。"), field="source")
    if source == Source.TOLD and not told_by.strip():
        raise Refusal(_("别人告知的，请写明是谁告知的。"), field="told_by")
    if visited_by is not None and not reach_of(visited_by).covers(person.division_id, *VISITORS):
        raise Refusal(_("这位同事不在当地任职，请另选一位。"), field="visited_by")


def _check(
    mode: str,
    outcome: str,
    visited_at: datetime,
    now: datetime,
    worries: Collection[str],
    assists: Collection[str],
    sentence: str,
) -> None:
    if mode not in Mode.values or outcome not in Outcome.values:
        raise Refusal(_("请选择怎么走访的、见到人没有。"), field="mode")
    if visited_at > now:
        raise Refusal(_("走访时间不能晚于现在。"), field="visited_at")
    if now - visited_at > timedelta(days=figure("visit_oldest_days")):
        raise Refusal(_("走访已过去太久，不能再补记。"), field="visited_at")
    if not set(worries) <= set(Understanding.values) or not set(assists) <= set(Assist.values):
        raise Refusal(_("请在表上的选项里勾选。"), field="worries")
    if outcome == Outcome.MET and not sentence.strip():
        raise Refusal(_("请用一句话写下见到的情况。"), field="sentence")


def _meet_windows(visit: Visit) -> None:
    """Windows that this contact answers: the running one is met, older ones are made up late.

    A visit in person also spares the home visit of the rest of its span (D6: one a month, a quarter …).
    """
    day = timezone.localtime(visit.visited_at).date()
    mine = Window.objects.filter(standing__person=visit.person_id, state=WindowState.OPEN)
    for window in mine.filter(opens_on__lte=day).order_by("closes_on"):
        if not windows.answers(window.needs_home, visit.mode):
            continue
        window.state = WindowState.MET if day <= window.closes_on else WindowState.MISSED
        window.visit = visit
        window.save(update_fields=["state", "visit"])
    standing = Standing.objects.filter(person=visit.person_id).first()
    if standing is not None and visit.mode == Mode.HOME and standing.colour != "red":
        last = windows.home_span(standing.colour, day)[1]
        mine.filter(needs_home=True, closes_on__lte=last, opens_on__gt=day).update(needs_home=False)


def _count_not_home(visit: Visit, by: Actor) -> None:
    """Nobody at home on several days in a row, nobody met between: an alert (AL02)."""
    days = not_home_days(visit.person)
    if len(days) >= figure("not_home_times"):
        _raise(Rule.NOT_MET, visit.person, key=f"AL02:{visit.person_id}:{min(days)}", by=by)


def _seen(alert: Alert, visit: Visit, by: Actor) -> None:
    alert = Alert.objects.select_for_update().get(pk=alert.pk)
    if alert.state in (AlertState.RAISED, AlertState.TAKEN, AlertState.VISITED):
        alert.visit = visit
        _step(alert, AlertState.VISITED, by)
