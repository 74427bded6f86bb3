"""Forms of the survey: starting a round, and the one page a household is answered on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.filling import DayField
from yimi.doors.desk.villages import VillageField
from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.people.actions.surveys import STARTERS
from yimi.rooms.people.models import SurveyForm
from yimi.rooms.people.states import Change, Channel, Fact, FormState
from yimi.rooms.places.models import Division

OUTCOMES = [FormState.DONE, FormState.AWAY, FormState.DECLINED]


class RoundForm(forms.Form):
    title = forms.CharField(label=_lazy("名称"), max_length=60, help_text=_lazy("例如 2027 年春季入户调查。"))
    starts_on = DayField(label=_lazy("从哪天起"))
    ends_on = DayField(label=_lazy("到哪天止"))
    by_assessors = forms.BooleanField(
        label=_lazy("由第三方评估员入户（社工站和村里只看结果）"), required=False
    )

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = VillageField(reach, *STARTERS, towns=True, label=_lazy("在哪里开展"))
        wide = Division.objects.filter(pk__in=[f"{each}000000" for each in reach.counties(*STARTERS)])
        covered = [(each.code, each.name) for each in wide if reach.covers(each.code, *STARTERS)]
        field.choices = [*covered, *field.choices]  # type: ignore[misc]
        self.fields = {"division": field, **self.fields}


class AnswerForm(forms.Form):
    """One tick list and one sentence; what the last round found stands ticked."""

    state = forms.ChoiceField(
        label=_lazy("这一户"),
        choices=[(each.value, each.label) for each in OUTCOMES],
        initial=FormState.DONE,
        widget=forms.RadioSelect,
    )
    facts = forms.MultipleChoiceField(
        label=_lazy("现在的情况"),
        choices=Fact.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    changes = forms.MultipleChoiceField(
        label=_lazy("上一轮以来有没有"),
        choices=Change.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sentence = forms.CharField(
        label=_lazy("一句话"), required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    channel = forms.ChoiceField(
        label=_lazy("怎么调查的"), choices=Channel.choices, initial=Channel.SCREEN, widget=forms.RadioSelect
    )
    surveyed_on = DayField(label=_lazy("哪天"), required=False)
    surveyor = forms.CharField(
        label=_lazy("谁去的"),
        required=False,
        max_length=40,
        help_text=_lazy("自己去的不用填；补录纸质表时写去的人。"),
    )

    def __init__(self, survey: SurveyForm, *args: Any, **kwargs: Any) -> None:
        known = survey if survey.state != FormState.OPEN else survey.previous
        start: dict[str, Any] = {"surveyed_on": clock.today(), "facts": known.facts if known else []}
        if survey.state != FormState.OPEN:
            names = ("state", "changes", "sentence", "channel", "surveyed_on", "surveyor")
            start |= {name: getattr(survey, name) for name in names}
        super().__init__(*args, **{"initial": start, **kwargs})
