from __future__ import annotations

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "yimi.rooms.evidence"
    label = "evidence"
    verbose_name = "佐证"
