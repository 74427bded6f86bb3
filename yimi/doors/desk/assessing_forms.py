"""The tick list of a sheet, and a change by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.care.models import Assessment, Sheet
from yimi.rooms.care.states import Colour, DoctorClass


@dataclass(frozen=True)
class Tick:
    code: str
    name: str
    points: int
    on: bool
    known: bool


@dataclass(frozen=True)
class Group:
    name: str
    cap: int
    ticks: list[Tick]


class AssessForm(forms.Form):
    """Factors by dimension, the pass-through list first; the doctor's class for a registered patient only."""

    factors = forms.MultipleChoiceField(required=False)
    passed = forms.MultipleChoiceField(required=False)
    doctor_class = forms.ChoiceField(
        label=_lazy("医生最近一次评定"),
        choices=DoctorClass.choices,
        required=False,
        initial=DoctorClass.UNKNOWN,
    )

    def __init__(
        self,
        sheet: Sheet,
        known: Collection[str],
        last: Assessment | None,
        *args: Any,
        patient: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rules, self.known = sheet.rules, known
        self.before = set(last.factors) if last is not None else set()
        factors = [(each.code, each.said) for each in self.rules.factors()]
        self.fields["factors"].choices = factors  # type: ignore[attr-defined]
        self.fields["passed"].choices = [(each.code, each.said) for each in self.rules.passthrough]  # type: ignore[attr-defined]
        if not patient:
            del self.fields["doctor_class"]

    @property
    def chosen(self) -> set[str]:
        """What stands ticked: what was just sent; else what the register knows and what was found last time."""
        sent = {*self.data.getlist("factors"), *self.data.getlist("passed")} if self.is_bound else set()  # type: ignore[attr-defined]
        return sent if self.is_bound else {*self.known, *self.before}

    def groups(self) -> Iterator[Group]:
        chosen = self.chosen
        for each in self.rules.dimensions:
            ticks = [
                Tick(one.code, one.said, one.points, one.code in chosen, one.code in self.known)
                for one in each.factors
            ]
            yield Group(each.said, each.cap, ticks)

    def grave(self) -> list[Tick]:
        chosen = self.chosen if self.is_bound else set()
        return [Tick(each.code, each.said, 0, each.code in chosen, False) for each in self.rules.passthrough]


class OverrideForm(forms.Form):
    colour = forms.ChoiceField(label=_lazy("调整为"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_lazy("为什么调整"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("写看到的情况，会留在记录里。"),
    )

    def __init__(self, now: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colour"].choices = [  # type: ignore[attr-defined]
            (each.value, f"{each.shape} {each.letter} {each.label} · {each.risk}")
            for each in Colour
            if each != now
        ]
