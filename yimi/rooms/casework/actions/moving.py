"""The one place where a case moves on: the row, its history, who is told. Not actions: they call it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel import clock, outbox
from yimi.kernel.action import Actor
from yimi.kernel.errors import Stale
from yimi.rooms.accounts.states import Role
from yimi.rooms.casework.access import only_of_case
from yimi.rooms.casework.models import Case, CaseNumber, CaseStep
from yimi.rooms.casework.states import CaseKind, Stage, check_stage
from yimi.rooms.network import queries as network
from yimi.rooms.projects.queries.who import name_of


def _next_number(county: str, kind: str) -> str:
    """GA-500114-26-00012; 小组 begin with XZ. Given out under the counter's row lock."""
    year = clock.today().year
    CaseNumber.objects.get_or_create(county=county, year=year)
    counter = CaseNumber.objects.select_for_update().get(county=county, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    letters = "XZ" if kind == CaseKind.GROUP else "GA"
    return f"{letters}-{county}-{year % 100:02d}-{counter.last:05d}"


def _locked(case: Case, by: Actor, *, open_only: bool = True) -> Case:
    """The case, so that two clicks decide once; refuses whoever does not answer for it and a closed one."""
    case = Case.objects.select_for_update(of=("self",)).select_related("person").get(pk=case.pk)
    only_of_case(by, case)
    if open_only and not case.is_open:
        raise Stale(_("这个案子已经结束，只能查看。还要服务的，请在案卷页重新开案。"))
    return case


def _step(case: Case, what: str, by: Actor, said: str = "") -> None:
    CaseStep.objects.create(case=case, what=what, said=said, stepped_at=clock.now(), stepped_by=name_of(by))


def _move(case: Case, to: Stage, by: Actor, *, reason: str = "") -> None:
    """Write the stage and its step; an end is dated."""
    check_stage(case.stage, to)
    case.stage = to
    if to in (Stage.CLOSED, Stage.DECLINED):
        case.closed_at, case.closed_by, case.close_reason = clock.now(), name_of(by), reason
        case.review_on = None
    case.save(update_fields=["stage", "closed_at", "closed_by", "close_reason", "review_on"])
    _step(case, str(to.label), by)


def _tell_heads(case: Case, text: str, by: Actor) -> None:
    """The heads of the station there; where the worker is the head, the county's business section."""
    station = network.station_of(case.division_id)
    heads = set(network.holders_of(station.pk, Role.STATION_HEAD)) if station else set()
    heads -= {case.worker_id, by.pk or 0}
    told = heads or set(network.holders_in(case.county, Role.COUNTY_BUSINESS)) - {case.worker_id}
    outbox.tell(user_ids=told, topic="casework", text=text, link=f"/desk/cases/{case.pk}/")


def _tell_worker(case: Case, text: str, by: Actor) -> None:
    if case.worker_id != by.pk:
        outbox.tell(user_ids=[case.worker_id], topic="casework", text=text, link=f"/desk/cases/{case.pk}/")
