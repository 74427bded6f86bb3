from __future__ import annotations

from django.apps import AppConfig


class PorchConfig(AppConfig):
    name = "yimi.doors.porch"
    label = "porch"
    verbose_name = "门厅"
