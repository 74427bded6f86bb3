"""Days of a year as a holiday notice writes them: one line a holiday."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

# 2月6日, 2-6, 2027-02-06; then perhaps 至 12日; the note's weekday in brackets is passed over.
DAY = r"(?:(?P<year{n}>\d{{4}})\s*[-年./]\s*)?(?P<month{n}>\d{{1,2}})\s*[-月./]\s*(?P<day{n}>\d{{1,2}})\s*日?"
LAST = r"(?:(?:(?P<year2>\d{4})\s*[-年./]\s*)?(?P<month2>\d{1,2})\s*[-月./]\s*)?(?P<day2>\d{1,2})\s*日?"
LINE = re.compile(rf"{DAY.format(n=1)}(?:\s*[至到—–~～－]+\s*{LAST})?[\s:：，,]*(?P<name>\D*)$")
BRACKETS = re.compile(r"[（(][^）)]*[）)]")
LONGEST = 31


def span(first: date, last: date) -> str:
    """How a line of days is written: 1月1日, 2月6日至12日, 9月30日至10月7日."""
    said = f"{first.month}月{first.day}日"
    if last == first:
        return said
    return f"{said}至{last.day}日" if last.month == first.month else f"{said}至{last.month}月{last.day}日"


class YearForm(forms.Form):
    rest = forms.CharField(
        label=_lazy("放假的日子"),
        widget=forms.Textarea(attrs={"rows": 8, "placeholder": "1月1日至3日 元旦\n2月6日至12日 春节"}),
        help_text=_lazy("一行一个假期：日期，空格，名称。周末夹在中间的也写进去。"),
    )
    moved = forms.CharField(
        label=_lazy("调休上班的周末"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": "2月14日 春节调休上班"}),
        help_text=_lazy("一行一天。没有调休就空着。"),
    )
    source = forms.CharField(
        label=_lazy("依据"), max_length=120, help_text=_lazy("例如国务院办公厅放假通知的文号。")
    )

    def __init__(self, year: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_rest(self) -> dict[date, str]:
        return self._days("rest")

    def clean_moved(self) -> dict[date, str]:
        return self._days("moved")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        twice = sorted(set(data.get("rest", ())) & set(data.get("moved", ())))
        if twice:
            sentence = _("%(day)s 既写在放假，又写在调休上班，请去掉一处。") % {
                "day": span(twice[0], twice[0])
            }
            self.add_error("moved", sentence)
        workdays = [day for day in data.get("moved", ()) if day.weekday() < 5]
        if workdays:
            sentence = _("%(day)s 本来就是周一到周五，不用写在调休上班里。")
            self.add_error("moved", sentence % {"day": span(workdays[0], workdays[0])})
        return data

    def _days(self, name: str) -> dict[date, str]:
        found: dict[date, str] = {}
        for number, line in enumerate(self.cleaned_data[name].splitlines(), start=1):
            if line.strip():
                first, last, called = self._read(number, BRACKETS.sub("", line).strip())
                for step in range((last - first).days + 1):
                    found[first + timedelta(days=step)] = called
        return found

    def _read(self, number: int, line: str) -> tuple[date, date, str]:
        match = LINE.match(line)
        try:
            if match is None:
                raise ValueError(line)
            part = {
                key: int(value) for key, value in match.groupdict().items() if value and value.isdecimal()
            }
            first = date(part.get("year1", self.year), part["month1"], part["day1"])
            month = part.get("month2", first.month)
            last = date(part.get("year2", first.year), month, part["day2"]) if "day2" in part else first
        except ValueError:
            sentence = _("第 %(n)s 行看不懂，请写成“2月6日至12日 春节”。") % {"n": number}
            raise forms.ValidationError(sentence) from None
        if first.year != self.year or last.year != self.year:
            raise forms.ValidationError(
                _("第 %(n)s 行不在 %(year)d 年；跨年的假期请分到两年录入。")
                % {"n": number, "year": self.year}
            )
        if not 0 <= (last - first).days < LONGEST:
            raise forms.ValidationError(_("第 %(n)s 行的起止日期不对，请核对。") % {"n": number})
        return first, last, match["name"].strip()
