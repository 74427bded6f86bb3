from __future__ import annotations

from zoneinfo import ZoneInfo

from django.apps import AppConfig
from django.db.migrations.serializer import BaseSerializer
from django.db.migrations.writer import MigrationWriter


class ZoneSerializer(BaseSerializer):
    """A constraint that counts days in the county's time zone must be writable into a migration."""

    def serialize(self) -> tuple[str, set[str]]:
        return f"zoneinfo.ZoneInfo({self.value.key!r})", {"import zoneinfo"}


class KernelConfig(AppConfig):
    name = "yimi.kernel"
    label = "kernel"
    verbose_name = "内核"

    def ready(self) -> None:
        MigrationWriter.register_serializer(ZoneInfo, ZoneSerializer)
