"""A worker leaves: everything open goes to a colleague in one step, each thing with its note (E16)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.action import note as remark
from yimi.kernel.errors import Refusal, Stale
from yimi.rooms.accounts.models import User
from yimi.rooms.care.actions import name_worker, take_alert
from yimi.rooms.casework.access import only_head, serves
from yimi.rooms.casework.actions.taking import _take
from yimi.rooms.casework.models import Case, Handover
from yimi.rooms.casework.queries.hands import in_hand
from yimi.rooms.people.access import reach_of
from yimi.rooms.projects.queries.who import name_of


@action(private=("note", "notes"))
def hand_over(
    *, giver: User, taker: User, note: str, by: Actor, notes: Mapping[str, str] | None = None
) -> User:
    """Move every open case, every person to be met and every open alert of `giver` to `taker`.

    `note` goes with each thing that has none of its own in `notes` (`case-7`, `person-3`, `alert-5`): promises made,
    dates, safety ("do not visit alone"). Only what lies in the reach of `by` moves. Refused: not the head
    (NotYours), the same person, a colleague who does not serve there, nothing in hand (Stale), no note.
    """
    found = in_hand(giver, reach_of(by))
    if giver == taker:
        raise Refusal(_("请另选一位接手的同事。"), field="taker")
    if not note.strip():
        raise Refusal(_("请写交接说明：答应过什么、几时要做什么、上门注意什么。"), field="note")
    if not found:
        raise Stale(_("这位同事手上没有在办的案子、负责的人和预警。"))
    for code in found.codes:
        only_head(by, code, _("交接"))
        if not serves(taker, code):
            raise Refusal(_("接手的同事要在当地的社工站任职。"), field="taker")
    own = {key: text.strip() for key, text in (notes or {}).items() if text.strip()}
    _cases(found.cases, taker, own, note.strip(), by)
    for standing in found.standings:
        name_worker(standing=standing, worker=taker, by=by)
        said = own.get(f"person-{standing.person_id}", note.strip())
        _write(
            giver,
            taker,
            said,
            by,
            code=standing.person.division_id,
            county=standing.county,
            person_id=standing.person_id,
        )
    for alert in found.alerts:
        take_alert(alert=alert, assignee=taker, by=by)
        said = own.get(f"alert-{alert.pk}", note.strip())
        _write(giver, taker, said, by, code=alert.division_id, county=alert.county, alert_id=alert.pk)
    remark(cases=len(found.cases), people=len(found.standings), alerts=len(found.alerts))
    return taker


def _cases(cases: list[Case], taker: User, own: Mapping[str, str], note: str, by: Actor) -> None:
    for case in cases:
        locked = Case.objects.select_for_update().get(pk=case.pk)
        _take(locked, taker, own.get(f"case-{case.pk}", note), by)


def _write(giver: User, taker: User, note: str, by: Actor, *, code: str, county: str, **what: int) -> None:
    Handover.objects.create(
        county=county, division_id=code, giver=giver, taker=taker, note=note, handed_at=clock.now(),
        handed_by=name_of(by), **what,
    )  # fmt: skip
