"""The county's papers in tests: a page as somebody on a day, and the words on it."""

from __future__ import annotations

import html
import re
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse

from tests.doors.client import StrictClient
from tests.doors.desk.rows import queries_for
from tests.rooms.settlement.quarter import JANUARY, Books
from yimi.kernel import clock
from yimi.rooms.accounts.models import User
from yimi.rooms.projects.models import Session

NEXT_WEEK = datetime(2027, 1, 25, 9, tzinfo=JANUARY.tzinfo)


def several(books: Books, count: int, first: date = date(2026, 10, 8), **given: Any) -> list[Session]:
    """Sessions of one provider in one village, each on a day of its own."""
    return [books.session(day=first + timedelta(days=number), **given) for number in range(count)]


def get(user: User, path: str, at: datetime = JANUARY) -> HttpResponse:
    with clock.frozen(at):
        return StrictClient.of(user).get(path)


def post(user: User, path: str, data: dict[str, Any] | None = None, at: datetime = JANUARY) -> HttpResponse:
    with clock.frozen(at):
        return StrictClient.of(user).post(path, data or {})


def asked(user: User, path: str, at: datetime = JANUARY) -> int:
    with clock.frozen(at):
        return queries_for(StrictClient.of(user), path)


def words(answer: HttpResponse) -> str:
    """The main part of the page as text, one space between words."""
    page = answer.content.decode()
    inside = page.split('<main id="main"', 1)[-1].split("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", inside)))
