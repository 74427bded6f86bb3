"""Words for the county's papers: a verdict's result, and the sessions that a figure counts."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from yimi.rooms.reports.rules import said_share, said_tenths
from yimi.rooms.review.states import Result

register = template.Library()


@register.filter
def result(value: str | None) -> str:
    """通过, 部分通过, 不通过; 待评审 as long as nobody has decided."""
    return str(Result(value).label) if value else _("待评审")


@register.filter
def tenths(value: int | None) -> str:
    """46 → 4.6; a satisfaction of 1–5 is kept in tenths."""
    return said_tenths(value)


@register.filter
def percent(value: int | None) -> str:
    return said_share(value)


@register.filter
def at(mapping: Mapping[str, object], key: str) -> object:
    """The value under a key that is only known while the page is drawn."""
    return mapping.get(key)


@register.simple_tag
def counted(where: Mapping[str, object] | None = None, **more: object) -> str:
    """Where the sessions that a figure counts are listed: {% counted figure.where %}."""
    asked = {name: str(value) for name, value in {**(where or {}), **more}.items() if value not in (None, "")}
    return f"{reverse('desk:acceptance')}?{urlencode(asked)}"
