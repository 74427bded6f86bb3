"""Forms of assignments, certificates and relations."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.filling import DayField
from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.queries import find_exact
from yimi.rooms.accounts.states import ADMINS, Role
from yimi.rooms.network.models import AssignmentQuerySet, Organisation
from yimi.rooms.network.states import DELEGATES, LicenceKind, LicenceLevel, OrganisationStatus, Relation

SERVICE = [(each.value, each.label) for each in Role if each not in ADMINS]


class FindStaffForm(forms.Form):
    q = forms.CharField(
        label=_lazy("姓名"), required=False, max_length=20, widget=forms.TextInput(attrs={"type": "search"})
    )
    role = forms.ChoiceField(label=_lazy("岗位"), required=False, choices=[("", _lazy("全部")), *SERVICE])
    when = forms.ChoiceField(
        label=_lazy("时间"),
        required=False,
        choices=[("", _lazy("在任和将任")), ("all", _lazy("包括已结束的"))],
    )
    organisation = forms.IntegerField(required=False, widget=forms.HiddenInput(), label="")

    def narrow(self, rows: AssignmentQuerySet, today: date) -> AssignmentQuerySet:
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("when") != "all":
            rows = rows.not_over(today)
        if asked.get("role"):
            rows = rows.filter(role=asked["role"])
        if asked.get("organisation"):
            rows = rows.filter(organisation_id=asked["organisation"])
        if asked.get("q", "").strip():
            rows = rows.filter(user__display_name__contains=asked["q"].strip())
        return rows


class WhoField(forms.CharField):
    """Somebody by their exact user name or phone; cleans to the account."""

    def clean(self, value: Any) -> User:
        found = find_exact(super().clean(value))
        if found is None:
            raise ValidationError(_("没有这个账号。请核对用户名或手机号；还没有账号的，请系统管理员先建。"))
        return found


class AssignForm(forms.Form):
    """Only the roles and houses the asker may fill are offered."""

    user = WhoField(label=_lazy("谁"), max_length=64, help_text=_lazy("对方的用户名或手机号。"))
    role = forms.ChoiceField(label=_lazy("岗位"))
    organisation = forms.ModelChoiceField(
        label=_lazy("机构"), queryset=Organisation.objects.none(), empty_label=_lazy("请选择")
    )
    starts_on = DayField(label=_lazy("从哪天起"), initial=clock.today)
    ends_on = DayField(label=_lazy("到哪天止"), required=False, help_text=_lazy("含当天；不填就一直有效。"))

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("user", self.initial.pop("who", ""))
        self.fields["role"].choices = roles_for(reach)  # type: ignore[attr-defined]
        houses = houses_for(reach).exclude(status=OrganisationStatus.STRUCK_OFF)
        self.fields["organisation"].queryset = houses.order_by("kind", "name")  # type: ignore[attr-defined]


def roles_for(reach: Reach) -> list[tuple[str, Any]]:
    if reach.has(Role.SECURITY_ADMIN):
        return [("", _("请选择")), *SERVICE]
    mine = {role for chief, roles in DELEGATES.items() if reach.has(chief) for role in roles}
    return [(each.value, each.label) for each in Role if each in mine]


def houses_for(reach: Reach) -> Any:
    """The county's houses for the security administrator; one's own, and a head's villages, for others."""
    houses = Organisation.objects.visible_to(reach)
    if reach.has(Role.SECURITY_ADMIN):
        return houses.filter(county__in=sorted(reach.counties(Role.SECURITY_ADMIN)))
    own = houses.filter(pk__in=sorted(reach.organisations(*DELEGATES)))
    return own | houses.filter(reach.within("division__code", Role.STATION_HEAD))


class LicenceForm(forms.Form):
    kind = forms.ChoiceField(label=_lazy("种类"), choices=LicenceKind.choices)
    level = forms.ChoiceField(label=_lazy("级别"), choices=LicenceLevel.choices, initial=LicenceLevel.NONE)
    number = forms.CharField(label=_lazy("编号"), max_length=60)
    valid_from = DayField(label=_lazy("从哪天起有效"), initial=clock.today)
    valid_to = DayField(label=_lazy("到哪天止"), required=False)


class RelationForm(forms.Form):
    user_b = WhoField(label=_lazy("和谁"), max_length=64, help_text=_lazy("对方的用户名或手机号。"))
    relation = forms.ChoiceField(label=_lazy("什么关系"), choices=Relation.choices, widget=forms.RadioSelect)
