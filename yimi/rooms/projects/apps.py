from __future__ import annotations

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "yimi.rooms.projects"
    label = "projects"
    verbose_name = "微项目"
