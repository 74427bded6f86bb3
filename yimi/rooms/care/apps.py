from __future__ import annotations

from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "yimi.rooms.care"
    label = "care"
    verbose_name = "关爱"
