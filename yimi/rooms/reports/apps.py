from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "yimi.rooms.reports"
    label = "reports"
    verbose_name = "通报与统计"
