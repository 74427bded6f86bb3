from __future__ import annotations

from django.apps import AppConfig
from django.forms import ChoiceField, Field, ModelChoiceField
from django.utils.translation import gettext_lazy as _lazy


class PorchConfig(AppConfig):
    name = "yimi.doors.porch"
    label = "porch"
    verbose_name = "门厅"

    def ready(self) -> None:
        """What an empty field says, in our words; a form may still say it better."""
        Field.default_error_messages["required"] = _lazy("请填写这一项。")
        for choice in (ChoiceField, ModelChoiceField):
            choice.default_error_messages["required"] = _lazy("请选一项。")
