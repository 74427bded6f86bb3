"""The desk: staff pages. Every module named here brings its own `urlpatterns`."""

from __future__ import annotations

from django.urls import include, path

from yimi.doors.desk.navigation import PLACES
from yimi.doors.porch import navigation

app_name = "desk"

MODULES = (
    # from the order to the session held
    "today",
    # the weekly review
    # the county's office
    # the register
)

urlpatterns = [path("", include(f"yimi.doors.desk.{module}")) for module in MODULES]

navigation.offer(PLACES)
