"""What a finished form must have around it, and what it opens. Not actions: they call it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor
from yimi.kernel.errors import Refusal
from yimi.rooms.care.actions import record_visit
from yimi.rooms.care.states import Mode
from yimi.rooms.casework.access import named
from yimi.rooms.casework.actions.moving import _move, _step, _tell_heads
from yimi.rooms.casework.models import Attendance, Case, ClientConsent, Member, Paper
from yimi.rooms.casework.queries.lacking import lacking
from yimi.rooms.casework.rules.order import opens
from yimi.rooms.casework.states import Agreed, CloseReason, PaperKind, PaperState, Risk, Stage
from yimi.rooms.people.rules import consent_problem
from yimi.rooms.projects.queries.who import name_of


def _finish(case: Case, paper: Paper, by: Actor, *, present: Collection[Member], as_visit: bool) -> None:
    """File the form, or send it to the head; then the stage that follows."""
    kind, data = PaperKind(paper.kind), paper.data
    if why := lacking(case, kind, data):
        raise Refusal(why)
    if kind == PaperKind.INTAKE:
        _take_in(case, paper, by)
    elif kind == PaperKind.ASSESSMENT:
        case.risk = str(data["risk"])
        case.save(update_fields=["risk"])
    elif kind == PaperKind.MEETING:
        _attend(case, paper, present)
    elif kind == PaperKind.RECORD and as_visit:
        _visit(case, paper, by)
    paper.state = PaperState.WAITING if kind.needs_approval else PaperState.FILED
    paper.filed_at, paper.filed_by = clock.now(), named(by)
    paper.save(update_fields=["state", "filed_at", "filed_by", "visit"])
    _step(case, _("写好%(what)s") % {"what": paper.title}, by)
    if kind.needs_approval:
        text = _("有一份%(what)s等审批：%(number)s") % {"what": kind.label, "number": case.number}
        _tell_heads(case, text, by)
        if kind in (PaperKind.EVALUATION, PaperKind.GROUP_EVALUATION) and case.stage == Stage.INTERVENTION:
            _move(case, Stage.EVALUATION, by)
    elif (to := opens(kind, case.stage, data)) is not None:
        _move(case, to, by)


def _take_in(case: Case, paper: Paper, by: Actor) -> None:
    """The intake decides; whoever is taken on has agreed, a minor through the guardian (PIPL 31)."""
    data = paper.data
    case.urgent = bool(data.get("urgent"))
    case.risk = Risk.URGENT if case.urgent else case.risk
    if data["decision"] == "refer":
        case.close_reason = CloseReason.REFERRED
    case.save(update_fields=["urgent", "risk"])
    if data["decision"] != "accept":
        return
    person = case.person
    minor = person is not None and person.is_minor(clock.today())
    if why := consent_problem(minor=minor, given=True, given_by=str(data["consent_by"])):
        raise Refusal(why, field="consent_by")
    for agreed in (Agreed.SERVICE, *([Agreed.RECORD] if data.get("recording") else [])):
        ClientConsent.objects.create(
            case=case, agreed=agreed, given_by=str(data["consent_by"]), name=str(data["consent_name"]),
            how=str(data["consent_how"]), given_on=date.fromisoformat(str(data["consent_on"])),
            recorded_at=clock.now(), recorded_by=name_of(by),
        )  # fmt: skip


def _attend(case: Case, paper: Paper, present: Collection[Member]) -> None:
    """Who came; only members of this group, and at least one."""
    here = Member.objects.filter(case=case, pk__in=[each.pk for each in present])
    if not here:
        raise Refusal(_("请勾选到场的组员。"), field="present")
    Attendance.objects.bulk_create(Attendance(paper=paper, member=each) for each in here)


def _visit(case: Case, paper: Paper, by: Actor) -> None:
    """A contact of the case is a visit too: nobody types it twice (E2)."""
    data, person = paper.data, case.person
    if person is None or data["mode"] not in Mode.values:
        return
    paper.visit = record_visit(
        person=person,
        mode=str(data["mode"]),
        outcome="met",
        visited_at=timezone.make_aware(datetime.fromisoformat(str(data["on"]))),
        sentence=_("个案服务，详见 %(number)s。") % {"number": case.number},
        client_id=uuid.uuid4(),
        by=by,
    )
