"""Forms of an alert: the lead, the disposal, the second look."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.care.rules.alerts import REPORTED
from yimi.rooms.care.states import Assist, Rule

#: The report that cannot wait stands first, each in the words of whoever saw it.
SEEN = {
    Rule.REPORT: _lazy("怀疑有人受到侵害（强制报告，马上通知站长和区县）"),
    Rule.MEMBER: _lazy("家庭成员变动：有人去世、离家、结婚、出生"),
    Rule.INCOME: _lazy("经济变化：收入少了三成以上，或医药费很重"),
    Rule.SCHOOL: _lazy("缺课：孩子三天以上没上学"),
    Rule.MEALS: _lazy("连续未取餐：订了餐，连着三餐没取，也没请假"),
    Rule.WEATHER: _lazy("极端天气：橙色、红色预警，独自居住或房屋不安全"),
}


def _yes(value: str) -> bool:
    return value == "yes"


class LeadForm(forms.Form):
    rule = forms.ChoiceField(
        label=_lazy("什么情况"),
        choices=[(each.value, SEEN.get(each, each.label)) for each in (Rule.REPORT, *REPORTED)],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_lazy("看到、听到了什么"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    told_by = forms.CharField(
        label=_lazy("谁告知的"),
        required=False,
        max_length=60,
        help_text=_lazy("自己看到的不填；别人来电、来人说的，写是谁。"),
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
