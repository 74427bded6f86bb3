"""Forms of organisations and their contracts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.catalogue_forms import YuanField
from yimi.doors.desk.filling import DayField, ReasonForm
from yimi.doors.desk.villages import Groups, by_town, towns_and_villages
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import Role
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.network.models import Organisation, OrganisationQuerySet
from yimi.rooms.network.states import OrganisationKind, OrganisationStatus
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level


class FindOrganisationForm(forms.Form):
    q = forms.CharField(
        label=_lazy("名称"), required=False, max_length=40, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(
        label=_lazy("类别"), required=False, choices=[("", _lazy("全部")), *OrganisationKind.choices]
    )
    status = forms.ChoiceField(
        label=_lazy("状态"), required=False, choices=[("", _lazy("全部")), *OrganisationStatus.choices]
    )

    def narrow(self, rows: OrganisationQuerySet) -> OrganisationQuerySet:
        asked = self.cleaned_data if self.is_valid() else {}
        equal = {key: asked[key] for key in ("kind", "status") if asked.get(key)}
        text = asked.get("q", "").strip()
        named = Q(name__icontains=text) | Q(short_name__icontains=text) if text else Q()
        return rows.filter(named, **equal)


class PlaceField(forms.ChoiceField):
    """Where an organisation stands: the county itself, a town or a village; cleans to the Division."""

    def __init__(self, reach: Reach, *roles: str, **kwargs: Any) -> None:
        places = towns_and_villages(reach, *roles)
        stems = [stem for stem in reach.stems(*roles) if len(stem) == 6]
        counties = Division.objects.filter(code__in=[f"{stem}000000" for stem in stems])
        groups: Groups = [(str(_("全区县")), list(counties.values_list("code", "name")))] if stems else []
        towns = [(each.code, each.name) for each in places if each.level == Level.TOWN]
        groups += [(str(_("乡镇（街道）")), towns), *by_town(places)]
        super().__init__(**{"label": _lazy("所在地"), "choices": [("", _("请选择")), *groups], **kwargs})

    def clean(self, value: Any) -> Division:
        return Division.objects.get(pk=super().clean(value))


class _Facts(forms.Form):
    name = forms.CharField(label=_lazy("全称"), max_length=80)
    short_name = forms.CharField(
        label=_lazy("简称"), required=False, max_length=30, help_text=_lazy("列表里显示；不填就用全称。")
    )
    uscc = forms.CharField(
        label=_lazy("统一社会信用代码"),
        required=False,
        max_length=24,
        help_text=_lazy("18 位；校验不过的会保留并标出。"),
    )
    contact_name = forms.CharField(label=_lazy("联系人"), required=False, max_length=40)
    phone = forms.CharField(label=_lazy("电话"), required=False, max_length=24)
    address = forms.CharField(label=_lazy("地址"), required=False, max_length=120)
    account = forms.CharField(
        label=_lazy("收款账号"),
        required=False,
        max_length=40,
        help_text=_lazy("加密保存，只用于结算和查重。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class OrganisationForm(_Facts):
    kind = forms.ChoiceField(label=_lazy("类别"), choices=[("", _lazy("请选择")), *OrganisationKind.choices])

    def __init__(self, reach: Reach, roles: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"] = PlaceField(reach, *roles)
        self.order_fields(["kind", "name", "short_name", "division"])


class CorrectOrganisationForm(_Facts):
    """The account is typed again only to change it."""

    def __init__(self, body: Organisation, *args: Any, **kwargs: Any) -> None:
        shown = {name: getattr(body, name) for name in self.base_fields if name != "account"}
        super().__init__(*args, **{"initial": shown, **kwargs})
        self.fields["account"].help_text = _("现有账号不显示；只有要改账号时才填。")

    @property
    def changes(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.changed_data}


class SuspendForm(ReasonForm):
    until = DayField(label=_lazy("暂停到哪天"), required=False, help_text=_lazy("不填按规则数值：三个月。"))


class ContractForm(forms.Form):
    purchaser = forms.ModelChoiceField(
        label=_lazy("购买方"), queryset=Organisation.objects.none(), empty_label=None
    )
    number = forms.CharField(label=_lazy("合同编号"), max_length=60)
    starts_on = DayField(label=_lazy("从哪天起"))
    ends_on = DayField(label=_lazy("到哪天止"), help_text=_lazy("一次最长三年。"))
    ceiling_fen = YuanField(label=_lazy("合同总额（元）"))
    type_codes = forms.MultipleChoiceField(
        label=_lazy("包含的类型"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_lazy("一个都不选，表示全部类型。"),
    )

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [OrganisationKind.BUREAU, OrganisationKind.DEPARTMENT]
        bodies = Organisation.objects.visible_to(reach).filter(kind__in=kinds)
        buyers = bodies.filter(county__in=sorted(reach.counties(Role.COUNTY_BUSINESS)))
        self.fields["purchaser"].queryset = buyers.exclude(  # type: ignore[attr-defined]
            status=OrganisationStatus.STRUCK_OFF
        ).order_by("kind", "name")
        types = MicroType.objects.visible_to(reach).order_by("code")
        self.fields["type_codes"].choices = [(each.pk, each.label) for each in types]  # type: ignore[attr-defined]
