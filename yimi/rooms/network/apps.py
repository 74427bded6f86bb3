from __future__ import annotations

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "yimi.rooms.network"
    label = "network"
    verbose_name = "机构与岗位"
