"""A page's form from the lines of a casework form: one definition for both (rules/papers)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.filling import DayField
from yimi.rooms.casework.models import Case, Member
from yimi.rooms.casework.rules.papers import FORMS, Content, Field
from yimi.rooms.casework.states import PaperKind

DRAFT = "draft"  # the name of the button that keeps gaps
MOMENT = "%Y-%m-%dT%H:%M"


def control(line: Field) -> forms.Field:
    """The widget of one line."""
    given: dict[str, Any] = {"label": line.label, "help_text": line.hint, "required": line.required}
    match line.kind:
        case "choice":
            return forms.ChoiceField(choices=line.choices, widget=forms.RadioSelect, **given)
        case "many":
            return forms.MultipleChoiceField(
                choices=line.choices, widget=forms.CheckboxSelectMultiple, **given
            )
        case "day":
            return DayField(**given)
        case "moment":
            widget = forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"})
            return forms.DateTimeField(input_formats=[MOMENT], widget=widget, **given)
        case "number":
            return forms.IntegerField(min_value=0, max_value=99_999, **given)
        case "line":
            return forms.CharField(max_length=200, **given)
    return forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), **given)


class PaperForm(forms.Form):
    """The lines of one form; a draft may leave any of them empty."""

    def __init__(self, case: Case, kind: PaperKind, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.kind, self.lines = kind, FORMS[kind]
        self.is_draft = data is not None and DRAFT in data
        for line in self.lines:
            self.fields[line.code] = control(line)
        if data is not None:
            self._need(data)
        if kind == PaperKind.MEETING:
            rows = Member.objects.filter(case=case, left_at=None).select_related("person").order_by("pk")
            field = forms.ModelMultipleChoiceField(
                rows, label=_lazy("到场的组员"), required=False, widget=forms.CheckboxSelectMultiple
            )
            field.label_from_instance = _who  # type: ignore[method-assign]
            self.fields["present"] = field
        if kind == PaperKind.RECORD:
            self.fields["as_visit"] = forms.BooleanField(
                label=_lazy("上门、电话、视频的，同时算一次走访"), required=False, initial=True
            )

    def _need(self, data: Any) -> None:
        """What has to be filled, seeing what the other lines say."""
        content = {line.code: data.get(line.code, "") for line in self.lines}
        for line in self.lines:
            self.fields[line.code].required = not self.is_draft and line.is_needed(content)

    def parts(self) -> Iterator[tuple[str, BoundField]]:
        """Each line with the heading that begins there."""
        headings = {line.code: str(line.part) for line in self.lines}
        for name in self.fields:
            yield headings.get(name, ""), self[name]

    @property
    def content(self) -> Content:
        found: Content = {}
        for line in self.lines:
            value = self.cleaned_data.get(line.code)
            if value in (None, "", []):
                continue
            if line.kind == "moment":
                found[line.code] = self.data[line.code]
            else:
                found[line.code] = list(value) if line.kind == "many" else str(value)
        return found

    @property
    def given(self) -> dict[str, Any]:
        """The arguments of `write_paper` that this page knows."""
        extra = [name for name in ("present", "as_visit") if name in self.fields]
        more: dict[str, Any] = {name: self.cleaned_data[name] for name in extra}
        return {"content": self.content, "finished": not self.is_draft, **more}


def _who(obj: Any) -> str:
    return str(obj.person.name)


class DecideForm(forms.Form):
    """Approve or send back."""

    fine = forms.TypedChoiceField(
        label=_lazy("审批"),
        choices=[("yes", _lazy("批准")), ("no", _lazy("退回修改"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    said = forms.CharField(
        label=_lazy("意见"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("退回的，写明要改什么。"),
    )
