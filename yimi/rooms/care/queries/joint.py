"""Joint tasks: whose turn it is, and which organisations may be asked."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import Role
from yimi.rooms.care.models import JointPart, JointTask
from yimi.rooms.care.rules.joint import LEADERS, LEADING_KINDS, PARTNERS
from yimi.rooms.care.states import JointState
from yimi.rooms.network import queries as network
from yimi.rooms.network.models import Assignment, Organisation
from yimi.rooms.network.states import OrganisationStatus
from yimi.rooms.people.models import Person


def listed(reach: Reach, *, closed: bool) -> QuerySet[JointTask]:
    """Tasks one sees whole, with how many parts they have, are open and late."""
    today = clock.today()
    rows = JointTask.objects.visible_to(reach)
    rows = rows.filter(state=JointState.CLOSED) if closed else rows.running()
    waits = Q(parts__state__in=("asked", "promised"))
    return rows.select_related("person__division", "lead", "lead_organisation").annotate(
        asked=Count("parts"),
        waiting=Count("parts", filter=waits),
        late=Count("parts", filter=waits & Q(parts__due_on__lt=today)),
    )


def of_person(person: Person, reach: Reach) -> list[JointTask]:
    """A person's tasks that are not over; one at most of those one sees."""
    return list(JointTask.objects.visible_to(reach).running().filter(person=person))


def asked_of_us(reach: Reach) -> QuerySet[JointPart]:
    """Open parts of the organisations one answers for, the nearest day first."""
    mine = JointPart.objects.visible_to(reach).open()
    mine = mine.filter(organisation__in=reach.organisations(*PARTNERS), task__state=JointState.OPEN)
    return mine.select_related("task__person__division", "organisation").order_by("due_on", "pk")


def organisations_in(county: str) -> QuerySet[Organisation]:
    """Who may be asked: the county's organisations that are at work, by kind and name."""
    found = Organisation.objects.filter(county=county, status=OrganisationStatus.ACTIVE)
    return found.order_by("kind", "name", "pk")


def leaders_for(person: Person) -> QuerySet[User]:
    """Who may lead a task about this person: of the county's business section, the station, the village committee."""
    houses = [
        network.bureau_of(person.county),
        network.station_of(person.division_id),
        network.village_committee_of(person.division_id),
    ]
    serving = Assignment.objects.current(clock.today()).filter(
        organisation__in=[each.pk for each in houses if each],
        organisation__kind__in=LEADING_KINDS,
        role__in=LEADERS,
    )
    found = User.objects.active().filter(pk__in=serving.values("user"))
    return found.order_by("display_name", "pk")


def house_of(lead: User, person: Person) -> int | None:
    """The organisation in which `lead` would lead: the nearest to the person among those they serve in."""
    hats = [
        each
        for each in network.reach(lead).hats
        if each.role in LEADERS and person.division_id.startswith(each.stem)
    ]
    best = max(hats, key=lambda each: (len(each.stem), each.role != Role.COUNTY_LEADER), default=None)
    return best.organisation_id if best else None


def people_of(organisation_id: int) -> list[int]:
    """Ids of those who answer for an organisation; nobody, where it has no sign-in."""
    return network.holders_of(organisation_id, *PARTNERS)
