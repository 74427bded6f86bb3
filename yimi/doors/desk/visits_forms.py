"""The record of a contact, and who answers for whom."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel import clock
from yimi.rooms.accounts.models import User
from yimi.rooms.care.states import Assist, Mode, Outcome, Source, Understanding
from yimi.rooms.network import queries as network
from yimi.rooms.people.models import Person


def _now() -> str:
    return f"{timezone.localtime(clock.now()):%Y-%m-%dT%H:%M}"


class VisitForm(forms.Form):
    """Nine ticks and one sentence; everything usual stands chosen."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    mode = forms.ChoiceField(
        label=_lazy("怎么走访的"), choices=Mode.choices, initial=Mode.HOME, widget=forms.RadioSelect
    )
    outcome = forms.ChoiceField(
        label=_lazy("见到人没有"), choices=Outcome.choices, initial=Outcome.MET, widget=forms.RadioSelect
    )
    worries = forms.MultipleChoiceField(
        label=_lazy("五了解：哪一项让人不放心"),
        choices=Understanding.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    assists = forms.MultipleChoiceField(
        label=_lazy("四协助：这次做了什么"),
        choices=Assist.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sentence = forms.CharField(
        label=_lazy("一句话"), required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    visited_at = forms.DateTimeField(
        label=_lazy("什么时候"),
        initial=_now,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text=_lazy("补记的改成当时的时间，会标明是补记。"),
    )
    source = forms.ChoiceField(
        label=_lazy("谁去的、怎么记下来的"),
        choices=Source.choices,
        initial=Source.SEEN,
        required=False,
        widget=forms.RadioSelect,
    )
    visited_by = forms.ModelChoiceField(
        User.objects.none(),
        label=_lazy("走访的人"),
        required=False,
        empty_label=_lazy("我自己"),
        help_text=_lazy("替没有手机的同事登记的，选那位同事。"),
    )
    told_by = forms.CharField(
        label=_lazy("谁告知的"), required=False, max_length=60, help_text=_lazy("邻居、家属、结对志愿者……")
    )
    must_report = forms.BooleanField(
        label=_lazy("疑似受到侵害，需要强制报告（P0，马上通知站长和区县）"), required=False
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = self.fields["visited_by"]
        assert isinstance(who, forms.ModelChoiceField)
        who.queryset = colleagues(person.division_id)
        who.label_from_instance = _shown_name  # type: ignore[method-assign]

    def clean_source(self) -> str:
        return str(self.cleaned_data["source"] or Source.SEEN)

    def clean_visited_at(self) -> datetime:
        """The minute that is running counts as now."""
        at: datetime = self.cleaned_data["visited_at"]
        now = clock.now()
        return (
            min(at, now)
            if at.replace(second=0, microsecond=0) == now.replace(second=0, microsecond=0)
            else at
        )


def _shown_name(obj: Any) -> str:
    return str(obj.display_name)


class WorkerForm(forms.Form):
    worker = forms.ModelChoiceField(label=_lazy("负责人"), queryset=User.objects.none())

    def __init__(self, person: Person, user: User, *args: Any, head: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["worker"]
        assert isinstance(field, forms.ModelChoiceField)
        field.label_from_instance = _shown_name  # type: ignore[method-assign]
        field.queryset = colleagues(person.division_id) if head else User.objects.filter(pk=user.pk)
        field.initial = user


def colleagues(code: str) -> Any:
    """The people of the station and of the village committee of a place, by name."""
    houses = [each.pk for each in (network.station_of(code), network.village_committee_of(code)) if each]
    found = User.objects.none()
    for house in houses:
        found = found | network.staff_of(house)
    return found.order_by("display_name", "pk")
