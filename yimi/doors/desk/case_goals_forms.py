"""Forms of a goal and of its measure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.filling import DayField
from yimi.rooms.casework.models import Goal

NUMBER: dict[str, Any] = {"max_digits": 9, "decimal_places": 2}


class GoalForm(forms.Form):
    text = forms.CharField(
        label=_lazy("目标"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_lazy("例：愿意出门与人来往"),
    )
    indicator = forms.CharField(label=_lazy("指标"), max_length=60, help_text=_lazy("例：每周出门次数"))
    unit = forms.CharField(
        label=_lazy("单位"), max_length=10, required=False, help_text=_lazy("例：次、分、元")
    )
    baseline = forms.DecimalField(label=_lazy("现在"), **NUMBER)
    target = forms.DecimalField(label=_lazy("要到"), **NUMBER)
    due_on = DayField(label=_lazy("到哪天"))


class MeasureForm(forms.Form):
    value = forms.DecimalField(label=_lazy("现在的数值"), **NUMBER)
    on = DayField(label=_lazy("哪天测的"))

    def __init__(self, goal: Goal, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].label = f"{goal.indicator}（{goal.unit}）" if goal.unit else goal.indicator
