"""What the villages have asked for and nobody has answered yet."""

from __future__ import annotations

from datetime import timedelta

from yimi.commands.demonstration.setting import Stage
from yimi.kernel import clock
from yimi.rooms.catalogue.models import MicroType, ServiceItem
from yimi.rooms.people.models import Person
from yimi.rooms.projects import actions as projects


def make_wishes(stage: Stage, people: dict[str, list[Person]]) -> None:
    """Two of each village: one for a type with names, one from the service list by telephone."""
    first, last = clock.today() + timedelta(days=5), clock.today() + timedelta(days=25)
    asked = [
        ("village_li", "500114109203", "MP05", None),
        ("village_li", "500114109203", None, "B06"),
        ("village_zhao", "500114112003", "MP11", None),
        ("village_zhao", "500114112003", None, "D01"),
    ]
    for user, village, code, item in asked:
        projects.place_request(
            division=stage.sites[village].division,
            channel="village" if code else "phone",
            micro_type=MicroType.objects.get(pk=code) if code else None,
            service_item=ServiceItem.objects.get(pk=item) if item else None,
            persons=people[village][:3] if code else [],
            requested_by_name="" if code else "王老太",
            wished_from=first,
            wished_to=last,
            reason="老人们在院坝会上提的。",
            by=stage.users[user],
        )
