"""Forms of the groups around a person and of hazards at home."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.filling import DayField
from yimi.kernel import clock
from yimi.rooms.care.models import CareGroup
from yimi.rooms.care.rules.groups import SEATS
from yimi.rooms.care.states import Dimension, DoctorClass, GroupKind, GroupOutcome, HazardKind, Seat

CHANGED = [("0", _lazy("没有变化")), ("1", _lazy("好转")), ("-1", _lazy("变差"))]


def _text(label: Any, **given: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 2}), **given)


class GroupForm(forms.Form):
    kind = forms.ChoiceField(label=_lazy("哪一种"), choices=GroupKind.choices, widget=forms.RadioSelect)
    wish = _text(_lazy("本人的意愿"), required=False, help_text=_lazy("固定探访人由本人选定，必填。"))


class MemberForm(forms.Form):
    seat = forms.ChoiceField(label=_lazy("位置"), widget=forms.RadioSelect)
    name = forms.CharField(label=_lazy("姓名"), max_length=40)
    phone = forms.CharField(label=_lazy("电话"), required=False, max_length=20)

    def __init__(self, group: CareGroup, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = [(seat, Seat(seat).label) for seat in SEATS[group.kind]]
        self.fields["seat"].choices = seats  # type: ignore[attr-defined]


class LookForm(forms.Form):
    """How somebody fares; the doctor's class for five-in-one, six dimensions for a pairing."""

    looked_on = DayField(label=_lazy("哪天"))
    outcome = forms.ChoiceField(
        label=_lazy("总的来看"), choices=GroupOutcome.choices, widget=forms.RadioSelect
    )

    def __init__(self, group: CareGroup, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"looked_on": clock.today()}, **kwargs})
        if group.kind == GroupKind.FIVE:
            self.fields["doctor_class"] = forms.ChoiceField(
                label=_lazy("医生给的分类"), choices=DoctorClass.choices, widget=forms.RadioSelect
            )
        elif group.kind == GroupKind.PAIR:
            for each in Dimension:
                self.fields[each.value] = forms.ChoiceField(label=each.label, choices=CHANGED, initial="0")
        self.fields["sentence"] = _text(_lazy("一句话"), required=False)

    @property
    def given(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        named = {each.value: int(data.pop(each.value)) for each in Dimension if each.value in data}
        return data | {"dimensions": named}


def _photo(label: Any) -> forms.FileField:
    widget = forms.FileInput(attrs={"accept": "image/*", "capture": "environment"})
    return forms.FileField(label=label, required=False, widget=widget)


class HazardForm(forms.Form):
    kind = forms.ChoiceField(label=_lazy("哪一类"), choices=HazardKind.choices, widget=forms.RadioSelect)
    before = _text(_lazy("看到什么"))
    upload = _photo(_lazy("照片（只拍隐患，不拍人）"))


class RemoveForm(forms.Form):
    after = _text(_lazy("怎么排除的"))
    upload = _photo(_lazy("排除后的照片（只拍现场，不拍人）"))
