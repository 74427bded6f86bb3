"""The village hosts (社区办席): its word on whether a session took place at its place."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.outbox import tell
from yimi.rooms.accounts.states import STATION, VILLAGE
from yimi.rooms.projects.actions.sessions import _lock
from yimi.rooms.projects.models import Session, SessionStaff
from yimi.rooms.projects.queries import who
from yimi.rooms.projects.rules.hosting import answerable


@action(private=("note",))
def answer_as_host(*, session: Session, held: bool, by: Actor, note: str = "") -> Session:
    """The village says that the session took place there, or that it did not and why (A4-06, D9).

    A fact for the reviewer; it decides nothing. The same answer again is a success (a phone repeats itself).
    Raises Refusal before it began, by its paid staff, or for a "no" without a word; Stale when the village has
    answered otherwise; NotYours for anybody but the village committee.
    """
    if not who.is_local(by, session.village_id, *VILLAGE):
        raise NotYours(_("是否在本村开展，由当地村（居）委会确认。"))
    locked = _lock(session)
    if locked.host_answered_at is not None:
        if locked.host_held is held:
            return locked
        raise Stale(_("%(who)s 已经代表村（社区）答复过这一场。") % {"who": locked.host_answered_by})
    on_it = SessionStaff.objects.filter(session=locked, user=by.pk).exists()
    sentence = answerable(state=locked.state, starts_at=locked.starts_at, now=clock.now(), works_on_it=on_it)
    if sentence:
        raise Refusal(sentence)
    if not held and not note.strip():
        raise Refusal(_("没有在本村开展的，请写明情况。"), field="note")
    locked.host_held, locked.host_note = held, note.strip()
    locked.host_answered_at, locked.host_answered_by = clock.now(), who.name_of(by)
    locked.save(update_fields=["host_held", "host_note", "host_answered_at", "host_answered_by"])
    if not held:
        tell(
            user_ids=who.users_in([locked.station_id], *STATION),
            topic="host_denies",
            text=_("村（社区）说 %(number)s 没有在那里开展，请核实。") % {"number": locked.number},
            link=f"/desk/sessions/{locked.pk}/",
        )
    session.refresh_from_db()
    return session
