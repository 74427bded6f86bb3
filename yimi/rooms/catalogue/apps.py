from __future__ import annotations

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "yimi.rooms.catalogue"
    label = "catalogue"
    verbose_name = "服务目录"
