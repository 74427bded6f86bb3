"""Forms of a person's file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.filling import DayField
from yimi.doors.desk.villages import VillageField, by_town, towns_and_villages
from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.people import queries
from yimi.rooms.people.access import CONFIRMERS, KEEPERS
from yimi.rooms.people.models import SEES_PERSONS, Person
from yimi.rooms.people.states import SENSITIVE_CATEGORIES, Category, ConsentUse, GivenBy, Sex, Unlike


class FindForm(forms.Form):
    """Nothing is listed until something is asked."""

    q = forms.CharField(
        label=_lazy("找人"),
        required=False,
        max_length=40,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _lazy("姓名、拼音、首字母、身份证号或电话")}
        ),
    )
    village = forms.ChoiceField(label=_lazy("村（社区）"), required=False)
    category = forms.ChoiceField(label=_lazy("类别"), required=False)

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = by_town(towns_and_villages(reach, *SEES_PERSONS))
        self.fields["village"].choices = [("", _("全部")), *groups]  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", _("全部")), *categories_for(reach)]  # type: ignore[attr-defined]

    @property
    def asked(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())


def categories_for(reach: Reach) -> list[tuple[str, str]]:
    """A village neither enters nor filters by the enrolment of patients (B8)."""
    own = reach.has(*CONFIRMERS)
    return [(each.value, str(each.label)) for each in Category if own or each not in SENSITIVE_CATEGORIES]


class PersonForm(forms.Form):
    """A new file."""

    name = forms.CharField(label=_lazy("姓名"), max_length=40)
    id_number = forms.CharField(
        label=_lazy("身份证号"),
        required=False,
        max_length=24,
        help_text=_lazy("填了就不用再填出生日期和性别。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    birth_date = DayField(label=_lazy("出生日期"), required=False, help_text=_lazy("没有身份证号时填写。"))
    sex = forms.ChoiceField(label=_lazy("性别"), choices=Sex.choices, initial=Sex.UNKNOWN)
    phone = forms.CharField(
        label=_lazy("电话"), required=False, max_length=24, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    note = forms.CharField(label=_lazy("备注"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    unlike = forms.ChoiceField(
        required=False,
        label=_lazy("不是上面的人，因为"),
        choices=[(each.value, each.label) for each in Unlike],
        widget=forms.HiddenInput,
    )

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reach = reach
        self.fields["division"] = VillageField(reach, *KEEPERS)
        self.order_fields(["unlike", "name", "division", "id_number", "birth_date", "sex", "phone", "note"])

    def alike(self) -> queries.Alike:
        """Who may be the same person."""
        data = self.cleaned_data
        asked = {key: data[key] for key in ("name", "id_number", "phone", "birth_date", "division")}
        return queries.who_is_alike(self.reach, data["division"].county_code, queries.said_of(**asked))

    def ask(self) -> None:
        """Show the question why it is somebody else."""
        field = self.fields["unlike"]
        field.widget = forms.RadioSelect(choices=field.choices)  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class CorrectForm(PersonForm):
    """The same fields of a file that is there; the ID number is typed again only to change it."""

    def __init__(self, reach: Reach, person: Person, *args: Any, **kwargs: Any) -> None:
        shown = {key: getattr(person, key) for key in ("name", "birth_date", "sex", "phone", "note")}
        shown["division"] = person.division.code[:12]
        super().__init__(reach, *args, **{"initial": shown, **kwargs})
        del self.fields["unlike"]
        self.fields["id_number"].help_text = _(
            "现有号码不显示。没有登记过的可以填；登记过的要改，请申请变更，由另一位同事批准。"
        )
        self.fields["birth_date"].help_text = ""

    @property
    def changes(self) -> dict[str, Any]:
        """What differs from the file; an untouched hamlet stays when its village was not changed."""
        return {key: self.cleaned_data[key] for key in self.changed_data}


class ConsentForm(forms.Form):
    """One conversation, several uses, one answer."""

    uses = forms.MultipleChoiceField(
        label=_lazy("问到的用途"), choices=ConsentUse.choices, widget=forms.CheckboxSelectMultiple
    )
    given = forms.TypedChoiceField(
        label=_lazy("答复"),
        choices=[("yes", _lazy("同意")), ("no", _lazy("不同意"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    given_by = forms.ChoiceField(
        label=_lazy("由谁表示"),
        choices=GivenBy.choices,
        widget=forms.RadioSelect,
        help_text=_lazy("未满 18 周岁的人，同意要由监护人表示。"),
    )


class DocumentField(forms.FileField):
    """A photo or a PDF of the paper behind it; what may be kept is checked where it is kept."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"})
        given = {
            "label": _lazy("材料"),
            "required": False,
            "help_text": _lazy("拍照或 PDF，不超过 10 MB。只给办这件事的人看。"),
        }
        super().__init__(**{"widget": widget, "allow_empty_file": True, **given, **kwargs})


class CategoryForm(forms.Form):
    category = forms.ChoiceField(label=_lazy("类别"))
    valid_from = DayField(label=_lazy("从哪天起"), initial=clock.today)
    valid_to = DayField(label=_lazy("到哪天止"), required=False)
    source = forms.CharField(label=_lazy("依据"), max_length=120, help_text=_lazy("例如审批文号或系统名称。"))
    document = DocumentField()

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = categories_for(reach)  # type: ignore[attr-defined]


class EndForm(forms.Form):
    on = DayField(label=_lazy("最后一天"), initial=clock.today)


class DeathForm(forms.Form):
    on = DayField(label=_lazy("去世日期"))


class GuardianForm(forms.Form):
    name = forms.CharField(label=_lazy("监护人姓名"), max_length=40)
    relation = forms.CharField(
        label=_lazy("与本人的关系"), max_length=20, help_text=_lazy("例如母亲、祖父。")
    )
    phone = forms.CharField(label=_lazy("电话"), required=False, max_length=24)


class PurposeForm(forms.Form):
    """Why a sensitive file is opened (B11); the answer is written into the log."""

    PURPOSES = (
        ("service", _lazy("安排或准备服务")),
        ("alert", _lazy("处理预警、强制报告，走访")),
        ("case", _lazy("办理个案")),
        ("correct", _lazy("核对、更正信息")),
        ("consent", _lazy("登记同意或撤回")),
        ("callback", _lazy("回访、处理意见")),
        ("supervision", _lazy("检查、审计")),
    )
    purpose = forms.ChoiceField(label=_lazy("这次为什么要看"), choices=PURPOSES, widget=forms.RadioSelect)
