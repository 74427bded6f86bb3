"""Interfaces with one operation each that breaks or lies: the fuzzing must find both."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from ninja import Schema

from yimi.doors.api import problems
from yimi.doors.api.interface import Interface
from yimi.doors.api.urls import patterns_of


class Answer(Schema):
    number: int


def breaks(request: HttpRequest, number: int) -> Answer:
    """Falls over a zero."""
    return Answer(number=100 // number)


def lies(request: HttpRequest, number: int) -> HttpResponse:
    """Answers what it has not promised."""
    return JsonResponse({"number": "five"})


def urls_with(*, planted: str) -> ModuleType:
    """A URL configuration with this one operation, mounted like the real interface."""
    made = Interface(title=planted, version="1", urls_namespace=planted, openapi_url=None, docs_url=None)
    problems.handle_with_problems(made)
    described = {200: Answer, **problems.refusals()}
    made.get("/planted", operation_id=planted, response=described)({"breaks": breaks, "lies": lies}[planted])
    urls: Any = ModuleType(planted)
    urls.urlpatterns = [path("api/", (patterns_of(made), "ninja", planted))]
    return urls  # type: ignore[no-any-return]
