"""Forms of call-outs: opening one, answering it, choosing an offer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.filling import DayField
from yimi.doors.desk.villages import VillageField
from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import STATION
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.catalogue.queries import spec_on, types_for
from yimi.rooms.network.models import Licence, Organisation
from yimi.rooms.network.queries import staff_of
from yimi.rooms.places.models import Site
from yimi.rooms.projects.models import CallOut, Request, Response, Series, Theme
from yimi.rooms.projects.states import CallOutState, ThemeState

MOMENT = "%Y-%m-%dT%H:%M"
RUNNING = (CallOutState.OPEN, CallOutState.CLOSED, CallOutState.AWARDED)


class MomentField(forms.DateTimeField):
    """A day and a time of day, in the county's time."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"})
        super().__init__(**{"widget": widget, "input_formats": [MOMENT, "%Y-%m-%d %H:%M"], **kwargs})


class CallOutForm(forms.Form):
    """Filled from the requests it answers; the station mostly only reads it and sends it."""

    micro_type = forms.ModelChoiceField(
        MicroType.objects.order_by("code"), label=_lazy("类型"), empty_label=_lazy("请选择")
    )
    sessions = forms.IntegerField(label=_lazy("几场"), min_value=1, max_value=50, initial=1)
    wished_from = DayField(label=_lazy("最早哪天"))
    wished_to = DayField(label=_lazy("最晚哪天"))
    site = forms.ModelChoiceField(
        Site.objects.none(), label=_lazy("场地"), required=False, empty_label=_lazy("在村里，地点再定")
    )
    brief = forms.CharField(
        label=_lazy("对机构的要求"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_lazy("例如人数、要带的设备。不写姓名和病情。"),
    )
    theme = forms.ModelChoiceField(
        Theme.objects.none(), label=_lazy("主题"), required=False, empty_label=_lazy("不属于主题")
    )
    series = forms.ModelChoiceField(
        Series.objects.none(), label=_lazy("系列"), required=False, empty_label=_lazy("不属于系列")
    )

    def __init__(self, reach: Reach, requests: list[Request], *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {**_suggested(requests), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, **kwargs)
        self.fields["division"] = VillageField(reach, *STATION, label=_("在哪个村（社区）"))
        sites = Site.objects.visible_to(reach).open().filter(reach.within("division__code", *STATION))
        if requests:
            sites = sites.filter(division__code__startswith=requests[0].town_id[:9])
        self._choose("site", sites.select_related("division").order_by("division__code", "name"))
        self.fields["site"].label_from_instance = lambda site: f"{site.division.name} · {site.name}"  # type: ignore[attr-defined]
        open_themes = Theme.objects.visible_to(reach).filter(state=ThemeState.OPEN)
        self._choose("theme", open_themes.order_by("-started_at"))
        series = Series.objects.visible_to(reach).filter(reach.within("division__code", *STATION))
        self._choose("series", series.order_by("title"))
        self.order_fields(["micro_type", "division", "sessions", "wished_from", "wished_to", "site", "brief"])

    def _choose(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]


def _suggested(requests: list[Request]) -> dict[str, Any]:
    """What the requests already say: type, village, and the days that suit all of them."""
    soon = clock.today() + timedelta(days=10)
    if not requests:
        return {"wished_from": soon, "wished_to": soon + timedelta(days=18)}
    first = requests[0]
    fitting = [] if first.type_id or not first.service_item_id else types_for(first.service_item_id)
    return {
        "micro_type": first.type_id or (fitting[0].code if fitting else None),
        "division": first.division_id,
        "wished_from": max(each.wished_from for each in requests),
        "wished_to": min(each.wished_to for each in requests),
        "theme": first.theme_id,
    }


class CallOutFilter(forms.Form):
    state = forms.ChoiceField(
        label=_lazy("状态"),
        required=False,
        choices=[("", _lazy("进行中")), ("all", _lazy("全部")), *CallOutState.choices],
    )
    type = forms.ModelChoiceField(
        MicroType.objects.order_by("code"), label=_lazy("类型"), required=False, empty_label=_lazy("全部")
    )


class OfferForm(forms.Form):
    """When and with whom a provider would hold the sessions."""

    plan = forms.CharField(
        label=_lazy("打算怎么做"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, callout: CallOut, provider: Organisation, earlier: Response | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.times = [f"start_{number}" for number in range(1, callout.sessions_wanted + 1)]
        starts = list(earlier.proposed_starts) if earlier else []
        for number, name in enumerate(self.times, start=1):
            field = MomentField(
                label=_("第 %(n)s 场开始时间") % {"n": number} if len(self.times) > 1 else _("开始时间")
            )
            field.initial = starts[number - 1] if number <= len(starts) else _nine(callout, number)
            field.widget.attrs |= {
                "min": f"{callout.wished_from:%Y-%m-%d}T00:00",
                "max": f"{callout.wished_to:%Y-%m-%d}T23:59",
            }
            self.fields[name] = field
        self.fields["staff"] = StaffField(provider.pk, callout.wished_from)
        least = spec_on(callout.type_id, callout.wished_from).min_staff
        self.fields["staff"].help_text = _("至少 %(n)d 人。") % {"n": least} if least > 1 else ""
        self.fields["staff"].initial = [each.user_id for each in earlier.staff.all()] if earlier else []
        self.fields["plan"].initial = earlier.plan if earlier else ""
        self.order_fields([*self.times, "staff", "plan"])

    @property
    def starts(self) -> list[datetime]:
        return [self.cleaned_data[name] for name in self.times]


def _nine(callout: CallOut, number: int) -> str:
    """Nine in the morning of the first day that suits, of the next for the next session."""
    day = min(callout.wished_from + timedelta(days=number - 1), callout.wished_to)
    return f"{day:%Y-%m-%d}T09:00"


class StaffField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """The workers of a provider, each with what certificates are valid on the day."""

    def __init__(self, provider: int, day: date) -> None:
        staff = staff_of(provider)
        super().__init__(
            staff,
            label=_("派谁去"),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("请至少勾一位工作人员。")},
        )
        self.held = licences_of(staff, day)

    def label_from_instance(self, user: User) -> str:
        held = "、".join(self.held.get(user.pk, []))
        return f"{user.display_name}（{held}）" if held else user.display_name


def licences_of(users: Iterable[Any] | Any, day: date) -> dict[int, list[str]]:
    """The verified certificates of people on a day, by person, one query."""
    held: dict[int, list[str]] = {}
    for licence in Licence.objects.valid(day).filter(user__in=users).order_by("user_id", "kind"):
        held.setdefault(licence.user_id, []).append(str(licence.get_kind_display()))
    return held


class AwardForm(forms.Form):
    """Which offer, and why; the reason is published."""

    response = forms.ModelChoiceField(
        Response.objects.none(), label=_lazy("选定哪一家"), error_messages={"required": _lazy("请先选一家。")}
    )
    reason = forms.CharField(
        label=_lazy("选定的理由"),
        max_length=500,
        error_messages={"required": _lazy("请写明理由，理由会公开。")},
    )

    def __init__(self, offers: Collection[Response], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Response.objects.filter(pk__in=[each.pk for each in offers])
        self.fields["response"].queryset = found  # type: ignore[attr-defined]
