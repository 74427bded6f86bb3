from __future__ import annotations

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "yimi.rooms.places"
    label = "places"
    verbose_name = "区划与场所"
