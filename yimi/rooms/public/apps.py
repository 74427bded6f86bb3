from __future__ import annotations

from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "yimi.rooms.public"
    label = "public"
    verbose_name = "公开"
