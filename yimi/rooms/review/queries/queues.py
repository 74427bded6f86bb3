"""The week's queue, and what waits for whom. Constant numbers of queries, however many rows."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from yimi.kernel.figures import figure
from yimi.kernel.periods import Week
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import STATION, Role
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.models.scope import of_place
from yimi.rooms.projects.queries.today import Waiting
from yimi.rooms.projects.states import SessionState
from yimi.rooms.review import rules
from yimi.rooms.review.models import Appeal, PreCheck, Sample
from yimi.rooms.review.queries.verdicts import Annotated, deciding, with_risk, with_round, with_verdict
from yimi.rooms.review.states import PreCheckResult

MOST = 20
MOST_WAITING = 100_000  # more sessions than a county holds in ten years


def week_queue(reach: Reach, week: Week) -> Annotated:
    """The sessions of a review week within the reach, the riskiest first, then the earliest submitted.

    Annotated with `risk`, `flag_count`, `strong_count`, `round`, `precheck` and the effective verdict.
    """
    sessions = Session.objects.visible_to(reach).submitted_in(week)
    queue: Annotated = (
        with_precheck(with_verdict(with_risk(sessions)))
        .select_related("type", "village", "town", "provider", "station", "site")
        .order_by("-risk", "submitted_at", "pk")
    )
    return queue


def with_precheck(sessions: QuerySet[Session]) -> Annotated:
    """Annotate `precheck`: the station's result in the present round, None when it has not looked."""
    looked = PreCheck.objects.filter(session=OuterRef("pk"), round=OuterRef("round"))
    checked: Annotated = with_round(sessions).annotate(precheck=Subquery(looked.values("result")[:1]))
    return checked


def to_pre_check(reach: Reach) -> Annotated:
    """Submitted sessions of one's town that nobody of the station has looked at in this round."""
    submitted = Session.objects.filter(of_place(reach, *STATION), state=SessionState.SUBMITTED)
    return _undecided(submitted).filter(precheck=None)


def to_review(reach: Reach) -> Annotated:
    """Pre-checked sessions of one's counties without a verdict."""
    counties = reach.counties(Role.COUNTY_REVIEWER)
    submitted = Session.objects.filter(county__in=counties, state=SessionState.SUBMITTED)
    return _undecided(submitted).filter(precheck=PreCheckResult.PASSED)


def my_samples(reach: Reach) -> QuerySet[Sample]:
    """Sessions drawn for a blind second look by this person; the first verdict stays hidden from them."""
    return (
        Sample.objects.visible_to(reach)
        .filter(assigned_to=reach.user_id, verdict=None)
        .select_related("session__type", "session__village", "session__provider")
        .order_by("pk")
    )


def is_blind(reach: Reach, session: Session) -> bool:
    """Must the verdict be hidden from this person, because a second opinion of theirs is still to come?"""
    return Sample.objects.filter(session=session, assigned_to=reach.user_id, verdict=None).exists()


def disagreements(reach: Reach) -> QuerySet[Sample]:
    """Second opinions that differ from the first and wait for county business."""
    return (
        Sample.objects.visible_to(reach)
        .filter(agrees=False, ruling=None)
        .select_related("session__type", "first_verdict__given_by", "verdict__given_by")
        .order_by("pk")
    )


def open_appeals(reach: Reach) -> QuerySet[Appeal]:
    """Appeals of one's counties that somebody else's verdict caused."""
    counties = reach.counties(Role.COUNTY_REVIEWER)
    return (
        Appeal.objects.filter(verdict__county__in=counties, decided_at=None)
        .exclude(verdict__given_by=reach.user_id)
        .select_related("verdict__session__type")
        .order_by("appealed_at", "pk")
    )


def waiting_for(reach: Reach) -> list[Waiting]:
    """Everything of review that waits for this person (the lines of "today")."""
    lines: list[Waiting] = []
    if reach.has(*STATION):
        weekday = figure("precheck_weekday")
        for session in to_pre_check(reach).order_by("review_week", "submitted_at", "pk")[:MOST]:
            due = rules.due_on(Week.parse(session.review_week), weekday) if session.review_week else None
            lines.append(Waiting("precheck", session.title, due, "desk:review_session", (session.pk,)))
    if reach.has(Role.COUNTY_REVIEWER):
        lines += _reviewer(reach)
    if reach.has(Role.COUNTY_BUSINESS):
        count = disagreements(reach).count()
        if count:
            lines.append(
                Waiting("disagreement", _("两次评审不一致，等待裁定"), None, "desk:disagreements", (), count)
            )
    return lines


def _reviewer(reach: Reach) -> list[Waiting]:
    lines = []
    weekday = figure("review_weekday")
    by_week: dict[str, int] = {}
    for text in to_review(reach).order_by().values_list("review_week", flat=True):
        by_week[text or ""] = by_week.get(text or "", 0) + 1
    for text in sorted(filter(None, by_week)):
        week = Week.parse(text)
        lines.append(
            Waiting(
                "review",
                _("{week} 待评审的场次").format(week=week.label),
                rules.due_on(week, weekday),
                "desk:review_week",
                (text,),
                by_week[text],
            )
        )
    for sample in my_samples(reach)[:MOST]:
        lines.append(Waiting("sample", sample.session.title, None, "desk:sample", (sample.pk,)))
    for appeal in open_appeals(reach)[:MOST]:
        lines.append(Waiting("appeal", appeal.verdict.session.title, None, "desk:appeal", (appeal.pk,)))
    return lines


def _undecided(sessions: QuerySet[Session]) -> Annotated:
    """Those of `sessions` without a binding verdict, with the station's look.

    The limit is a fence for the planner: without it the station's look is asked for every session ever submitted,
    and only then is asked which of them are open (1.3 s at 10⁵ sessions; `docs/figures.md`).
    """
    decided = Exists(deciding().filter(session=OuterRef("pk")))
    waiting = sessions.filter(~decided).order_by().values("pk")[:MOST_WAITING]
    return with_precheck(Session.objects.filter(pk__in=waiting))
