"""Forms of a policy: its words and its conditions, and what came of it for one person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.care.models import Policy
from yimi.rooms.care.states import Colour, MatchState
from yimi.rooms.people.states import Category, Fact, Sex

WORDS = ("title", "who", "what", "documents", "where")
LISTS = ("categories", "without", "facts", "colours")


def _many(label: Any, choices: Any) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=widget)


class PolicyForm(forms.Form):
    title = forms.CharField(label=_lazy("名称"), max_length=80)
    who = forms.CharField(label=_lazy("给谁"), max_length=200)
    what = forms.CharField(label=_lazy("给什么"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    documents = forms.CharField(
        label=_lazy("要带什么材料"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    where = forms.CharField(label=_lazy("在哪里办"), max_length=200)
    categories = _many(_lazy("条件：有其中一个类别"), Category.choices)
    without = _many(_lazy("条件：没有这些类别"), Category.choices)
    facts = _many(_lazy("条件：家里有其中一种情况（最近一次入户调查）"), Fact.choices)
    colours = _many(_lazy("条件：颜色"), Colour.choices)
    age_from = forms.IntegerField(label=_lazy("条件：满几岁"), required=False, min_value=0, max_value=130)
    age_to = forms.IntegerField(label=_lazy("条件：到几岁"), required=False, min_value=0, max_value=130)
    sex = forms.ChoiceField(
        label=_lazy("条件：性别"), required=False, choices=[("", _lazy("不限")), *Sex.choices[:2]]
    )

    def __init__(self, policy: Policy | None, *args: Any, **kwargs: Any) -> None:
        start = {name: getattr(policy, name) for name in WORDS} | policy.conditions if policy else {}
        super().__init__(*args, **{"initial": start, **kwargs})

    @property
    def given(self) -> dict[str, Any]:
        """What `write_policy` takes: the words, and those conditions that ask something."""
        data = self.cleaned_data
        names = (*LISTS, "age_from", "age_to", "sex")
        asked = {name: data[name] for name in names if data[name] not in ([], None, "")}
        return {"words": {name: data[name] for name in WORDS}, "conditions": asked}


class FollowForm(forms.Form):
    to = forms.ChoiceField(label=_lazy("这次"), widget=forms.RadioSelect)
    said = forms.CharField(
        label=_lazy("说明"), required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, state: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        moves = MatchState.MOVES.get(state, set())
        field.choices = [(each.value, each.label) for each in MatchState if each in moves]


class FindForm(forms.Form):
    q = forms.CharField(label=_lazy("姓名"), required=False, max_length=40)
    state = forms.ChoiceField(
        label=_lazy("到哪一步"), required=False, choices=[("", _lazy("全部")), *MatchState.choices]
    )
