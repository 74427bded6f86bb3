"""Forms of requests: ordering on behalf, finding one again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.filling import DayField
from yimi.doors.desk.picker import PersonsField
from yimi.doors.desk.villages import VillageField, by_town, towns_and_villages
from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import COUNTY, STATION, VILLAGE, Role
from yimi.rooms.catalogue.models import MicroType, ServiceItem
from yimi.rooms.catalogue.queries import service_list
from yimi.rooms.projects.models import Theme
from yimi.rooms.projects.states import Channel, RequestState, ThemeState

LOCAL = (*STATION, *VILLAGE)
WAITING = "waiting"


@dataclass(frozen=True)
class Wish:
    """One thing that can be asked for, as a choice."""

    value: str
    label: str
    note: str = ""


def wishes() -> list[tuple[str, list[Wish]]]:
    """The 31 items by category, then the types for whoever knows them; three queries."""
    groups: dict[str, list[Wish]] = {}
    for item in service_list():
        fitting = [link.type.label for link in item.links.all()]
        note = "、".join(fitting) if fitting else _("社工站自办，不征集")
        name = f"{item.category} {item.category_label}"
        groups.setdefault(name, []).append(Wish(f"item:{item.code}", item.label, note))
    types = [Wish(f"type:{each.code}", each.label) for each in MicroType.objects.order_by("code")]
    return [*groups.items(), (_("清单里没有合适的，再直接选微项目类型"), types)]


class RequestForm(forms.Form):
    """An order in one page: what, where, for whom, when, who asked."""

    what = forms.ChoiceField(
        label=_lazy("想要什么"), error_messages={"required": _lazy("请选一项服务或一个类型。")}
    )
    persons = forms.Field()
    wished_from = DayField(label=_lazy("最早哪天"))
    wished_to = DayField(label=_lazy("最晚哪天"))
    channel = forms.ChoiceField(label=_lazy("怎么提出的"), choices=Channel.choices, widget=forms.RadioSelect)
    requested_by_name = forms.CharField(
        label=_lazy("谁提出的"), required=False, max_length=40, help_text=_lazy("只记姓名的首尾，如“张*三”。")
    )
    reason = forms.CharField(
        label=_lazy("情况说明"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_lazy("例如人数、行动是否方便。不写身份证号和病情。"),
    )
    theme = forms.ModelChoiceField(
        Theme.objects.none(), label=_lazy("属于哪个主题"), required=False, empty_label=_lazy("不属于主题")
    )

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        soon = clock.today() + timedelta(days=10)
        start = {
            "wished_from": soon,
            "wished_to": soon + timedelta(days=18),
            "channel": Channel.PHONE if reach.has(*STATION) else Channel.VILLAGE,
            **(kwargs.pop("initial", None) or {}),
        }
        kwargs["initial"] = start
        super().__init__(*args, **kwargs)
        self.groups = wishes()
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            (wish.value, wish.label) for _name, group in self.groups for wish in group
        ]
        self.fields["division"] = VillageField(reach, *LOCAL, label=_("在哪个村（社区）"))
        self.fields["persons"] = PersonsField(reach, label=_("给谁"))
        themes = Theme.objects.visible_to(reach).filter(state=ThemeState.OPEN).order_by("-started_at")
        self.fields["theme"].queryset = themes  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, Any]:
        """What `place_request` asks for."""
        data = dict(self.cleaned_data)
        kind, _colon, code = data.pop("what").partition(":")
        data["persons"] = list(data["persons"])
        if kind == "item":
            return data | {"service_item": ServiceItem.objects.get(pk=code)}
        return data | {"micro_type": MicroType.objects.get(pk=code)}


class RequestFilter(forms.Form):
    """The filter bar; what waits is shown first."""

    state = forms.ChoiceField(
        label=_lazy("状态"),
        required=False,
        choices=[("", _lazy("等处理")), ("all", _lazy("全部")), *RequestState.choices],
    )
    village = forms.ChoiceField(label=_lazy("村（社区）"), required=False)
    type = forms.ChoiceField(label=_lazy("类型"), required=False)
    channel = forms.ChoiceField(
        label=_lazy("渠道"), required=False, choices=[("", _lazy("全部")), *Channel.choices]
    )

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = towns_and_villages(reach, *LOCAL, *COUNTY, Role.SUPERVISOR)
        self.fields["village"].choices = [("", _("全部")), *by_town(places)]  # type: ignore[attr-defined]
        types = MicroType.objects.order_by("code")
        self.fields["type"].choices = [  # type: ignore[attr-defined]
            ("", _("全部")),
            *((each.code, each.label) for each in types),
        ]


class DoneForm(forms.Form):
    """What the station did itself."""

    done_on = DayField(label=_lazy("哪天办完的"), initial=clock.today)
    outcome = forms.CharField(
        label=_lazy("谁去做的，做了什么"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_lazy("村里会看到。不写病情和身份证号。"),
    )


class WhyForm(forms.Form):
    """One reason, from a chip or in one's own words."""

    reason = forms.CharField(
        label=_lazy("理由"), max_length=500, error_messages={"required": _lazy("请写明理由。")}
    )


class MaybeWhyForm(forms.Form):
    reason = forms.CharField(label=_lazy("理由"), max_length=500, required=False)
