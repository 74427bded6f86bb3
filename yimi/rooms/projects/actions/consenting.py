"""Asking on the spot: what a named participant agrees to, taken per use by whoever serves them (E4, B6)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal
from yimi.rooms.accounts.states import STATION, VILLAGE
from yimi.rooms.people.actions import answer_consent
from yimi.rooms.people.states import ConsentHow
from yimi.rooms.projects.actions.delivery import _require_worker
from yimi.rooms.projects.models import SessionParticipant
from yimi.rooms.projects.queries import who
from yimi.rooms.projects.states import SessionState


@action
def take_consent(
    *,
    participant: SessionParticipant,
    yes: Collection[str],
    no: Collection[str],
    given_by: str,
    by: Actor,
    how: str = "",
    proof: UUID | None = None,
) -> SessionParticipant:
    """Record what somebody on the list answered, use by use; what was not asked stays as it is.

    By a worker of the session, who sees no register, or by village and station. `proof` is the client id of the
    upload that shows it. Raises Refusal for nobody of the register, a session that is over, and like
    `people.give_consent` (a minor's yes is the guardian's); NotYours.
    """
    session = participant.session
    if not who.is_local(by, session.village_id, *STATION, *VILLAGE):
        _require_worker(by, session, what=_("征得同意"))
    if session.state not in SessionState.LIVE:
        raise Refusal(_("这一场已取消或登记未开展，不用再问。"))
    if participant.person is None:
        raise Refusal(_("临时到场的人没有档案，记不了同意：不拍正脸，或请社工站先建档。"))
    if how not in ("", *ConsentHow.values) or set(yes) & set(no) or not (yes or no):
        raise Refusal(_("请选择同意的用途，以及由谁表示。"), field="use")
    for given, uses in ((True, yes), (False, no)):
        for use in uses:
            answer_consent(
                person=participant.person,
                use=use,
                given_by=given_by,
                by=by,
                given=given,
                how=how,
                proof=proof,
            )
    note(yes=len(yes), no=len(no))
    return participant
