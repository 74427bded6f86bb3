"""Forms of the comparison workbench: which lists, which column is what, the key of a list nobody may see."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.villages import VillageField
from yimi.kernel.reach import Reach
from yimi.rooms.people.access import CONFIRMERS
from yimi.rooms.people.actions.crosschecks import COLUMNS
from yimi.rooms.people.models import CrosscheckList
from yimi.rooms.people.states import ListMeaning
from yimi.rooms.places.models import Division

NAMES = {
    "name": _lazy("姓名"),
    "id_no": _lazy("身份证号"),
    "dob": _lazy("出生日期"),
    "phone": _lazy("电话"),
    "village": _lazy("村（社区）"),
    "house": _lazy("门牌、住址"),
    "deceased": _lazy("死亡日期"),
    "unique_id": _lazy("对方的编号"),
}
LISTS = {"accept": ".xlsx,.csv"}


def area_field(reach: Reach) -> VillageField:
    """Where: the county when one keeps all of it, a town, a village."""
    field = VillageField(reach, *CONFIRMERS, towns=True, label=_lazy("我方名单：台账里哪个地方的人"))
    wide = Division.objects.filter(pk__in=[f"{each}000000" for each in reach.counties(*CONFIRMERS)])
    covered = [(each.code, each.name) for each in wide if reach.covers(each.code, *CONFIRMERS)]
    field.choices = [*covered, *field.choices]  # type: ignore[misc]
    return field


class ListsForm(forms.Form):
    right = forms.FileField(
        label=_lazy("对方的名单"),
        help_text=_lazy("其他部门给的 .xlsx 或 .csv，最大 20 MB；列的顺序和名称不限，下一步可以改。"),
        widget=forms.FileInput(attrs=LISTS),
    )
    meaning = forms.ChoiceField(
        label=_lazy("对方名单上是什么人"),
        choices=ListMeaning.choices,
        initial=ListMeaning.PLAIN,
        widget=forms.RadioSelect,
    )
    left = forms.FileField(
        label=_lazy("不用台账，用另一份表格作我方名单"),
        required=False,
        widget=forms.FileInput(attrs=LISTS),
    )
    key = forms.CharField(
        label=_lazy("对方给的是哈希名单时：双方约定的密钥"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"area": area_field(reach), **self.fields}


class HandOverForm(forms.Form):
    key = forms.CharField(
        label=_lazy("双方约定的密钥"),
        max_length=200,
        help_text=_lazy("至少 16 个字符，用别的办法告诉对方；这里不保存。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"area": area_field(reach), **self.fields}


class ColumnsForm(forms.Form):
    """For each thing compared, which column of the list holds it; recognised titles stand chosen."""

    def __init__(self, listed: CrosscheckList, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": listed.side, **kwargs})
        self.listed = listed
        rows: list[list[str]] = json.loads(listed.top or "[]")
        chosen = set(listed.columns.values())
        place = next((at for at, row in enumerate(rows) if chosen and chosen <= set(row)), _fullest(rows))
        self.titles = rows[place] if rows else []
        self.sample = rows[place + 1 : place + 4] if rows else []
        options = [(title, title) for title in dict.fromkeys(self.titles) if title.strip()]
        for field in COLUMNS if not listed.is_hashed else ():
            self.fields[field] = forms.ChoiceField(
                label=NAMES[field],
                required=False,
                choices=[("", _lazy("没有这一列")), *options],
                initial=listed.columns.get(field, ""),
            )


def _fullest(rows: list[list[str]]) -> int:
    """The title row when no title was recognised: the first of those with the most filled cells."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    return filled.index(max(filled)) if filled else 0
