"""The desk: staff pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

app_name = "desk"


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "porch/desk_empty.html")


urlpatterns = [path("", home, name="today")]
