"""A person's file behind the care pages: found within the reach, opened for a purpose when it is sensitive."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from yimi.doors.desk import people_file
from yimi.doors.desk.asked import Asked
from yimi.kernel import audit
from yimi.rooms.people.models import Person


def person_of(request: Asked, pk: int) -> Person:
    """Somebody of one's reach who is there."""
    people = (
        Person.objects.visible_to(request.reach).present().select_related("division__parent", "household")
    )
    return get_object_or_404(people, pk=pk)


def gate(request: Asked, person: Person, to: str) -> HttpResponseRedirect | None:
    """Where to say why first, for a minor's or a patient's file; None lets pass, and the look is written down.

    `to` is one of `people.NEXT`, or one of `people.NUMBERED` with `-` and its key: where the answered question leads.
    """
    purpose = people_file.purpose_of(request, person)
    if purpose is None:
        return redirect(f"{reverse('desk:person_purpose', args=[person.pk])}?next={to}")
    if purpose:
        audit.viewed(by=request.user, subject=person, purpose=purpose)
    return None
