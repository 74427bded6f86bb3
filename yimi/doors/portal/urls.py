"""The public pages. Reading them needs no sign-in and sets no cookie."""

from __future__ import annotations

from django.urls import path

from yimi.doors.portal import cards, complaints, notices, services, wall

app_name = "portal"
urlpatterns = [
    path("", wall.home, name="home"),
    path("wall/<slug:slug>/", wall.entry, name="entry"),
    path("wall/pictures/<int:picture_id>", wall.picture, name="picture"),
    path("wall/posters/<int:picture_id>", wall.poster, name="poster"),
    path("card/", cards.found_card, name="found_card"),
    path("services/", services.listed, name="services"),
    path("services/order/", services.order, name="order"),
    path("services/order/done/", services.ordered, name="ordered"),
    path("notices/", notices.listed, name="notices"),
    path("notices/<slug:slug>/", notices.shown, name="notice"),
    path("notices/<slug:slug>/file", notices.attachment, name="notice_file"),
    path("complaints/", complaints.track, name="track"),
    path("complaints/new/", complaints.lodge, name="complain"),
    path("complaints/<slug:number>/", complaints.shown, name="complaint"),
]
