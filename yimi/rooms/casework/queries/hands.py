"""What one worker has in hand, as far as the asker answers for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import User
from yimi.rooms.care.models import Alert, Standing
from yimi.rooms.care.states import AlertState
from yimi.rooms.casework.models import Case, Handover
from yimi.rooms.casework.models.scope import HEADS
from yimi.rooms.people.models import Person


@dataclass(frozen=True)
class InHand:
    cases: list[Case] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.cases or self.standings or self.alerts)

    @property
    def codes(self) -> set[str]:
        """The places of everything."""
        cases, alerts = ({each.division_id for each in rows} for rows in (self.cases, self.alerts))
        return cases | alerts | {each.person.division_id for each in self.standings}


def in_hand(worker: User, reach: Reach) -> InHand:
    """Open cases, people to be met, alerts not disposed of; three queries."""
    cases = Case.objects.visible_to(reach).open().filter(worker=worker).select_related("person", "division")
    there = Standing.objects.filter(worker=worker, person__deceased_on=None, person__merged_into=None)
    standings = there.filter(reach.within("person__division__code", *HEADS)).select_related(
        "person__division"
    )
    alerts = Alert.objects.live().filter(reach.within("division__code", *HEADS), assignee=worker)
    alerts = alerts.exclude(state=AlertState.DISPOSED).select_related("person", "division")
    return InHand(
        list(cases.order_by("pk")), list(standings.order_by("pk")), list(alerts.order_by("due_at", "pk"))
    )


def last_note(person: Person, reach: Reach) -> Handover | None:
    """What the last worker left about a person, for those who may read it."""
    rows = Handover.objects.visible_to(reach).filter(person=person).select_related("giver", "taker")
    return rows.order_by("-pk").first()
