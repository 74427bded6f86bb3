"""Forms around a case: finding one, opening one, looking at its plan again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.case_access import HEADS, WORKERS
from yimi.doors.desk.filling import DayField
from yimi.doors.desk.villages import VillageField
from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import User
from yimi.rooms.casework.models import CaseQuerySet, Paper
from yimi.rooms.casework.states import CaseKind, PaperState, Stage
from yimi.rooms.network import queries as network

ALL, DUE, WAITING = "all", "due", "waiting"


class CasesForm(forms.Form):
    """The bar above the list."""

    q = forms.CharField(
        label=_lazy("找"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _lazy("姓名、首字母、案号或小组名")}),
    )
    stage = forms.ChoiceField(
        label=_lazy("阶段"),
        required=False,
        choices=[
            ("", _lazy("在办的")),
            (ALL, _lazy("全部")),
            (DUE, _lazy("要复核计划的")),
            (WAITING, _lazy("等审批的")),
            *Stage.choices,
        ],
    )
    kind = forms.ChoiceField(
        label=_lazy("种类"), required=False, choices=[("", _lazy("全部")), *CaseKind.choices]
    )
    # from the supervisor's board
    worker = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    mine = forms.BooleanField(label=_lazy("只看我的"), required=False)

    def narrowed(self, rows: CaseQuerySet, user: User) -> CaseQuerySet:
        asked = self.cleaned_data if self.is_valid() else {}
        stage = asked.get("stage", "")
        if not stage and not asked.get("q"):
            rows = rows.open()
        elif stage == DUE:
            rows = rows.open().filter(review_on__lte=clock.today())
        elif stage == WAITING:
            rows = rows.filter(Exists(Paper.objects.filter(case=OuterRef("pk"), state=PaperState.WAITING)))
        elif stage and stage != ALL:
            rows = rows.filter(stage=stage)
        if asked.get("kind"):
            rows = rows.filter(kind=asked["kind"])
        if asked.get("worker"):
            rows = rows.filter(worker=asked["worker"])
        return rows.filter(worker=user) if asked.get("mine") else rows


def shown_name(obj: Any) -> str:
    return str(obj.display_name)


class WorkerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Who answers for the case: oneself, or for the head anybody of the station there."""

    def __init__(self, request: Asked, code: str, **kwargs: Any) -> None:
        users = User.objects.filter(pk=request.user.pk)
        station = network.station_of(code)
        if request.reach.covers(code, *HEADS) and station is not None:
            users = users | network.staff_of(station.pk)
        super().__init__(
            users.order_by("display_name", "pk"),
            **{"label": _lazy("负责人"), "initial": request.user.pk, **kwargs},
        )
        self.label_from_instance = shown_name  # type: ignore[method-assign]


class OpenForm(forms.Form):
    def __init__(self, request: Asked, code: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"] = WorkerField(request, code)


class GroupForm(forms.Form):
    title = forms.CharField(label=_lazy("小组名称"), max_length=60)

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"] = VillageField(reach, *WORKERS, towns=True, label=_lazy("在哪里办"))


class ReviewForm(forms.Form):
    said = forms.CharField(label=_lazy("复核结论"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    next_on = DayField(label=_lazy("下次复核"))


class FoundForm(forms.Form):
    found = forms.CharField(
        label=_lazy("跟进到的情况"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
