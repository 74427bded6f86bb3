"""Words for the county's papers: a verdict's result, and the sessions that a figure counts."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from yimi.rooms.review.states import Result

register = template.Library()


@register.filter
def result(value: str | None) -> str:
    """通过, 部分通过, 不通过; 待评审 as long as nobody has decided."""
    return str(Result(value).label) if value else _("待评审")


@register.simple_tag
def counted(where: Mapping[str, object] | None = None, **more: object) -> str:
    """The address of the list of sessions that a figure counts: {% counted figure.where %}, {% counted submitted=… %}."""
    asked = {**(where or {}), **more}
    return f"{reverse('desk:acceptance')}?{urlencode({k: str(v) for k, v in asked.items() if v not in (None, '')})}"
