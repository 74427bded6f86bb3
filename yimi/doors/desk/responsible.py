"""A person's file behind the care pages: found within the reach, opened for a purpose when it is sensitive."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from yimi.doors.desk import people_file
from yimi.doors.desk.asked import Asked
from yimi.kernel import audit
from yimi.rooms.people.models import Person
from yimi.rooms.people.queries import sensitive_among


def person_of(request: Asked, pk: int) -> Person:
    """Somebody of one's reach who is there."""
    people = (
        Person.objects.visible_to(request.reach).present().select_related("division__parent", "household")
    )
    return get_object_or_404(people, pk=pk)


def gate(request: Asked, person: Person, to: str = "") -> HttpResponseRedirect | None:
    """Where to say why first, for a minor's or a patient's file; None lets pass, and the look is written down.

    `to` is one of `people.NEXT`, or one of `people.NUMBERED` with `-` and its key; without it the answered question leads
    back to this very page.
    """
    purpose = people_file.purpose_of(request, person)
    if purpose is None:
        return _ask(request, person, to)
    if purpose:
        audit.viewed(by=request.user, subject=person, purpose=purpose)
    return None


def before_form(request: Asked, person: Person) -> HttpResponseRedirect | None:
    """The same for a form that says no more than a masked name: asked when it is opened, so that nothing typed is lost."""
    return None if request.method == "POST" else gate(request, person)


def gate_all(request: Asked, people: Iterable[Person]) -> HttpResponseRedirect | None:
    """The same for people who stand on one page, as those of a household do: one answer is enough for all of them."""
    known = list(people)
    sensitive = sensitive_among(known)
    asked = [each for each in known if each.pk in sensitive]
    given = [purpose for each in asked if (purpose := people_file.purpose_of(request, each))]
    if asked and not given:
        return _ask(request, asked[0], "")
    for each in asked:
        audit.viewed(by=request.user, subject=each, purpose=given[0])
    return None


def _ask(request: Asked, person: Person, to: str) -> HttpResponseRedirect:
    onward = urlencode({"next": to or request.get_full_path()})
    return redirect(f"{reverse('desk:person_purpose', args=[person.pk])}?{onward}")
