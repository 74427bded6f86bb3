"""Money promised and money back. Counters move under their row's lock, each with its Commitment rows."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal, Stale
from yimi.rooms.accounts.states import Role
from yimi.rooms.projects.models import Allotment, CallOut, Commitment, Session
from yimi.rooms.projects.queries import who
from yimi.rooms.projects.queries.money import name_of_allotment
from yimi.rooms.projects.rules.money import not_enough_room


def _take(allotment: Allotment, fen: int, sessions: int) -> None:
    """Raise the counter if there is room: one conditional UPDATE, so that a race has one winner per place."""
    taken = Allotment.objects.filter(pk=allotment.pk, committed_fen__lte=F("ceiling_fen") - fen).update(
        committed_fen=F("committed_fen") + fen
    )
    allotment.refresh_from_db(fields=["committed_fen", "ceiling_fen"])
    if not taken:
        sentence = not_enough_room(
            allotment=name_of_allotment(allotment),
            room_fen=allotment.room_fen,
            wanted_fen=fen,
            sessions=sessions,
        )
        # Room may have come back between the two statements; whoever asks again gets it.
        raise Refusal(
            sentence or _("刚刚有人占用了这笔额度，请再试一次。"), code="no_room", field="allotment"
        )


def _commit(callout: CallOut, by: Actor) -> None:
    """Promise the money of all sessions of a call-out at once, one row a session."""
    _take(callout.allotment, callout.price_fen * callout.sessions_wanted, callout.sessions_wanted)
    at, name = clock.now(), who.name_of(by)
    Commitment.objects.bulk_create(
        Commitment(
            allotment=callout.allotment, callout=callout, fen=callout.price_fen, made_at=at, made_by=name
        )
        for _ignored in range(callout.sessions_wanted)
    )


def _release(commitments: Iterable[Commitment], reason: str, by: Actor) -> int:
    """Give standing commitments back; returns the fen released. Repeating it gives nothing."""
    ids = [commitment.pk for commitment in commitments]
    rows = Commitment.objects.filter(pk__in=ids).standing()
    locked = list(rows.select_for_update().order_by("id"))
    back = (
        Commitment.objects.filter(pk__in=[row.pk for row in locked])
        .values("allotment")
        .annotate(fen=Sum("fen"))
        .order_by("allotment")
    )
    amounts = {row["allotment"]: row["fen"] for row in back}
    Commitment.objects.filter(pk__in=[row.pk for row in locked]).update(
        released_at=clock.now(), released_by=who.name_of(by), release_reason=reason
    )
    for allotment, fen in amounts.items():
        Allotment.objects.filter(pk=allotment).update(committed_fen=F("committed_fen") - fen)
    return sum(amounts.values())


@action
def release_commitment(*, session: Session, reason: str, by: Actor) -> Session:
    """Give back the money of a session that will not be paid (rejected in review; mission 1).

    Called from review above. Releasing twice is no error. Raises Refusal without a reason, NotYours.
    """
    who.require_county(by, session.county, (Role.COUNTY_REVIEWER, Role.COUNTY_BUSINESS), what=_("释放额度"))
    if not reason.strip():
        raise Refusal(_("请写明释放额度的理由。"), field="reason")
    note(released_fen=_release(Commitment.objects.filter(session=session), reason, by))
    return session


@action
def restore_commitment(*, session: Session, reason: str, by: Actor) -> Session:
    """Promise the money of a session again, when a rejection is taken back or an appeal upheld.

    Raises Refusal when the allotment has been used up in the meantime, NotYours.
    """
    who.require_county(by, session.county, (Role.COUNTY_REVIEWER, Role.COUNTY_BUSINESS), what=_("恢复额度"))
    if Commitment.objects.filter(session=session).standing().exists():
        return session
    _take(session.allotment, session.price_fen, 1)
    Commitment.objects.create(
        allotment_id=session.allotment_id,
        callout_id=session.callout_id,
        session=session,
        fen=session.price_fen,
        made_at=clock.now(),
        made_by=who.name_of(by),
    )
    note(restored_fen=session.price_fen)
    return session


def _claim(callout: CallOut, session: Session) -> None:
    """Bind one promised amount of the call-out to a session. Raises Stale when all are used."""
    free = Commitment.objects.filter(callout=callout, session__isnull=True).standing().order_by("id")
    first = free.select_for_update().first()
    if first is None:
        raise Stale(_("征集 %(number)s 的场次都已安排，没有多余的额度。") % {"number": callout.number})
    Commitment.objects.filter(pk=first.pk).update(session=session)
