"""The county's verdict on a session: accept, accept partially, return once, reject (D8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import action
from yimi.kernel.action import note as add
from yimi.kernel.errors import Refusal, Stale
from yimi.kernel.figures import figure
from yimi.rooms.accounts.models import User
from yimi.rooms.evidence.models import Flag
from yimi.rooms.evidence.queries import being_checked, missing
from yimi.rooms.projects import actions as projects
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.states import SessionState
from yimi.rooms.review import rules
from yimi.rooms.review.actions.writing import (
    _check_reasons,
    _locked,
    _move_money,
    _require_submitted,
    _tell_provider,
    _write,
)
from yimi.rooms.review.models import PreCheck, Verdict
from yimi.rooms.review.queries import callbacks_missing, opinions_of, returns_by_county, round_of, share_of
from yimi.rooms.review.queries.who import require_reviewer
from yimi.rooms.review.states import PreCheckResult, Reason, Result, VerdictKind


@action
def accept_session(
    *, session: Session, by: User, reason_codes: Sequence[str] = (Reason.ALL_IN_ORDER,), note: str = ""
) -> Verdict:
    """Accept in full: 100 % (D8). Beneficiaries must have been heard (B9, decision 7).

    Raises Refusal when evidence is missing or still being compared, too few were heard, output is below the
    minimum, or a strong flag or an objection is not explained; NotYours for whoever is not independent; Stale.
    """
    held, lap = _opened(session, by)
    _check_reasons(Result.ACCEPT, reason_codes, note)
    _require_checked(held)
    _require_voices(held)
    lacking = missing(held)
    objecting = rules.objections(opinions_of(held), least=figure("satisfaction_least"))
    codes = list(Flag.objects.filter(session=held).values_list("code", flat=True))
    obstacles = lacking or rules.accept_obstacles(
        codes=reason_codes, flags=codes, objecting=objecting, percent=share_of(held)
    )
    if obstacles:
        raise Refusal("".join(obstacles), code="not_in_full")
    return _judged(held, lap, Result.ACCEPT, reason_codes, note, by)


@action
def accept_partially(*, session: Session, by: User, reason_codes: Sequence[str], note: str = "") -> Verdict:
    """Accept at 80 % because minutes or people reached 80–99 % of the minimum (D8), not for missing evidence.

    Raises Refusal, NotYours and Stale as for `accept_session`.
    """
    held, lap = _opened(session, by)
    _check_reasons(Result.PARTIAL, reason_codes, note)
    _require_checked(held)
    _require_voices(held)
    obstacle = rules.partial_obstacle(
        percent=share_of(held), floor=figure("partial_floor_percent"), lacking=missing(held)
    )
    if obstacle:
        raise Refusal(obstacle, code="not_partial")
    objecting = rules.objections(opinions_of(held), least=figure("satisfaction_least"))
    codes = list(Flag.objects.filter(session=held).values_list("code", flat=True))
    unexplained = rules.accept_obstacles(codes=reason_codes, flags=codes, objecting=objecting, percent=100)
    if unexplained:
        raise Refusal("".join(unexplained), code="not_explained")
    return _judged(held, lap, Result.PARTIAL, reason_codes, note, by)


@action
def return_session(*, session: Session, by: User, reason_codes: Sequence[str], note: str) -> Verdict:
    """Send back for completion, once, with 5 days to do it (D8).

    Raises Refusal the second time, NotYours, Stale.
    """
    held, lap = _opened(session, by)
    _check_reasons(Result.RETURN, reason_codes, note)
    if returns_by_county(held) >= figure("returns_max"):
        raise Refusal(
            _("场次 {number} 已经退回过一次，这次请作出结论：通过、部分通过或不通过。").format(
                number=held.number
            ),
            code="returned_before",
        )
    verdict = _judged(held, lap, Result.RETURN, reason_codes, note, by)
    projects.reopen_submission(session=held, by=by)
    return verdict


@action
def reject_session(*, session: Session, by: User, reason_codes: Sequence[str], note: str) -> Verdict:
    """Pay nothing and give the promised money back (D8); the provider may appeal.

    Also ends a returned session that was not completed in time. Raises Refusal, NotYours, Stale.
    """
    held, lap = _opened(session, by, overdue_too=True)
    _check_reasons(Result.REJECT, reason_codes, note)
    verdict = _judged(held, lap, Result.REJECT, reason_codes, note, by)
    _move_money(held, 100, 0, by)
    return verdict


def _opened(session: Session, by: User, *, overdue_too: bool = False) -> tuple[Session, int]:
    """The locked session and its round, once it is certain that `by` may judge it now."""
    held = _locked(session)
    require_reviewer(by, held)
    lap = round_of(held)
    if Verdict.objects.standing().filter(session=held, round=lap, kind=VerdictKind.FIRST).exists():
        raise Stale(_("场次 {number} 本轮已经有结论，请刷新页面查看。").format(number=held.number))
    if overdue_too and _return_overdue(held):
        return held, lap
    _require_submitted(held)
    if not PreCheck.objects.filter(session=held, round=lap, result=PreCheckResult.PASSED).exists():
        raise Refusal(_("场次 {number} 还没有经过社工站初核，初核后才能评审。").format(number=held.number))
    return held, lap


def _return_overdue(session: Session) -> bool:
    days = timedelta(days=figure("return_days"))
    returned = session.state == SessionState.DELIVERED and session.returned_at is not None
    return returned and session.returned_at is not None and clock.now() > session.returned_at + days


def _require_checked(session: Session) -> None:
    """Money follows a verdict: nobody accepts what was not yet compared with earlier pictures."""
    waiting = being_checked(session)
    if waiting:
        raise Refusal(
            _("还有 {n} 份材料正在核对是否重复使用，一般一两分钟。请稍等再通过。").format(n=waiting),
            code="being_checked",
        )


def _require_voices(session: Session) -> None:
    lacking = callbacks_missing(session)
    if lacking:
        raise Refusal(
            _("还要听取 {n} 位服务对象的意见才能通过：请回访，不同意或无人接听的由村里见证。").format(
                n=lacking
            ),
            code="callbacks",
        )


def _judged(session: Session, lap: int, result: Result, codes: Sequence[str], note: str, by: User) -> Verdict:
    verdict = _write(session, lap=lap, kind=VerdictKind.FIRST, result=result, codes=codes, note=note, by=by)
    add(result=result.value, round=lap)
    if result != Result.RETURN:  # of a return, reopen_submission tells
        _tell_provider(
            session,
            "verdict",
            _("场次 {number} 的评审结论：{result}。").format(number=session.number, result=result.label),
        )
    return verdict
