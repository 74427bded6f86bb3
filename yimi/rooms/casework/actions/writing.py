"""A form is written: as a draft with gaps, or finished, when it opens the next stage or waits for approval."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal, Stale
from yimi.kernel.figures import figure
from yimi.rooms.casework.access import named, only_head
from yimi.rooms.casework.actions.finishing import _finish
from yimi.rooms.casework.actions.moving import _locked
from yimi.rooms.casework.actions.reporting import _report_harm
from yimi.rooms.casework.models import Case, Member, Paper
from yimi.rooms.casework.queries.sealing import sealed
from yimi.rooms.casework.rules.order import may_write
from yimi.rooms.casework.rules.papers import FORMS, Content, problem_of
from yimi.rooms.casework.states import PaperKind, PaperState, Stage

HAPPENED = (PaperKind.RECORD, PaperKind.MEETING)  # they speak of a moment that has passed


@action(private=("content", "present"))
def write_paper(
    *,
    case: Case,
    kind: str,
    content: Content,
    by: Actor,
    finished: bool = True,
    present: Collection[Member] = (),
    as_visit: bool = False,
) -> Paper:
    """Write a form of a case (B2); the draft of this kind is taken up again, a finished one gets a next version.

    `content` holds the lines of `rules.papers.FORMS[kind]`. Finished, it opens the next stage, or waits for the
    head where the form needs approval. `as_visit` also records a contact of care. Refused: not one's case
    (NotYours), a stage that is not there yet (Stale), a line that is missing or makes no sense (its field).
    """
    case = _locked(case, by)
    found = PaperKind(kind)
    _check_turn(case, found, by)
    filled = {key: value for key, value in content.items() if value}
    if wrong := problem_of(FORMS[found], filled, finished=finished):
        raise Refusal(wrong[1], field=wrong[0])
    paper = _draft(case, found, by)
    moment = _moment(filled)
    if moment > clock.now() and found in (*HAPPENED, PaperKind.SUPERVISION):
        raise Refusal(_("还没有发生的不能写成记录，请核对时间。"), field="on")
    paper.content, paper.on = sealed(filled), timezone.localtime(moment).date()
    paper.written_at, paper.written_by = clock.now(), named(by)
    late = timedelta(hours=figure("case_record_hours"))
    paper.is_late = found in HAPPENED and clock.now() - moment > late
    paper.save()
    paper.attendance.all().delete()
    _report_harm(case, filled, by)
    if finished:
        _finish(case, paper, by, present=present, as_visit=as_visit)
    note(kind=kind, number=paper.number, version=paper.version)
    return paper


def _check_turn(case: Case, kind: PaperKind, by: Actor) -> None:
    if kind == PaperKind.REFERRAL:
        raise Refusal(_("转介请在案卷页点“转介”，连同意一起登记。"))
    if not may_write(kind, case.stage, case_kind=case.kind, urgent=case.urgent):
        raise Stale(
            _("案子现在是“%(stage)s”，还轮不到《%(form)s》。请先完成前一张表。")
            % {"stage": Stage(case.stage).label, "form": kind.label}
        )
    if kind == PaperKind.SUPERVISION:
        only_head(by, case.division_id, _("督导记录"))


def _draft(case: Case, kind: PaperKind, by: Actor) -> Paper:
    """The draft that is there, or a new one: the next number of a record, the next version of another form."""
    mine = Paper.objects.filter(case=case, kind=kind)
    unfinished = mine.filter(state__in=(PaperState.DRAFT, PaperState.WAITING)).first()
    if unfinished is not None and unfinished.state == PaperState.WAITING:
        raise Stale(_("这张表已经提交、等审批；批下来或退回以后再改。"))
    if unfinished is not None:
        return unfinished
    last = mine.aggregate(number=Max("number"), version=Max("version"))
    if kind.is_repeated:
        number, version = (last["number"] or 0) + 1, 1
    else:
        number, version = 1, (last["version"] or 0) + 1
    return Paper(case=case, kind=kind, number=number, version=version, on=clock.today(), written_by=named(by))


def _moment(content: Content) -> datetime:
    """When it happened, as far as the form says so; now for the others."""
    on = content.get("on")
    if not isinstance(on, str):
        return clock.now()
    if "T" in on:
        return timezone.make_aware(datetime.fromisoformat(on))
    return timezone.make_aware(datetime.combine(date.fromisoformat(on), datetime.min.time()))
