from __future__ import annotations

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "yimi.rooms.review"
    label = "review"
    verbose_name = "评审"
