"""The plan is looked at again; after the closure, so is the client."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal, Stale
from yimi.rooms.casework.actions.moving import _locked, _step
from yimi.rooms.casework.models import Case, FollowUp
from yimi.rooms.casework.states import Stage
from yimi.rooms.projects.queries.who import name_of


@action(private=("said",))
def review_plan(*, case: Case, said: str, next_on: date, by: Actor) -> Case:
    """Look at the plan again: what was found, and when to look next. A plan that changes is written anew.

    Refused: not one's case (NotYours), no approved plan (Stale), nothing said, a day that is not ahead.
    """
    case = _locked(case, by)
    if case.stage not in (Stage.INTERVENTION, Stage.EVALUATION):
        raise Stale(_("计划批准以后才有复核。"))
    if not said.strip():
        raise Refusal(_("请写明复核的结论。"), field="said")
    if next_on <= clock.today():
        raise Refusal(_("下次复核要在今天以后。"), field="next_on")
    case.review_on = next_on
    case.save(update_fields=["review_on"])
    _step(case, _("复核计划"), by, said.strip())
    return case


@action(private=("found",))
def record_follow_up(*, follow_up: FollowUp, found: str, by: Actor) -> FollowUp:
    """How a client is, a while after the closure. Refused: not one's case (NotYours), twice (Stale), nothing said."""
    case = _locked(follow_up.case, by, open_only=False)
    follow_up = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    if follow_up.met_at is not None:
        raise Stale(_("这一次跟进已经登记过。"))
    if not found.strip():
        raise Refusal(_("请写明跟进到的情况。"), field="found")
    follow_up.found, follow_up.met_at, follow_up.met_by = found.strip(), clock.now(), name_of(by)
    follow_up.save(update_fields=["found", "met_at", "met_by"])
    _step(case, _("结案后跟进"), by, found.strip())
    return follow_up
