"""What the person at the table may do with a session now, and the sentence when it is not possible yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.dossier import Dossier
from yimi.doors.desk.review_queue import PRECHECK, REVIEW, Lane
from yimi.kernel import clock
from yimi.kernel.figures import figure
from yimi.rooms.accounts.states import STATION, Role
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.queries import related_to_provider
from yimi.rooms.projects.states import SessionState
from yimi.rooms.review import queries, rules
from yimi.rooms.review.models import PreCheck, Verdict
from yimi.rooms.review.queries.who import bias_of
from yimi.rooms.review.states import PreCheckResult, Reason, Result, VerdictKind


@dataclass(frozen=True)
class Obstacle:
    """Why a result is not possible now, and where it is mended."""

    sentence: str
    url: str = ""
    label: str = ""


@dataclass(frozen=True)
class Bench:
    """`why_not`: nothing may be done here, in one sentence. Otherwise the obstacles by result."""

    lane: Lane | None
    why_not: str = ""
    obstacles: dict[Result, list[Obstacle]] = field(default_factory=dict)
    to_explain: list[str] = field(default_factory=list)  # accepting asks for a word about these
    weighed: list[str] = field(default_factory=list)  # the reason codes that answer them
    only_reject: bool = False

    @property
    def accept_obstacles(self) -> list[Obstacle]:
        return self.obstacles.get(Result.ACCEPT, [])

    @property
    def clean(self) -> bool:
        """May it be accepted with one key?"""
        return not self.why_not and not self.to_explain and not self.accept_obstacles


def lane_of(request: Asked, session: Session) -> Lane | None:
    """The asker's table: the county's review, the station's pre-check, or none (they only read)."""
    if session.county in request.reach.counties(Role.COUNTY_REVIEWER):
        return REVIEW
    return PRECHECK if request.reach.covers(session.town_id, *STATION) else None


def bench_of(request: Asked, dossier: Dossier) -> Bench:
    lane = lane_of(request, dossier.session)
    if lane is None:
        return Bench(None, _("你可以查看这一场次，评审由区县评审员来做。"))
    return _station(request, dossier) if lane is PRECHECK else _county(request, dossier)


def _station(request: Asked, dossier: Dossier) -> Bench:
    session = dossier.session
    if session.state != SessionState.SUBMITTED:
        return Bench(PRECHECK, _unsubmitted(session))
    done = PreCheck.objects.filter(session=session, round=queries.round_of(session)).first()
    if done is not None:
        return Bench(PRECHECK, _("本轮已经初核：{result}。").format(result=done.get_result_display()))
    if related_to_provider(request.user.pk, session.provider_id, clock.today()):
        return Bench(PRECHECK, _("你申报过与这家承接机构人员的关系，请由站里其他人初核。"))
    return Bench(PRECHECK)


def _county(request: Asked, dossier: Dossier) -> Bench:
    session = dossier.session
    overdue = _return_overdue(session)
    lap = queries.round_of(session)
    given = Verdict.objects.standing().filter(session=session, round=lap, kind=VerdictKind.FIRST).exists()
    looked = PreCheck.objects.filter(session=session, round=lap, result=PreCheckResult.PASSED).exists()
    if session.state != SessionState.SUBMITTED and not overdue:
        return Bench(REVIEW, _unsubmitted(session))
    if given:
        return Bench(REVIEW, _("本轮已经有结论。"))
    if not overdue and not looked:
        return Bench(REVIEW, _("社工站还没有初核，初核之后才能评审。"))
    if biased := bias_of(request.user.pk, session):
        return Bench(REVIEW, biased)
    explain, codes = _to_explain(dossier)
    return Bench(REVIEW, "", _obstacles(dossier), explain, codes, only_reject=overdue)


def _obstacles(dossier: Dossier) -> dict[Result, list[Obstacle]]:
    session = dossier.session
    voices = []
    if dossier.heard < dossier.needed:
        lacking = _("还要听取 {n} 位服务对象的意见。").format(n=dossier.needed - dossier.heard)
        voices = [Obstacle(lacking, reverse("desk:callback_session", args=[session.pk]), _("去回访"))]
    missing = [Obstacle(sentence) for sentence in dossier.lacking]
    short = []
    if dossier.share < 100:
        short = [Obstacle(_("时长或人数只有最低要求的 {n}%，不能全额通过。").format(n=dossier.share))]
    partly = rules.partial_obstacle(
        percent=dossier.share, floor=figure("partial_floor_percent"), lacking=dossier.lacking
    )
    returned = queries.returns_by_county(session) >= figure("returns_max")
    return {
        Result.ACCEPT: voices + missing + short,
        Result.PARTIAL: voices + ([Obstacle(partly)] if partly else []),
        Result.RETURN: [Obstacle(_("已经退回过一次，这次请作出结论。"))] if returned else [],
        Result.REJECT: [],
    }


def _to_explain(dossier: Dossier) -> tuple[list[str], list[str]]:
    """Strong signals and objections: accepting in spite of them takes a reason and a word."""
    alarming = [flag.reason for flag in dossier.every_flag if flag.code in rules.TO_EXPLAIN]
    codes = [Reason.FLAGS_EXPLAINED.value] if alarming else []
    if dossier.objections:
        codes.append(Reason.OPINION_WEIGHED.value)
    return alarming + dossier.objections, codes


def _return_overdue(session: Session) -> bool:
    if session.state != SessionState.DELIVERED or session.returned_at is None:
        return False
    last: datetime = session.returned_at + timedelta(days=figure("return_days"))
    return clock.now() > last


def _unsubmitted(session: Session) -> str:
    return _("这一场次现在是“{state}”，提交完整之后才能看。").format(state=session.get_state_display())
