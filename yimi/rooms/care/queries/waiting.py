"""What waits for somebody on their first page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import STATION, VILLAGE
from yimi.rooms.care.access import HEADS
from yimi.rooms.care.models import Alert, JointTask, Standing
from yimi.rooms.care.queries import alerts, colours, joint, policies, visits
from yimi.rooms.care.rules.joint import PARTNERS
from yimi.rooms.care.states import AlertState, JointState
from yimi.rooms.people.models import SurveyForm
from yimi.rooms.people.models.surveys import ASSESSORS
from yimi.rooms.people.states import RoundState
from yimi.rooms.projects.queries.today import Waiting

MOST = 20


def waiting_for(reach: Reach) -> list[Waiting]:
    """Open alerts, one's due visits as one line, proposals and disposals for the head, parts of joint tasks."""
    return [*_care(reach), *_joint(reach)]


def _care(reach: Reach) -> list[Waiting]:
    if not reach.has(*STATION, *VILLAGE, *HEADS, *ASSESSORS):
        return []
    return [*_alerts(reach), *_visits(reach), *_to_confirm(reach), *_surveys(reach), *_policies(reach)]


def _alerts(reach: Reach) -> Iterator[Waiting]:
    """A line each; several of one kind, village and clock are one line that leads to the list."""
    alike: dict[tuple[str, str, datetime | None], list[int]] = {}
    for alert in alerts.live(reach)[:MOST]:
        if alert.state == AlertState.DISPOSED:
            if reach.has(*HEADS):
                alike.setdefault(("care_verify", _said(alert), None), []).append(alert.pk)
        elif alert.assignee_id in (None, reach.user_id):
            alike.setdefault(("care_alert", _said(alert), alert.due_at), []).append(alert.pk)
    for (kind, said, due), found in alike.items():
        page, args = ("desk:alert", (found[0],)) if len(found) == 1 else ("desk:alerts", ())
        yield Waiting(kind, said, due, page, args, len(found))


def _said(alert: Alert) -> str:
    return f"{alert.level} {alert.get_rule_display()} · {alert.division.name}"


def _visits(reach: Reach) -> Iterator[Waiting]:
    mine = visits.due(reach).filter(worker=reach.user_id)
    count, first = mine.count(), mine.only("closes_on").select_related(None).first()
    if first is not None:
        yield Waiting("care_visits", _("要走访的群众"), _end_of(first.closes_on), "desk:visits", (), count)


def _surveys(reach: Reach) -> Iterator[Waiting]:
    """A line for each round in which households of one's own were not reached."""
    if not reach.has(*STATION, *VILLAGE, *ASSESSORS):
        return
    third = not reach.has(*STATION, *VILLAGE)
    forms = SurveyForm.objects.visible_to(reach).unvisited()
    forms = forms.filter(round__state=RoundState.OPEN, round__by_assessors=third)
    rounds = forms.values_list("round", "round__title", "round__ends_on").annotate(left=Count("pk"))
    for pk, title, last, left in rounds.order_by("round__ends_on", "round")[:3]:
        yield Waiting("care_survey", title, _end_of(last), "desk:survey", (pk,), left)


def _policies(reach: Reach) -> Iterator[Waiting]:
    """People of one's own who may be entitled to something and were not told."""
    rows = policies.to_tell(reach) if reach.has(*STATION) else None
    mine = Standing.objects.filter(worker=reach.user_id).values("person")
    count = rows.filter(person__in=mine).count() if rows is not None else 0
    if count:
        yield Waiting("care_policy", _("可能符合政策、还没告知的群众"), None, "desk:policies", (), count)


def _to_confirm(reach: Reach) -> Iterator[Waiting]:
    count = colours.proposals(reach).count() if reach.has(*STATION, *HEADS) else 0
    if count:
        yield Waiting("care_confirm", _("算出颜色、等人确认的评估"), None, "desk:colours", (), count)


def _joint(reach: Reach) -> Iterator[Waiting]:
    """What one's organisation was asked for, what one leads, what the head has to look at."""
    if not reach.has(*PARTNERS):
        return
    for part in joint.asked_of_us(reach)[:MOST]:
        said = f"{part.task.named} · {part.task.person.division.name}"
        yield Waiting("care_joint_part", said, _end_of(part.due_on), "desk:joint_part", (part.pk,))
    mine = JointTask.objects.visible_to(reach).select_related("person__division").order_by("due_on", "pk")
    for task in mine.filter(lead=reach.user_id, state=JointState.OPEN)[:MOST]:
        said = f"{task.named} · {task.person.division.name}"
        yield Waiting("care_joint_lead", said, _end_of(task.due_on), "desk:joint_task", (task.pk,))
    ended = mine.filter(state=JointState.FINISHED).exclude(finished_by=reach.user_id)
    for task in ended[:MOST] if reach.has(*HEADS) else ():
        yield Waiting("care_joint_verify", str(task.named), None, "desk:joint_task", (task.pk,))


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
