from __future__ import annotations

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "yimi.kernel"
    label = "kernel"
    verbose_name = "内核"
