"""The four colours on a page: letter, shape and word, never a colour alone (B12)."""

from __future__ import annotations

from typing import Any

from django import template

from yimi.rooms.care.states import Colour

register = template.Library()


@register.inclusion_tag("desk/care/colour.html")
def colour(value: str | None) -> dict[str, Any]:
    """{% colour standing.colour %}: ▲ A 红色 高风险; a dash for nobody's colour."""
    return {"colour": Colour(value) if value else None}
