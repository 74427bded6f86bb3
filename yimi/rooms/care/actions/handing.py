"""Who answers for whom: one named worker a person, of the station or of the village."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import NotYours, Refusal
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import STATION
from yimi.rooms.care.access import is_head, only_responsible, reach_of
from yimi.rooms.care.models import Standing
from yimi.rooms.care.models.scope import VISITORS
from yimi.rooms.care.queries.sheets import is_patient


@action
def name_worker(*, standing: Standing, worker: User, by: Actor) -> Standing:
    """Name who meets a person; that worker then sees the person's colour and windows.

    A worker may take somebody on; giving to others is the head's. Refused: not responsible there (NotYours),
    a worker who does not serve where the person lives, a patient given to a village (B8).
    """
    standing = Standing.objects.select_for_update(of=("self",)).select_related("person").get(pk=standing.pk)
    code = standing.person.division_id
    only_responsible(by, code)
    if worker != by and not is_head(by, code):
        raise NotYours(_("把人交给同事由站长安排；自己接手可以。"))
    hands = reach_of(worker)
    if not hands.covers(code, *VISITORS):
        raise Refusal(_("这位同事不在当地任职，请另选一位。"), field="worker")
    if is_patient(standing.person) and not hands.covers(code, *STATION):
        raise Refusal(_("在册严重精神障碍患者由社工站的同事负责。"), field="worker")
    standing.worker = worker
    standing.save(update_fields=["worker"])
    note(worker_id=worker.pk)
    return standing
