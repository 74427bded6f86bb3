from __future__ import annotations

from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "yimi.rooms.volunteers"
    label = "volunteers"
    verbose_name = "志愿者"
