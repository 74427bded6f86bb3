from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "yimi.rooms.people"
    label = "people"
    verbose_name = "人员台账"
