"""Forms of a draft: where it comes from, and its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.care.models import Sheet
from yimi.rooms.care.rules.sheets import HIGHEST
from yimi.rooms.care.states import Colour


class SourceForm(forms.Form):
    source = forms.CharField(
        label=_lazy("修订依据"), max_length=200, help_text=_lazy("例如会议纪要、文件名称和日期。")
    )


class NumbersForm(forms.Form):
    """Every number of a sheet under its key (`cap.G`, `points.G1`, `threshold.red` …)."""

    def __init__(self, sheet: Sheet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = sheet.rules
        for least, colour in rules.thresholds:
            self._add(
                f"threshold.{colour.value}", _("%(what)s分数线") % {"what": Colour(colour).label}, least
            )
        for each in rules.dimensions:
            self._add(f"cap.{each.code}", _("%(what)s：上限") % {"what": each.said}, each.cap)
            for factor in each.factors:
                self._add(f"points.{factor.code}", factor.said, factor.points)
        self._add("falling.visits", _("降级前至少走访（次）"), rules.falling_visits, 99)
        self._add("falling.days", _("降级前至少相隔（天）"), rules.falling_days, 365)
        self._add("override_days", _("人工调整有效（天）"), rules.override_days, 365)

    def _add(self, key: str, label: str, value: int, most: int = HIGHEST) -> None:
        self.fields[key] = forms.IntegerField(
            label=label,
            min_value=1,
            max_value=most,
            initial=value,
            widget=forms.NumberInput(attrs={"class": "c-number"}),
        )

    @property
    def numbers(self) -> dict[str, int]:
        return dict(self.cleaned_data)

    def rows(self) -> Iterator[BoundField]:
        yield from self
