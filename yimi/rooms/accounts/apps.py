from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "yimi.rooms.accounts"
    label = "accounts"
    verbose_name = "账号"
