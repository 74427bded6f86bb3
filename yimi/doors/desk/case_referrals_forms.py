"""Forms of a referral."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.case_papers_forms import control
from yimi.doors.desk.cases_forms import shown_name
from yimi.doors.desk.filling import DayField
from yimi.kernel import clock
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import STATION
from yimi.rooms.casework.models import Case
from yimi.rooms.casework.rules.papers import FORMS
from yimi.rooms.casework.states import How, PaperKind
from yimi.rooms.network import queries as network
from yimi.rooms.people.states import GivenBy

CONSENT = ("consent_by", "consent_name", "consent_how", "consent_on")


class ReferForm(forms.Form):
    """Form F5 with the consent."""

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        workers = User.objects.filter(pk__in=network.holders_in(case.county, *STATION)).exclude(
            pk=case.worker_id
        )
        self.fields["to_worker"] = forms.ModelChoiceField(
            workers.order_by("display_name", "pk"), label=_lazy("转给本县的社工"), required=False,
            help_text=_lazy("选了同事，对方接收以后整个案子归对方；转到别的机构不选。"),
        )  # fmt: skip
        self.fields["to_worker"].label_from_instance = shown_name  # type: ignore[attr-defined]
        for line in FORMS[PaperKind.REFERRAL]:
            self.fields[line.code] = control(line)
        self.fields["to_name"].required = False
        self.fields["consent_by"] = forms.ChoiceField(
            label=_lazy("谁同意的"), choices=GivenBy.choices, initial="self"
        )
        self.fields["consent_name"] = forms.CharField(label=_lazy("同意人姓名"), max_length=40)
        self.fields["consent_how"] = forms.ChoiceField(label=_lazy("怎么同意的"), choices=How.choices)
        self.fields["consent_on"] = DayField(label=_lazy("哪天同意的"), initial=clock.today)

    @property
    def given(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        to_worker = data.pop("to_worker")
        consent = {name: data.pop(name) for name in CONSENT}
        if to_worker is not None and not data["to_name"]:
            data["to_name"] = to_worker.display_name
        return {
            "content": {key: str(value) for key, value in data.items() if value},
            "to_worker": to_worker,
            **consent,
        }


class AnswerForm(forms.Form):
    received = forms.TypedChoiceField(
        label=_lazy("对方的答复"),
        choices=[("yes", _lazy("接收")), ("no", _lazy("不接收"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    said = forms.CharField(
        label=_lazy("说明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label=_lazy("跟进到的情况"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
