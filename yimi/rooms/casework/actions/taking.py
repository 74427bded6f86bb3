"""A case gets another worker: by transfer or by hand-over. Not actions: they call it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor
from yimi.kernel.errors import Refusal
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import STATION
from yimi.rooms.casework.access import reach_of, serves
from yimi.rooms.casework.actions.moving import _step, _tell_worker
from yimi.rooms.casework.models import Case, Handover
from yimi.rooms.places.models import Division
from yimi.rooms.projects.queries.who import name_of


def _check_taker(case: Case, taker: User) -> None:
    """Somebody else, who does casework somewhere in the county."""
    if taker.pk == case.worker_id:
        raise Refusal(_("这位同事已经在负责这个案子，请另选一位。"), field="to_worker")
    if case.county not in reach_of(taker).counties(*STATION):
        raise Refusal(_("这位同事不在本县的社工站任职，请另选一位。"), field="to_worker")


def _take(case: Case, taker: User, note: str, by: Actor) -> None:
    """Write the new worker; a case that goes to another station is then that station's."""
    giver = case.worker
    case.worker = taker
    if not serves(taker, case.division_id):
        stem = reach_of(taker).stems(*STATION)[0]
        case.division = Division.objects.get(code=f"{stem:0<12}")
    case.save(update_fields=["worker", "division"])
    Handover.objects.create(
        county=case.county, division_id=case.division_id, giver=giver, taker=taker, case=case, note=note,
        handed_at=clock.now(), handed_by=name_of(by),
    )  # fmt: skip
    _step(
        case,
        _("交接：%(giver)s → %(taker)s") % {"giver": giver.display_name, "taker": taker.display_name},
        by,
        note,
    )
    _tell_worker(case, _("有一个案子交给你：%(number)s") % {"number": case.number}, by)
