"""One way to write a verdict row, and to move the money promise when the outcome changes."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor
from yimi.kernel.errors import Refusal, Stale
from yimi.kernel.outbox import tell
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import Role
from yimi.rooms.projects import actions as projects
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.queries.who import users_in
from yimi.rooms.projects.states import SessionState
from yimi.rooms.review import rules
from yimi.rooms.review.models import Verdict
from yimi.rooms.review.states import PERCENT, Result, VerdictKind


def _locked(session: Session) -> Session:
    """The session's row lock closes the race of two reviewers on one session."""
    return (
        Session.objects.select_for_update(of=("self",))
        .select_related("type", "site", "provider")
        .get(pk=session.pk)
    )


def _require_submitted(session: Session) -> None:
    if session.state != SessionState.SUBMITTED:
        raise Stale(
            _("场次 {number} 现在是“{state}”，不能评审。请刷新页面。").format(
                number=session.number, state=SessionState(session.state).label
            )
        )


def _check_reasons(result: Result, codes: Sequence[str], note: str) -> None:
    wrong = rules.wrong_reasons(result, codes, note)
    if wrong:
        raise Refusal(wrong, field="note" if codes else "reason_codes")


def _write(
    session: Session,
    *,
    lap: int,
    kind: VerdictKind,
    result: Result,
    codes: Sequence[str],
    note: str,
    by: User,
) -> Verdict:
    return Verdict.objects.create(
        session=session,
        county=session.county,
        round=lap,
        kind=kind,
        result=result,
        percent=PERCENT[result],
        reason_codes=list(codes),
        note=note.strip(),
        given_at=clock.now(),
        given_by=by,
    )


def _move_money(session: Session, before: int, after: int, by: Actor) -> None:
    """A session that will not be paid gives its promised money back; one that will be gets it again."""
    if before > 0 and after == 0:
        projects.release_commitment(session=session, reason=_("评审不通过"), by=by)
    elif before == 0 and after > 0:
        projects.restore_commitment(session=session, reason=_("评审结论改变"), by=by)


def _tell_provider(session: Session, topic: str, text: str) -> None:
    tell(
        user_ids=users_in([session.provider_id], Role.PROVIDER_MANAGER),
        topic=topic,
        text=text,
        link=f"/desk/sessions/{session.pk}/",
    )
