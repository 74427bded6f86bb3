"""Is this change what somebody asked for, and is somebody else deciding it? Asked by the actions that need it."""

from __future__ import annotations

from yimi.kernel.action import Actor
from yimi.rooms.people.models import ChangeRequest, Person
from yimi.rooms.people.states import AskedState


def _is_approved(approved: ChangeRequest | None, kind: str, person: Person, by: Actor) -> bool:
    """A request of this kind about this person, waiting for its answer, and not one's own."""
    if approved is None:
        return False
    row = ChangeRequest.objects.filter(pk=approved.pk, kind=kind, person=person, state=AskedState.ASKED)
    return by.pk is not None and row.exclude(asked_by=by.pk).exists()
