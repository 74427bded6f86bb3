"""Forms of a household: who comes and goes, when and why; how one becomes two and two become one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk import picker
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import DayField
from yimi.kernel import clock
from yimi.rooms.people.models import Household, Person
from yimi.rooms.people.states import CHOSEN_CAME, CHOSEN_LEFT, Came, Left


class HouseholdForm(forms.Form):
    address = forms.CharField(
        label=_lazy("住址"), required=False, max_length=120, help_text=_lazy("例如三组 12 号。村名不用写。")
    )


class MembersForm(forms.Form):
    """People of the register who move in."""

    why = forms.ChoiceField(
        label=_lazy("为什么"), choices=[(each.value, each.label) for each in CHOSEN_CAME], required=False
    )
    since = DayField(label=_lazy("从哪天起"), required=False, help_text=_lazy("不填就是今天。"))
    second = forms.BooleanField(label=_lazy("两头住：原来那一户还算，这里登记为第二户"), required=False)

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"] = picker.PersonsField(request.reach)

    def clean_why(self) -> str:
        return self.cleaned_data["why"] or Came.MOVED


class LeaveForm(forms.Form):
    """Somebody moves out."""

    why = forms.ChoiceField(
        label=_lazy("为什么"), choices=[(each.value, each.label) for each in CHOSEN_LEFT], required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    on = DayField(label=_lazy("最后一天"), required=False, help_text=_lazy("不填就是今天。"))

    def clean_why(self) -> str:
        return self.cleaned_data["why"] or Left.MOVED


class SplitForm(forms.Form):
    """Those who go, who is their head, and where they live."""

    persons = forms.ModelMultipleChoiceField(
        label=_lazy("谁分出去"), queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    head = forms.ModelChoiceField(
        label=_lazy("新户的户主"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_lazy("勾选的第一位"),
    )
    address = forms.CharField(label=_lazy("新户的住址"), required=False, max_length=120)
    on = DayField(label=_lazy("哪天分户"), required=False, help_text=_lazy("不填就是今天。"))

    def __init__(self, people: Iterable[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Person.objects.filter(pk__in=[each.pk for each in people]).order_by("birth_date", "pk")
        for name in ("persons", "head"):
            field: Any = self.fields[name]
            field.queryset = rows
            field.label_from_instance = lambda each: each.name


class MergeHouseholdsForm(forms.Form):
    """The household everybody moves into, by its number."""

    code = forms.CharField(
        label=_lazy("并入哪一户"), max_length=24, help_text=_lazy("填 19 位户编号，在那一户的页面上。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    on = DayField(label=_lazy("哪天并户"), required=False, help_text=_lazy("不填就是今天。"))

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_code(self) -> Household:
        code = "".join(self.cleaned_data["code"].split())
        found = Household.objects.visible_to(self.request.reach).filter(code19=code).first()
        if found is None:
            raise forms.ValidationError(_("没有找到这个户编号，请到那一户的页面上核对。"))
        return found


def today() -> dict[str, Any]:
    """What a day starts with."""
    return {"on": clock.today()}
