"""Forms of a joint task: opened, a partner asked, its promise, its deed, the end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.filling import DayField
from yimi.rooms.care.models import JointPart
from yimi.rooms.care.queries import joint
from yimi.rooms.care.states import JointOutcome
from yimi.rooms.network.models import Organisation
from yimi.rooms.people.models import Person

QUIET = _lazy("被请的单位会看到这段话：不写姓名、证件号、病名和颜色。")


def _text(label: Any, **given: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 3}), **given)


def _shown_name(obj: Any) -> str:
    return str(obj.display_name)


class LeadForm(forms.Form):
    """Who leads."""

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead = forms.ModelChoiceField(
            joint.leaders_for(person),
            label=_lazy("牵头人"),
            help_text=_lazy("一件任务一位牵头人：当地社工站、村（居）委会或区县业务科室的人。"),
        )
        lead.label_from_instance = _shown_name  # type: ignore[method-assign]
        self.fields["lead"] = lead


class OpenForm(LeadForm):
    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(person, *args, **kwargs)
        self.fields["goal"] = _text(
            _lazy("要一起解决什么"), help_text=_lazy("牵头人和当地社工站看得到，被请的单位看不到。")
        )
        self.fields["due_on"] = DayField(label=_lazy("哪天前"))
        self.order_fields(["goal", "due_on", "lead"])


class AskForm(forms.Form):
    def __init__(self, county: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        house: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
            joint.organisations_in(county),
            label=_lazy("请哪一家"),
            help_text=_lazy("没有账号的单位也能选：打电话说好，再由你代为登记。"),
        )
        self.fields["organisation"] = house
        self.fields["asked"] = _text(_lazy("请它做什么"), help_text=QUIET)
        self.fields["due_on"] = DayField(label=_lazy("哪天前"))


class PromiseForm(forms.Form):
    """What is promised by when; who told it, when somebody else writes it down."""

    def __init__(self, part: JointPart, *args: Any, ours: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"due_on": part.due_on}, **kwargs})
        if not ours:
            self.fields["told_by"] = _teller()
        self.fields["said"] = _text(_lazy("答应做什么"))
        self.fields["due_on"] = DayField(label=_lazy("哪天前"))


class EndForm(forms.Form):
    was_done = forms.TypedChoiceField(
        label=_lazy("办到了吗"),
        choices=[("yes", _lazy("办到了")), ("no", _lazy("办不了"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    said = _text(_lazy("办了什么"), help_text=_lazy("办不了的，写明原因，牵头人好另想办法。"))

    def __init__(self, *args: Any, ours: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ours:
            self.fields["told_by"] = _teller()
            self.order_fields(["told_by"])


class FinishForm(forms.Form):
    outcome = forms.ChoiceField(label=_lazy("结果"), choices=JointOutcome.choices, widget=forms.RadioSelect)
    result = _text(_lazy("这一户现在怎么样"))


def _teller() -> forms.CharField:
    return forms.CharField(label=_lazy("那个单位的哪一位告知的"), max_length=60)
