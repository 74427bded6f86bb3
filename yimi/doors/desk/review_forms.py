"""Reasons and words of a verdict, of a pre-check and of a second opinion."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.review.states import FINAL, REASONS_FOR, AskedAgain, Reason, Result


class VerdictForm(forms.Form):
    """One result: its own reasons as chips, and free words beside them."""

    reason_codes = forms.MultipleChoiceField(
        label=_lazy("理由"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_lazy("说明"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, result: Result, data: Any = None, *, suggested: list[str] | None = None) -> None:
        super().__init__(data, prefix=result.value, initial={"reason_codes": suggested or []})
        self.result = result
        field = self.fields["reason_codes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(reason.value, reason.label) for reason in REASONS_FOR[result]]
        note = self.fields["note"]
        note.required = result in (Result.RETURN, Result.REJECT)
        note.error_messages["required"] = _lazy("请写一句说明，让对方知道依据是什么、可以怎么做。")
        note.help_text = {
            Result.RETURN: _lazy("写清要补什么，对方照着就能办。"),
            Result.REJECT: _lazy("写清依据，对方可以申诉。"),
        }.get(result, "")


class PreCheckForm(forms.Form):
    asked = forms.MultipleChoiceField(
        label=_lazy("手机上要他们重做哪几样"),
        required=False,
        choices=[each for each in AskedAgain.choices if each[0] != AskedAgain.OTHER],
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_lazy("要补充什么"),
        help_text=_lazy("例如：缺一张能看清场地的照片。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OpinionForm(forms.Form):
    """A result of one's own choice with its reason: the blind second look, and the ruling on a difference."""

    result = forms.ChoiceField(label=_lazy("结论"), widget=forms.RadioSelect)
    reason_codes = forms.MultipleChoiceField(
        label=_lazy("理由"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_lazy("说明"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        results = [each for each in Result if each in FINAL]
        chosen, reasons = self.fields["result"], self.fields["reason_codes"]
        assert isinstance(chosen, forms.ChoiceField)
        assert isinstance(reasons, forms.MultipleChoiceField)
        chosen.choices = [(each.value, each.label) for each in results]
        reasons.choices = [(reason.value, reason.label) for reason in Reason]
        self.results = results

    def reason_groups(self) -> list[dict[str, Any]]:
        """Each result with its own reasons, as tick boxes; a reason of two results stands under both."""
        chosen = set(self["reason_codes"].value() or [])
        return [
            {
                "value": each.value,
                "label": each.label,
                "choices": [
                    {"value": reason.value, "label": reason.label, "checked": reason.value in chosen}
                    for reason in REASONS_FOR[each]
                ],
            }
            for each in self.results
        ]
