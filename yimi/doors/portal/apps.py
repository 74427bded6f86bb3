from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "yimi.doors.portal"
    label = "portal"
    verbose_name = "公众门户"
