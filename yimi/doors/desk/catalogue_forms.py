"""Forms of the catalogue: a price from a day on, the next version of a type's requirements."""

from __future__ import annotations

import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.filling import DayField
from yimi.kernel.errors import Refusal
from yimi.kernel.units import parse_yuan
from yimi.rooms.catalogue.models import LONG_SIDES, QUALITIES, TypeSpec
from yimi.rooms.catalogue.states import Unit


class YuanField(forms.CharField):
    """Yuan as people write them; cleans to fen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"max_length": 20, "widget": forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs}
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_yuan(text)
        except Refusal as refused:
            raise ValidationError(refused.message) from refused


class PriceForm(forms.Form):
    price_fen = YuanField(label=_lazy("单价（元/场）"))
    effective_from = DayField(label=_lazy("从哪天起"))
    source = forms.CharField(label=_lazy("依据"), max_length=120, help_text=_lazy("例如文件名称和文号。"))


class SpecForm(forms.Form):
    """The latest version, ready to be changed: what is asked for stays, how much of it may differ."""

    effective_from = DayField(label=_lazy("从哪天起"))
    source = forms.CharField(label=_lazy("依据"), max_length=120, help_text=_lazy("例如文件名称和文号。"))
    min_minutes = forms.IntegerField(label=_lazy("最少时长（分钟）"), min_value=1)
    min_staff = forms.IntegerField(label=_lazy("工作人员至少（人）"), min_value=1)
    min_photos = forms.IntegerField(label=_lazy("照片至少（张）"), min_value=0)
    photo_long_side = forms.IntegerField(
        label=_lazy("照片长边（像素）"),
        min_value=LONG_SIDES[0],
        max_value=LONG_SIDES[1],
        help_text=_lazy("手机按这个大小存照片；要看清表格和门牌的类型写大一些。"),
    )
    photo_quality = forms.IntegerField(
        label=_lazy("照片质量（%）"), min_value=QUALITIES[0], max_value=QUALITIES[1]
    )
    clip_required = forms.BooleanField(label=_lazy("要一段短视频"), required=False)
    clip_min_s = forms.IntegerField(label=_lazy("短视频最短（秒）"), min_value=0)
    clip_max_s = forms.IntegerField(label=_lazy("短视频最长（秒）"), min_value=0)
    text_required = forms.BooleanField(label=_lazy("要一段文字说明"), required=False)
    submit_hours = forms.IntegerField(label=_lazy("结束后几小时内提交"), min_value=1)
    callbacks = forms.IntegerField(label=_lazy("至少回访（人）"), min_value=0)

    def __init__(self, latest: TypeSpec, *args: Any, **kwargs: Any) -> None:
        self.latest = latest
        shown = {name: getattr(latest, name, None) for name in self.base_fields}
        shown |= {"effective_from": None, "source": "", "callbacks": latest.confirmation["callbacks"]}
        super().__init__(*args, **{"initial": shown, **kwargs})
        for name, group, place in self._outputs():
            alternative = latest.outputs[group][place]
            unit = Unit(alternative["unit"]).label
            label = _("最低产出（%(unit)s）") % {"unit": unit}
            self.fields[name] = forms.IntegerField(label=label, min_value=1, initial=alternative["minimum"])
        first = ["effective_from", "source", *(name for name, _group, _place in self._outputs())]
        self.order_fields(first)

    def _outputs(self) -> list[tuple[str, int, int]]:
        groups = enumerate(self.latest.outputs)
        return [(f"output_{g}_{p}", g, p) for g, group in groups for p in range(len(group))]

    def changes(self) -> dict[str, Any]:
        """What differs from the latest version, as `revise_spec` wants it."""
        data = self.cleaned_data
        plain = [name for name in self.base_fields if name not in ("effective_from", "source", "callbacks")]
        changed = {name: data[name] for name in plain if data[name] != getattr(self.latest, name)}
        outputs = copy.deepcopy(self.latest.outputs)
        for name, group, place in self._outputs():
            outputs[group][place]["minimum"] = data[name]
        confirmation = self.latest.confirmation | {"callbacks": data["callbacks"]}
        changed |= {"outputs": outputs} if outputs != self.latest.outputs else {}
        return changed | ({"confirmation": confirmation} if confirmation != self.latest.confirmation else {})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not self.changes():
            raise ValidationError(_("没有改动任何一项要求，不用存新版。"))
        return data
