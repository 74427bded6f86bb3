"""Where each door stands."""

from __future__ import annotations

from django.urls import include, path

handler400 = "yimi.doors.porch.refusals.bad"
handler403 = "yimi.doors.porch.refusals.forbidden"
handler404 = "yimi.doors.porch.refusals.missing"
handler500 = "yimi.doors.porch.refusals.broken"

urlpatterns = [
    path("", include("yimi.doors.porch.urls")),
    path("desk/", include("yimi.doors.desk.urls")),
    path("api/", include("yimi.doors.api.urls")),
    path("", include("yimi.doors.portal.urls")),
]
