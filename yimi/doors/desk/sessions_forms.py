"""Forms of sessions: finding them, moving and ending them, who is on the list, and that they were held."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.callouts_forms import MomentField
from yimi.doors.desk.filling import DayField
from yimi.doors.desk.picker import PersonsField
from yimi.doors.desk.villages import by_town, towns_and_villages
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import COUNTY, PROVIDER, STATION, Role
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.network.models import Organisation
from yimi.rooms.network.states import OrganisationKind
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.queries import SessionFilter
from yimi.rooms.projects.rules import WalkIn
from yimi.rooms.projects.states import NoShow, SessionState

MOST_WALK_INS = 200


class SessionsForm(forms.Form):
    """The filter bar of the list; theme, series and week come from links."""

    text = forms.CharField(
        label=_lazy("编号或名称"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    type = forms.ChoiceField(label=_lazy("类型"), required=False)
    state = forms.ChoiceField(
        label=_lazy("状态"), required=False, choices=[("", _lazy("全部")), *SessionState.choices]
    )
    place = forms.ChoiceField(label=_lazy("地方"), required=False)
    provider = forms.TypedChoiceField(label=_lazy("机构"), required=False, coerce=int, empty_value=None)
    first = DayField(label=_lazy("从"), required=False)
    last = DayField(label=_lazy("到"), required=False)
    theme = forms.IntegerField(required=False, widget=forms.HiddenInput)
    series = forms.IntegerField(required=False, widget=forms.HiddenInput)
    week = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = [(each.code, each.label) for each in MicroType.objects.order_by("code")]
        self._choose("type", types)
        if reach.has(*PROVIDER):
            del self.fields["provider"]
            places = towns_and_villages(reach, *PROVIDER)
        else:
            places = towns_and_villages(reach, *STATION, *COUNTY, Role.SUPERVISOR, Role.VILLAGE_MEMBER)
            houses = Organisation.objects.filter(
                county__in=reach.counties(), kind=OrganisationKind.PROVIDER
            ).order_by("name")
            self._choose("provider", [(each.pk, str(each)) for each in houses])
        groups = by_town(places)
        if len(groups) > 1:  # more than one town: whole towns can be chosen too
            groups = [
                (town, [(f"{villages[0][0][:9]:0<12}", _("%(town)s 全部") % {"town": town}), *villages])
                for town, villages in groups
            ]
        self._choose("place", groups)

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = [("", _("全部")), *choices]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> SessionFilter:
        if not self.is_valid():
            return SessionFilter()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        place = asked.pop("place", "")
        if place:
            asked["town" if place.endswith("000") else "village"] = place
        return SessionFilter(**asked)


class MoveForm(forms.Form):
    """A new time, and why."""

    starts_at = MomentField(label=_lazy("新的开始时间"))
    ends_at = MomentField(label=_lazy("新的结束时间"))
    reason = forms.CharField(
        label=_lazy("理由"), max_length=500, help_text=_lazy("村里、社工站和工作人员都会收到。")
    )

    def __init__(self, session: Session, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"starts_at": session.starts_at, "ends_at": session.ends_at}
        super().__init__(*args, **kwargs)


class NoShowForm(forms.Form):
    who = forms.ChoiceField(label=_lazy("为什么没有开展"), choices=NoShow.choices, widget=forms.RadioSelect)


class HostForm(forms.Form):
    """The village's word on whether it took place there."""

    held = forms.TypedChoiceField(
        label=_lazy("是否在本村开展"),
        choices=[("yes", _lazy("在这里开展了")), ("no", _lazy("没有在这里开展"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_lazy("情况"), max_length=500, required=False, help_text=_lazy("没有开展的请写明情况。")
    )


class DeliverForm(forms.Form):
    """From when to when, who of the list came, how many in all."""

    actual_start = MomentField(label=_lazy("实际开始"))
    actual_end = MomentField(label=_lazy("实际结束"))
    attended = forms.MultipleChoiceField(
        label=_lazy("名单上谁到了"), required=False, widget=forms.CheckboxSelectMultiple
    )
    people_count = forms.IntegerField(
        label=_lazy("一共来了多少人"), min_value=0, max_value=100_000, help_text=_lazy("包括名单以外的人。")
    )

    def __init__(self, session: Session, *args: Any, **kwargs: Any) -> None:
        listed = list(session.participants.order_by("pk"))
        came = [str(each.pk) for each in listed if each.attended is not False]
        start = {
            "actual_start": session.starts_at,
            "actual_end": session.ends_at,
            "attended": came,
            "people_count": len(came) or None,
        }
        kwargs["initial"] = start
        super().__init__(*args, **kwargs)
        self.fields["attended"].choices = [  # type: ignore[attr-defined]
            (str(each.pk), f"{each.label} {each.get_age_band_display() if each.age_band else ''}")
            for each in listed
        ]
        if not listed:
            del self.fields["attended"]

    @property
    def given(self) -> dict[str, Any]:
        return {**self.cleaned_data, "attended": [int(pk) for pk in self.cleaned_data.get("attended", [])]}


class NamingForm(forms.Form):
    """People of the register, and those who simply came."""

    walk_ins = forms.CharField(
        label=_lazy("临时到场的人"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "王大爷 78"}),
        help_text=_lazy("一行一个：姓名，空格，年龄（不知道可不写）。姓名加密保存，只显示首尾。"),
    )

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"] = PersonsField(reach)

    def clean_walk_ins(self) -> list[WalkIn]:
        lines = [line.strip() for line in self.cleaned_data["walk_ins"].splitlines() if line.strip()]
        if len(lines) > MOST_WALK_INS:
            raise forms.ValidationError(_("一次最多写 %(n)s 行。") % {"n": MOST_WALK_INS})
        return [_walk_in(number, line) for number, line in enumerate(lines, start=1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("walk_ins") and not data.get("persons"):
            raise forms.ValidationError(_("请先勾选或写上要加的人。"))
        return data


def _walk_in(number: int, line: str) -> WalkIn:
    match = re.fullmatch(r"(?P<name>\D{1,40}?)[\s，,]*(?P<age>\d{1,3})?\s*岁?", line)
    age = int(match["age"]) if match and match["age"] else None
    if match is None or not match["name"].strip() or (age is not None and age > 130):
        raise forms.ValidationError(_("第 %(n)s 行看不懂，请写成“姓名 年龄”。") % {"n": number})
    return WalkIn(match["name"].strip(), age)
