"""Forms of an alert: the lead, the disposal, the second look."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.care.rules.alerts import REPORTED
from yimi.rooms.care.states import Assist, Rule


def _yes(value: str) -> bool:
    return value == "yes"


class LeadForm(forms.Form):
    rule = forms.ChoiceField(
        label=_lazy("什么情况"),
        choices=[(each.value, each.label) for each in (*REPORTED, Rule.REPORT)],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_lazy("看到、听到了什么"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class DisposeForm(forms.Form):
    was_true = forms.TypedChoiceField(
        label=_lazy("情况属实吗"),
        choices=[("yes", _lazy("属实")), ("no", _lazy("不属实"))],
        coerce=_yes,
        widget=forms.RadioSelect,
    )
    assists = forms.MultipleChoiceField(
        label=_lazy("四协助：这次做了什么"),
        choices=Assist.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    result = forms.CharField(
        label=_lazy("处置结果"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("不属实的，写明依据。"),
    )

    def __init__(self, *args: Any, is_report: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_report:  # it cannot be skipped (Minors Protection Law 11)
            self.fields["police"] = forms.CharField(
                label=_lazy("向公安机关报告的情况"),
                max_length=300,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_lazy("哪个派出所、几时、谁报的、谁接的、回执号。"),
            )
            self.order_fields(["police"])


class VerifyForm(forms.Form):
    fine = forms.TypedChoiceField(
        label=_lazy("核实结果"),
        choices=[("yes", _lazy("办好了，办结")), ("no", _lazy("还要再办"))],
        coerce=_yes,
        widget=forms.RadioSelect,
    )
    said = forms.CharField(
        label=_lazy("说明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
