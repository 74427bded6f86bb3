from __future__ import annotations

from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "yimi.rooms.settlement"
    label = "settlement"
    verbose_name = "结算"
