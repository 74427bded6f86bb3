"""Forms of changes that need another's yes, of what people ask about their data, and of two files of one person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.filling import DayField
from yimi.doors.desk.people_forms import DocumentField
from yimi.doors.porch.templatetags.yimi import day
from yimi.rooms.people.models import Person, PersonCategory
from yimi.rooms.people.states import Category, ChangeKind, GivenBy, RightKind


def _text(label: Any, rows: int = 2, **given: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=500, widget=forms.Textarea(attrs={"rows": rows}), **given)


def _yes(value: str) -> bool:
    return value == "yes"


class ChangeForm(forms.Form):
    """One of three changes; only the fields of the chosen one are read."""

    kind = forms.ChoiceField(label=_lazy("变更什么"), choices=ChangeKind.choices, widget=forms.RadioSelect)
    category = forms.ChoiceField(
        label=_lazy("登记哪个类别"), required=False, choices=[("", "—"), *Category.choices]
    )
    valid_from = DayField(label=_lazy("从哪天起"), required=False)
    valid_to = DayField(label=_lazy("到哪天止"), required=False)
    entry = forms.ChoiceField(label=_lazy("结束哪个类别"), required=False)
    on = DayField(label=_lazy("结束日期"), required=False)
    id_number = forms.CharField(label=_lazy("正确的身份证号"), required=False, max_length=20)
    evidence = _text(_lazy("依据"), help_text=_lazy("批文号、证件、公示记录，写清楚能查到。"))
    document = DocumentField()

    NEEDS = {
        ChangeKind.SET_CATEGORY: ("category", "valid_from"),
        ChangeKind.END_CATEGORY: ("entry", "on"),
        ChangeKind.ID_NUMBER: ("id_number",),
    }

    def __init__(self, held: list[PersonCategory], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(each.pk), each.get_category_display()) for each in held]
        self.fields["entry"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.NEEDS.get(data.get("kind", ""), ()):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _lazy("请填写这一项。"))
        return data

    @property
    def content(self) -> dict[str, str]:
        data = self.cleaned_data
        names = (
            [*self.NEEDS[data["kind"]], "valid_to"]
            if data["kind"] == "set_category"
            else self.NEEDS[data["kind"]]
        )
        return {name: str(data[name]) for name in names if data[name]}


class DecideForm(forms.Form):
    yes = forms.TypedChoiceField(
        label=_lazy("决定"),
        choices=[("yes", _lazy("同意")), ("no", _lazy("不同意"))],
        coerce=_yes,
        widget=forms.RadioSelect,
    )
    reason = _text(_lazy("说明"), required=False)


class RightForm(forms.Form):
    kind = forms.ChoiceField(label=_lazy("要求什么"), choices=RightKind.choices, widget=forms.RadioSelect)
    given_by = forms.ChoiceField(label=_lazy("谁提出的"), choices=GivenBy.choices, widget=forms.RadioSelect)
    said = _text(_lazy("对方的原话"), rows=3)


class MergeForm(forms.Form):
    """The other file: offered because something is alike, or by its number on file."""

    into = forms.TypedChoiceField(label=_lazy("并入哪一份"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, who: Person, alike: list[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = [(each.pk, self._said(who, each)) for each in alike]
        self.fields["into"].choices = said  # type: ignore[attr-defined]

    @staticmethod
    def _said(who: Person, each: Person) -> str:
        """The other file, and what is alike."""
        alike = [
            (_("身份证号相同"), each.id_index and each.id_index == who.id_index),
            (_("电话相同"), each.phone_index and each.phone_index == who.phone_index),
            (_("同村同名"), each.name == who.name and each.division_id == who.division_id),
            (_("生日相同"), each.birth_date and each.birth_date == who.birth_date),
        ]
        reasons = "、".join(word for word, holds in alike if holds)
        return f"{each.name} · {day(each.birth_date, 'long') or '—'} · {each.division.name} · {reasons}"
