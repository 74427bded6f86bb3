"""Words for the desk's templates."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from yimi.kernel import clock
from yimi.rooms.people.models import SEES_PERSONS, Person
from yimi.rooms.places.models import Division
from yimi.rooms.places.rules import level_of
from yimi.rooms.places.states import Level

register = template.Library()


@register.simple_tag
def link(name: str, *args: object) -> str:
    """The address of a page, empty while that page does not exist: {% link "desk:capture" pk as url %}."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def place(context: template.Context, division: Division | None) -> str:
    """The name of a place, leading to the page of that village for whoever may see who lives there."""
    if not division:
        return ""
    reach = getattr(context.get("request"), "reach", None)
    open_ = reach is not None and reach.covers(division.pk, *SEES_PERSONS)
    if not open_ or level_of(division.pk) < Level.VILLAGE:
        return division.name
    return format_html('<a href="{}">{}</a>', reverse("desk:village", args=[division.pk]), division.name)


@register.filter
def past(moment: datetime | None) -> bool:
    """Whether a window is over."""
    return moment is not None and moment < clock.now()


@register.filter
def age(person: Person, day: date) -> int | None:
    """Full years on that day."""
    return person.age_on(day)
