"""Words for templates, built in everywhere: money, minutes, days, masks, icons, chips, kept filters."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.http import QueryDict
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yimi.doors.porch import chips
from yimi.kernel import clock, masking, units, vouchers
from yimi.kernel.periods import Month, Quarter, Week

register = template.Library()
WEEKDAYS = "一二三四五六日"


@register.filter
def yuan(fen: int | str | None) -> str:
    """1,140.00; the unit 元 stands in the column head or beside it. Nothing for nothing: a type may have no price yet."""
    return "" if fen is None or fen == "" else units.yuan(int(fen))


@register.filter
def minutes(value: int | str | None) -> str:
    """135 → 2小时15分钟."""
    return "" if value is None or value == "" else units.hours_minutes(int(value))


def _day_of(value: datetime.date | datetime.datetime) -> datetime.date:
    return timezone.localtime(value).date() if isinstance(value, datetime.datetime) else value


@register.filter
def day(value: datetime.date | datetime.datetime | None, form: str = "short") -> str:
    """11-21 周六 in tables, its year said when it is another; `|day:"long"` 2026年11月21日 in sentences; "full" has both."""
    if not value:
        return ""
    on = _day_of(value)
    this_year = on.year == clock.today().year
    if not (get_language() or "zh").startswith("zh"):
        return {
            "short": f"{on:%d %b %a}" if this_year else f"{on:%d %b %Y}",
            "long": f"{on.day} {on:%B %Y}",
            "full": f"{on:%a} {on.day} {on:%b %Y}",
        }[form]
    weekday = f"周{WEEKDAYS[on.weekday()]}"
    long = f"{on.year}年{on.month}月{on.day}日"
    short = f"{on:%m-%d}" if this_year else f"{on:%Y-%m-%d}"
    return {"short": f"{short} {weekday}", "long": long, "full": f"{long} {weekday}"}[form]


@register.filter
def moment(value: datetime.datetime | None, form: str = "short") -> str:
    """A day and the time of day: 11-21 周六 14:30."""
    return f"{day(value, form)} {timezone.localtime(value):%H:%M}" if value else ""


@register.filter
def deadline(value: datetime.datetime | None) -> str:
    """A moment by which: the end of a day is 24:00 of that day, never 00:00 of the next one."""
    if not value:
        return ""
    last = timezone.localtime(value) - datetime.timedelta(microseconds=1)
    whole = (last + datetime.timedelta(minutes=1)).date() > last.date()
    return f"{day(last)} 24:00" if whole else moment(value)


@register.filter
def clock_time(value: datetime.datetime | None) -> str:
    """14:30 in the county's time."""
    return f"{timezone.localtime(value):%H:%M}" if value else ""


@register.filter
def week(value: str | datetime.date | None) -> str:
    """The Chinese name of a week, from "2026-W47" or a date in it."""
    if not value:
        return ""
    return str((Week.parse(value) if isinstance(value, str) else Week.containing(_day_of(value))).label)


@register.filter
def quarter(value: str) -> str:
    """2026Q4 → 2026年第四季度."""
    return str(Quarter.parse(value).label) if value else ""


@register.filter
def month(value: str) -> str:
    """2026-11 → 2026年11月."""
    return str(Month.parse(value).label) if value else ""


@register.filter
def in_words(fen: int | None) -> str:
    """An amount as it stands on a cheque: 壹仟壹佰肆拾元整."""
    return "" if fen is None else vouchers.yuan_in_words(int(fen))


@register.filter
def masked(name: str | None) -> str:
    """张小三 → 张*三."""
    return masking.mask_name(name or "")


@register.filter
def masked_phone(number: str | None) -> str:
    return masking.mask_phone(number or "")


@register.simple_tag
@lru_cache(maxsize=2000)
def icon(name: str, label: str = "") -> SafeString:
    """A Tabler icon from the sprite; decoration unless it is given a label. A page has ninety: each is built once."""
    meaning = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    sprite = static("vendor/icons.svg")
    return format_html('<svg class="icon" {}><use href="{}#{}"></use></svg>', meaning, sprite, name)


@register.inclusion_tag("porch/parts/chip.html")
def state_chip(thing: Any, label: str = "", tone: str = "") -> dict[str, str]:
    """{% state_chip session %}, {% state_chip State.OPEN %}, {% state_chip "open" "待响应" %}."""
    return chips.chip(thing, label, tone)


@register.inclusion_tag("porch/parts/flag.html")
def flag(shown: Any) -> dict[str, Any]:
    """One flag: strength, reason, and the sentence that a person decides."""
    return {"flag": shown, "chip": chips.strength(shown.strength, shown.get_strength_display())}


@register.simple_tag(takes_context=True)
def keep(context: dict[str, Any], **changes: Any) -> str:
    """The query string of this page with values changed; None or "" removes one. {% keep after=row.pk %}"""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


def _dress(bound: BoundField) -> str:
    """Give the widget the classes of its kind; returns the kind."""
    attrs = bound.field.widget.attrs
    kind = getattr(bound.field.widget, "input_type", "textarea")
    if kind in ("checkbox", "radio"):
        words = f"{attrs.get('class', '')} form-check-input"
    else:
        words = f"{attrs.get('class', '')} {'form-select' if kind == 'select' else 'form-control'}"
    if bound.errors:
        words += " is-invalid"
        attrs["aria-invalid"] = "true"
    attrs["class"] = " ".join(dict.fromkeys(words.split()))
    return str(kind)


@register.simple_tag
def control(bound: BoundField) -> SafeString:
    """The bare widget, dressed; for filter bars and tables, where the label stands elsewhere."""
    _dress(bound)
    return bound.as_widget()


@register.inclusion_tag("porch/parts/field.html")
def field(bound: BoundField, hint: str = "") -> dict[str, Any]:
    """A form field with a big label, its hint and its errors, tied together for screen readers."""
    kind = _dress(bound)
    hint = hint or str(bound.help_text or "")
    said = [f"{bound.auto_id}-hint"] * bool(hint) + [f"{bound.auto_id}-error"] * bool(bound.errors)
    if said:
        bound.field.widget.attrs["aria-describedby"] = " ".join(said)
    many = kind in ("checkbox", "radio") and hasattr(bound.field, "choices")
    return {"bound": bound, "hint": hint, "kind": kind, "many": many, "optional": _("选填")}
