"""Alerts: raised, taken, disposed, verified by somebody else (A1-03, D7)."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.utils.translation import gettext as _

from yimi.kernel import clock, outbox
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.accounts.models import User
from yimi.rooms.care.access import is_head, named, only_responsible, only_visitor, reach_of
from yimi.rooms.care.actions.overlaying import _changed
from yimi.rooms.care.actions.standing import _settle
from yimi.rooms.care.models import Alert, AlertStep, ColourChange, Standing
from yimi.rooms.care.models.scope import VISITORS
from yimi.rooms.care.queries.alerts import due_at, whom_to_tell
from yimi.rooms.care.rules.alerts import GRAVE, REPORTED, level_of
from yimi.rooms.care.states import AlertState, Assist, Cause, Colour, Rule, check_move
from yimi.rooms.people.models import Person
from yimi.rooms.projects.queries.who import name_of, user_of


@action(private=("text", "told_by"))
def raise_alert(*, person: Person, rule: str, text: str, by: Actor, told_by: str = "") -> Alert:
    """Report what was seen or heard about a person; those responsible are told at once.

    `told_by`: who called or came by, when `by` only writes it down (E5); it stands before what was said.

    A mandatory report (AL13, Minors Protection Law 11) makes red until it is closed. Refused: not of the
    station or village there (NotYours), a rule only the machine finds, nothing said.
    """
    only_visitor(by, person.division_id)
    if rule not in (*REPORTED, Rule.REPORT):
        raise Refusal(_("请选择一种可以报告的情况。"), field="rule")
    if not text.strip():
        raise Refusal(_("请写明看到、听到了什么。"), field="text")
    return _raise(Rule(rule), person, key=f"{rule}:{uuid.uuid4()}", by=by, text=_said_by(told_by, text))


def _said_by(told_by: str, text: str) -> str:
    if not told_by.strip():
        return text.strip()
    return _("%(who)s告知：%(said)s") % {"who": told_by.strip(), "said": text.strip()}


def _raise(rule: Rule, person: Person, *, key: str, by: Actor, text: str = "") -> Alert:
    """One alert a key: what a rule finds twice is raised once."""
    if known := Alert.objects.filter(key=key).first():
        return known
    standing = Standing.objects.filter(person=person).first()
    colour, now = standing.colour if standing else None, clock.now()
    level = level_of(rule, colour)
    alert = Alert.objects.create(
        county=person.county, division_id=person.division_id, person=person, rule=rule, level=level, key=key,
        text=text, raised_at=now, raised_by=name_of(by), reporter=user_of(by), due_at=due_at(level, colour, now),
    )  # fmt: skip
    AlertStep.objects.create(alert=alert, state=alert.state, stepped_at=now, stepped_by=name_of(by))
    if rule in (Rule.MEMBER, Rule.DISCHARGE):
        _changed(person, str(rule.label))
    if rule == Rule.REPORT:
        _settle(person, Colour.RED, cause=Cause.REPORTED, by=by)
    said = f"{alert.get_level_display()} · {alert.get_rule_display()} · {person.division.name}"
    outbox.tell(
        user_ids=whom_to_tell(alert, standing),
        topic="care_alert",
        text=said,
        link=f"/desk/alerts/{alert.pk}/",
    )
    return alert


@action
def take_alert(*, alert: Alert, by: Actor, assignee: User | None = None) -> Alert:
    """See to an alert oneself, or hand it to a colleague who serves there (head only).

    Refused: not responsible there (NotYours), disposed or closed already (Stale), a colleague from elsewhere.
    """
    alert = _locked(alert, by)
    who = assignee or named(by)
    if who != by and not is_head(by, alert.division_id):
        raise NotYours(_("把预警交给同事由站长安排；自己接手可以。"))
    if not reach_of(who).covers(alert.division_id, *VISITORS):
        raise Refusal(_("这位同事不在当地任职，请另选一位。"), field="assignee")
    alert.assignee, alert.taken_at, alert.taken_by = who, clock.now(), named(by)
    return _step(alert, AlertState.TAKEN, by, "" if who == by else who.display_name)


@action(private=("result", "police"))
def dispose_alert(
    *,
    alert: Alert,
    was_true: bool,
    result: str,
    by: Actor,
    assists: Collection[str] = (),
    police: str = "",
) -> Alert:
    """Say what was found and done; "not true" is a result too and needs its reason.

    A mandatory report is not disposed of before the police were told: `police` says which, when, by whom
    (Minors Protection Law 11); it stays in the steps for good. Refused: not responsible there (NotYours), nobody
    has taken it, disposed already (Stale), nothing said.
    """
    alert = _locked(alert, by)
    if alert.rule == Rule.REPORT:
        if not police.strip():
            raise Refusal(_("请先向公安机关报告，写明哪个派出所、几时、谁报的、谁接的。"), field="police")
        result = _("已报公安：%(police)s") % {"police": police.strip()} + (
            f"\n{result.strip()}" if result.strip() else ""
        )
    if not result.strip():
        raise Refusal(_("请写明处置结果；不属实的，写明依据。"), field="result")
    if not set(assists) <= set(Assist.values):
        raise Refusal(_("请在表上的选项里勾选。"), field="assists")
    alert.was_true, alert.result, alert.assists = was_true, result.strip(), sorted(set(assists))
    alert.disposed_at, alert.disposed_by = clock.now(), named(by)
    return _step(alert, AlertState.DISPOSED, by, result.strip())


@action(private=("said",))
def verify_alert(*, alert: Alert, fine: bool, by: Actor, said: str = "") -> Alert:
    """Look at a disposal as somebody else: it is fine and the alert is closed, or it goes back with a reason.

    P0 and P1 are verified by the head or the county. Refused: not responsible there, or one's own disposal
    (NotYours), not disposed (Stale), sent back without a reason.
    """
    alert = _locked(alert, by)
    if alert.state != AlertState.DISPOSED:
        raise Stale(_("这条预警还没有处置，或已经办结，请刷新后再看。"))
    if alert.disposed_by == by:
        raise NotYours(_("处置人不能核实自己的处置，请由另一个人核实。"))
    if alert.level in GRAVE and not is_head(by, alert.division_id):
        raise NotYours(_("P0、P1 由站长或区县业务科室核实。"))
    if not fine:
        if not said.strip():
            raise Refusal(_("请写明还要做什么。"), field="said")
        alert.disposed_at, alert.disposed_by, alert.was_true, alert.result = None, None, None, ""
        return _step(alert, AlertState.TAKEN, by, said.strip())
    alert.verified_at, alert.verified_by = clock.now(), named(by)
    closed = _step(alert, AlertState.CLOSED, by, said.strip())
    if alert.rule == Rule.REPORT and not alert.was_true:
        _unreport(closed, by)
    return closed


def _unreport(alert: Alert, by: Actor) -> None:
    """A report that was not true gives back the colour it took; a true one leaves red to the next assessment."""
    change = ColourChange.objects.filter(person=alert.person_id).order_by("-pk").first()
    person = alert.person
    if person is not None and change is not None and change.cause == Cause.REPORTED and change.before:
        _settle(person, change.before, cause=Cause.EXPIRED, by=by)


def _locked(alert: Alert, by: Actor) -> Alert:
    only_responsible(by, alert.division_id)
    alert = Alert.objects.select_for_update(of=("self",)).select_related("disposed_by").get(pk=alert.pk)
    if alert.rule == Rule.REPORT and by.pk != alert.assignee_id and not is_head(by, alert.division_id):
        raise NotYours(_("强制报告由站长或区县业务科室接手，或由他们指定的人办。"))
    return alert


#: What a step may change; who reported what, of whom and when is written once (guards.py).
STEPPED = (
    "state", "assignee", "taken_at", "taken_by", "visit", "was_true", "assists", "result", "disposed_at", "disposed_by",
    "verified_at", "verified_by",
)  # fmt: skip


def _step(alert: Alert, to: AlertState, by: Actor, said: str = "") -> Alert:
    check_move(alert.state, to)
    alert.state = to
    alert.save(update_fields=STEPPED)
    AlertStep.objects.create(alert=alert, state=to, said=said, stepped_at=clock.now(), stepped_by=name_of(by))
    return alert
