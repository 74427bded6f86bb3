"""Words for the desk's templates."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.urls import NoReverseMatch, reverse

from yimi.kernel import clock
from yimi.rooms.people.models import Person

register = template.Library()


@register.simple_tag
def link(name: str, *args: object) -> str:
    """The address of a page, empty while that page does not exist: {% link "desk:capture" pk as url %}."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.filter
def past(moment: datetime | None) -> bool:
    """Whether a window is over."""
    return moment is not None and moment < clock.now()


@register.filter
def age(person: Person, day: date) -> int | None:
    """Full years on that day."""
    return person.age_on(day)
