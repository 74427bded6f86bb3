from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from yimi.doors.porch import chips
from yimi.kernel import clock
from yimi.rooms.evidence.states import MediaState


def draw(text: str, **values: object) -> str:
    return Template(text).render(Context(values)).strip()


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("{{ v|yuan }}", 114000, "1,140.00"),
        ("{{ v|minutes }}", 135, "2小时15分钟"),
        ("{{ v|day }}", date(2026, 11, 21), "11-21 周六"),
        ("{{ v|day }}", date(2027, 1, 5), "2027-01-05 周二"),
        ('{{ v|day:"long" }}', date(2026, 11, 21), "2026年11月21日"),
        ('{{ v|day:"full" }}', date(2026, 11, 21), "2026年11月21日 周六"),
        (
            "{{ v|day }}",
            datetime(2026, 11, 20, 17, tzinfo=UTC),
            "11-21 周六",
        ),  # already the next day in Shanghai
        ("{{ v|moment }}", datetime(2026, 11, 20, 17, 5, tzinfo=UTC), "11-21 周六 01:05"),
        ("{{ v|deadline }}", datetime(2026, 11, 20, 9, 30, tzinfo=UTC), "11-20 周五 17:30"),
        ("{{ v|deadline }}", datetime(2026, 11, 20, 16, tzinfo=UTC), "11-20 周五 24:00"),  # 00:00 of the 21st
        ("{{ v|deadline }}", datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC), "11-20 周五 24:00"),
        ("{{ v|clock_time }}", datetime(2026, 11, 20, 17, 5, tzinfo=UTC), "01:05"),
        ("{{ v|week }}", "2026-W47", "2026年第47周（11月16日—11月22日）"),
        ("{{ v|masked }}", "张小三", "张*三"),
        ("{{ v|yuan }}{{ v|day }}{{ v|week }}{{ v|moment }}{{ v|deadline }}", None, ""),
    ],
)
def test_values_read_as_people_write_them(text: str, value: object, shown: str) -> None:
    with clock.frozen(datetime(2026, 11, 22, tzinfo=UTC)):
        assert draw(text, v=value) == shown


def test_days_are_english_in_english() -> None:
    with translation.override("en"):
        assert draw('{{ v|day:"long" }}', v=date(2026, 11, 21)) == "21 November 2026"


def test_a_chip_says_its_state_by_colour_icon_and_word() -> None:
    html = draw("{% state_chip v %}", v=MediaState.READY)
    assert "is-good" in html and "#check" in html and "可以查看" in html
    assert draw('{% state_chip "weird" "没见过" %}').count("is-draft") == 1
    assert chips.chip("cancelled", "已取消")["tone"] == "bad"


def test_the_query_string_is_kept_with_one_value_changed() -> None:
    request = RequestFactory().get("/", {"town": "濯水镇", "after": "3"})
    assert draw("{% keep after=9 %}", request=request) == "?town=%E6%BF%AF%E6%B0%B4%E9%95%87&amp;after=9"
    assert draw('{% keep after="" %}', request=request) == "?town=%E6%BF%AF%E6%B0%B4%E9%95%87"


def test_a_field_carries_its_label_hint_and_error_together() -> None:
    class Form(forms.Form):
        name = forms.CharField(label="姓名", help_text="写全名")

    html = draw("{% field form.name %}", form=Form({}))
    assert '<label class="form-label" for="id_name">姓名' in html
    assert 'aria-describedby="id_name-hint id_name-error"' in html
    assert "is-invalid" in html


def test_a_flag_says_that_a_person_decides() -> None:
    shown = SimpleNamespace(strength="strong", reason="与一张照片相同。", get_strength_display=lambda: "强")
    assert "由人判断" in draw("{% flag v %}", v=shown)
