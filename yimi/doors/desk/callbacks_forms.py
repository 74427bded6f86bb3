"""What the caller writes down after hanging up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.review.states import HEARD, CallOutcome

YES_NO = [("yes", _lazy("做过")), ("no", _lazy("没有做过"))]
STARS = [
    ("5", _lazy("5 很满意")),
    ("4", _lazy("4 满意")),
    ("3", _lazy("3 一般")),
    ("2", _lazy("2 不满意")),
    ("1", _lazy("1 很不满意")),
]


class CallForm(forms.Form):
    """Only the outcomes that are possible are offered: no call without consent, no witness before a call."""

    outcome = forms.ChoiceField(label=_lazy("结果"), widget=forms.RadioSelect)
    happened = forms.ChoiceField(
        label=_lazy("问：服务做过吗"), choices=YES_NO, required=False, widget=forms.RadioSelect
    )
    satisfaction = forms.ChoiceField(
        label=_lazy("问：满意吗"), choices=STARS, required=False, widget=forms.RadioSelect
    )
    said = forms.CharField(label=_lazy("对方的话"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    witness_name = forms.CharField(
        label=_lazy("见证人姓名和身份"),
        required=False,
        help_text=_lazy("例如：王*福，三组组长。选“村里见证”时填写。"),
    )

    def __init__(self, *args: Any, may_call: bool, tried: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = [CallOutcome.REACHED, CallOutcome.NO_ANSWER] if may_call else [CallOutcome.NO_CONSENT]
        if tried or not may_call:
            possible.append(CallOutcome.WITNESS)
        if may_call:
            possible.append(CallOutcome.NO_CONSENT)
        self.witness = CallOutcome.WITNESS in possible
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.value, each.label) for each in possible]
        if not self.witness:
            del self.fields["witness_name"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("outcome") in HEARD and not cleaned.get("happened"):
            self.add_error("happened", _lazy("请记下对方说做过还是没有做过。"))
        return cleaned

    def given(self) -> dict[str, Any]:
        """The arguments of `record_callback`."""
        answers = self.cleaned_data
        return {
            "outcome": answers["outcome"],
            "happened": {"yes": True, "no": False}.get(answers["happened"]),
            "satisfaction": int(answers["satisfaction"]) if answers["satisfaction"] else None,
            "said": answers["said"],
            "witness_name": answers.get("witness_name", ""),
        }
