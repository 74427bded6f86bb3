"""What was acknowledged is examined, one action each: by the job, and before a session is handed in."""

from __future__ import annotations

import logging
import time
from uuid import UUID

from yimi.kernel.action import Actor, System
from yimi.rooms.accounts.models import User
from yimi.rooms.evidence import actions, arriving
from yimi.rooms.evidence.models import Upload
from yimi.rooms.evidence.queries.who import require_own_session
from yimi.rooms.projects.models import Session

log = logging.getLogger("yimi.evidence")
AT_ONCE = 50
PATIENCE_S = 5.0


def take_in_waiting(*, by: Actor, session: Session | None = None, seconds: float = 20.0) -> tuple[int, int]:
    """Examine what waits, the oldest first (of one session, if given), for about so long.

    Returns how many were examined, and how many wait that were not tried.

    An accident with one (a full disk, a store that does not answer) is logged and leaves it waiting.
    """
    waiting = Upload.objects.waiting()
    if session is not None:
        waiting = waiting.filter(session=session)
    until, done, failed = time.monotonic() + seconds, 0, set[UUID]()
    while time.monotonic() < until:
        oldest = waiting.exclude(pk__in=failed).order_by("received_at")
        found = list(oldest.values_list("client_id", "length")[:AT_ONCE])
        if not found:
            break
        for client_id, length in found:
            if time.monotonic() >= until:
                break
            try:
                actions.take_in_upload(client_id=client_id, by=by)
            except Exception:
                log.exception("upload %s could not be examined and waits on", client_id)
                failed.add(client_id)
            else:
                arriving.Part(client_id, length).drop()
                done += 1
    return done, waiting.exclude(pk__in=failed).count()


def hand_in(*, session: Session, by: User) -> Session:
    """`submit_session`, after what was received of this session and still waits has been examined, here and now.

    For PATIENCE_S at most: whoever hands in waits for the answer. What is left then is refused as being_examined.
    """
    require_own_session(by, session)
    take_in_waiting(by=System("evidence"), session=session, seconds=PATIENCE_S)
    return actions.submit_session(session=session, by=by)
