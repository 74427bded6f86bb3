from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "yimi.rooms.ledger"
    label = "ledger"
    verbose_name = "账本"
