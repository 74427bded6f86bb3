"""Somebody shows their service card where they are served: on the list by it, or put there."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal
from yimi.rooms.people.queries import holder_of
from yimi.rooms.places.rules import stem_of
from yimi.rooms.projects.actions.delivery import _require_worker
from yimi.rooms.projects.actions.scheduling import _name
from yimi.rooms.projects.actions.sessions import _lock
from yimi.rooms.projects.models import Session, SessionParticipant
from yimi.rooms.projects.states import SessionState


@action(private=("said",))
def admit_by_card(*, session: Session, said: str, by: Actor) -> SessionParticipant:
    """Who carries this card, as a participant: found on the list, or added to it. Shown twice it is once.

    By a worker of the session or the provider's manager; they see no register, so a card opens it for people of the
    session's own town alone. Raises Refusal `card_unknown`, the same for a card nobody issued, one withdrawn and
    one of elsewhere; a session that is over; who may not come (bathing gap, elsewhere then); NotYours.
    """
    _require_worker(by, session, what=_("登记到场"))
    locked = _lock(session)
    if locked.state not in (SessionState.PLANNED, SessionState.DELIVERED):
        raise Refusal(_("%(number)s 已提交或已结束，名单不能再改。") % {"number": locked.number})
    person = holder_of(said, stem_of(locked.town_id))
    if person is None:
        raise Refusal(
            _("这张卡在这里认不出来。先按临时到场的人记名，再请对方到村（居）委会或社工站换卡。"),
            field="card",
            code="card_unknown",
        )
    if refused := _name(locked, [person]):
        raise Refusal(refused[0], field="card")
    row = SessionParticipant.objects.get(session=locked, person=person)
    if locked.state == SessionState.DELIVERED and not row.attended:
        row.attended = True
        row.save(update_fields=["attended"])
    note(participant=row.pk)
    return row
