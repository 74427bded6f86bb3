from __future__ import annotations

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "yimi.rooms.casework"
    label = "casework"
    verbose_name = "个案与小组"
