"""Many rows cheaply, and how many questions a page asks of the database."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.doors.client import StrictClient
from yimi.rooms.projects.models import Session


def copies_of(session: Session, count: int) -> list[Session]:
    """`count` sessions like this one, each on a day of its own, without material or people."""
    made = []
    for number in range(1, count + 1):
        twin = Session.objects.get(pk=session.pk)
        twin.pk = None
        twin.number = f"{session.number[:-6]}{900_000 + number}"
        twin.starts_at += timedelta(days=number)
        twin.ends_at += timedelta(days=number)
        twin.callout = None
        made.append(twin)
    return Session.objects.bulk_create(made)


def queries_for(client: StrictClient, path: str) -> int:
    """The number of queries of a page that answers 200, nothing remembered from before."""
    client.get(path)  # the first request also notes that somebody is there
    cache.clear()
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return len(seen)
