"""Forms of sites, points and natural villages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.villages import VillageField, by_town, stem_or_nothing, towns_and_villages
from yimi.kernel.fields import CoordinateSource
from yimi.kernel.geo import Point
from yimi.kernel.reach import Reach
from yimi.rooms.places.models import SiteQuerySet
from yimi.rooms.places.states import Level, SiteFunction, SiteState

SYSTEMS = [(each.value, each.label) for each in (CoordinateSource.GCJ02, CoordinateSource.WGS84)]


class FindSiteForm(forms.Form):
    q = forms.CharField(
        label=_lazy("名称"), required=False, max_length=40, widget=forms.TextInput(attrs={"type": "search"})
    )
    place = forms.ChoiceField(label=_lazy("地方"), required=False)
    function = forms.ChoiceField(
        label=_lazy("功能"), required=False, choices=[("", _lazy("全部")), *SiteFunction.choices]
    )
    state = forms.ChoiceField(
        label=_lazy("状态"), required=False, choices=[("", _lazy("全部")), *SiteState.choices]
    )

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = towns_and_villages(reach)
        towns = [(each.code, each.name) for each in places if each.level == Level.TOWN]
        groups = [(str(_("乡镇（街道）")), towns), *by_town(places)]
        self.fields["place"].choices = [("", _("全部")), *groups]  # type: ignore[attr-defined]

    def narrow(self, rows: SiteQuerySet) -> SiteQuerySet:
        asked = self.cleaned_data if self.is_valid() else {}
        wanted = Q(name__icontains=asked["q"].strip()) if asked.get("q", "").strip() else Q()
        if asked.get("place"):
            wanted &= Q(division__code__startswith=stem_or_nothing(asked["place"]))
        if asked.get("function"):
            wanted &= Q(functions__contains=[asked["function"]])
        if asked.get("state"):
            wanted &= Q(state=asked["state"])
        return rows.filter(wanted)


class ChangeSiteForm(forms.Form):
    name = forms.CharField(label=_lazy("名称"), max_length=60)
    address = forms.CharField(label=_lazy("地址"), required=False, max_length=120)
    functions = forms.MultipleChoiceField(
        label=_lazy("功能（六站融合）"),
        required=False,
        choices=SiteFunction.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    radius_m = forms.IntegerField(
        label=_lazy("范围（米）"),
        min_value=20,
        max_value=5000,
        help_text=_lazy("离这个位置多远以内拍的照片算在场。改动会记入日志。"),
    )


class SiteForm(ChangeSiteForm):
    def __init__(self, reach: Reach, roles: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"] = VillageField(reach, *roles, towns=True, label=_("所在地"))
        self.fields["radius_m"].required = False
        self.fields["radius_m"].help_text = _("不填按规则数值：500 米。")
        self.order_fields(["name", "division", "address", "functions", "radius_m"])


class PointForm(forms.Form):
    """Two numbers and where they were read."""

    system = forms.ChoiceField(
        label=_lazy("从哪里读的坐标"),
        choices=SYSTEMS,
        initial=CoordinateSource.GCJ02,
        widget=forms.RadioSelect,
        help_text=_lazy("高德、腾讯等国内地图读的选 GCJ-02；手持 GPS 读的选 WGS-84。系统会换算。"),
    )
    longitude = forms.FloatField(
        label=_lazy("经度"), min_value=73, max_value=136, help_text=_lazy("例如 108.7702")
    )
    latitude = forms.FloatField(
        label=_lazy("纬度"), min_value=3, max_value=54, help_text=_lazy("例如 29.5334")
    )
    accuracy_m = forms.FloatField(label=_lazy("误差（米）"), required=False, min_value=0, max_value=99_999)

    @property
    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        point = Point(data["longitude"], data["latitude"])
        return {"point": point, "system": data["system"], "accuracy_m": data["accuracy_m"]}


class EquipmentForm(forms.Form):
    name = forms.CharField(label=_lazy("设备"), max_length=40, help_text=_lazy("例如轮椅、助浴床、血压计。"))
    count = forms.IntegerField(
        label=_lazy("数量"), min_value=0, max_value=9999, initial=1, help_text=_lazy("填 0 就从清单去掉。")
    )


class HamletForm(forms.Form):
    name = forms.CharField(label=_lazy("自然村（组）名称"), max_length=40)

    def __init__(self, reach: Reach, roles: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"] = VillageField(reach, *roles)
        self.order_fields(["village", "name"])

    @property
    def chosen(self) -> str:
        """The village whose natural villages are shown: the one sent, else the one asked for."""
        if self.is_bound:
            found = getattr(self, "cleaned_data", {}).get("village")
            return str(found.code) if found else ""
        return str(self.initial.get("village") or self.fields["village"].initial or "")


class PointsForm(forms.Form):
    file = forms.FileField(
        label=_lazy("坐标文件"),
        help_text=_lazy(
            "CSV（code、longitude、latitude 三列，可加 accuracy_m）或 GeoJSON，UTF-8，最大 20 MB。"
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.json,.geojson"}),
    )
    gcj02 = forms.BooleanField(label=_lazy("坐标是国内地图上读的（GCJ-02）"), required=False)
