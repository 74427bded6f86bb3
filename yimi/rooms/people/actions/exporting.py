"""The register leaves the house as a sheet: who took it, why, how many, and every sensitive file that was in it."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from yimi.kernel import audit
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import NotYours, Refusal
from yimi.rooms.people.access import CONFIRMERS, reach_of
from yimi.rooms.people.models import Person
from yimi.rooms.people.queries import sensitive_among

#: Rows of one sheet; more are taken place by place.
MOST_ROWS = 5000


@action
def export_register(*, people: Collection[Person], category: str, place: str, purpose: str, by: Actor) -> int:
    """Write down that a ledger of these people was taken (B13, B11); returns how many it names.

    Each minor and patient among them gets a line of their own, so that who asks who looked is told of this, too.
    Refused: anybody but stations and the county (NotYours), somebody outside of their area (NotYours), no purpose,
    more than `MOST_ROWS`.
    """
    reach = reach_of(by)
    if not reach.has(*CONFIRMERS) or not all(reach.covers(each.division_id, *CONFIRMERS) for each in people):
        raise NotYours(_("台账由乡镇社工站和区县业务科室导出，只能导出自己范围内的。"))
    if not purpose:
        raise Refusal(_("请写明导出来做什么用。"), field="purpose")
    if len(people) > MOST_ROWS:
        raise Refusal(
            _("一次最多导出 %(most)d 人，请再选一个村（社区）。") % {"most": MOST_ROWS}, field="village"
        )
    sensitive = sensitive_among(people)
    for each in people:
        if each.pk in sensitive:
            audit.viewed(by=by, subject=each, purpose=purpose)
    note(rows=len(people), sensitive=len(sensitive))
    return len(people)
