"""The session list and today's page at 10^5 sessions, through the real middleware, for every role.

The database is kept between runs (`--fresh` builds it again). A page's slowest query is explained below the table.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bench.county import PEOPLE, build
from bench.plan import slowest_node
from bench.stage import drop_database, open_database
from bench.table import median, p95, show

BAR_MS = 300
DEEP = 20  # pages behind the first


@dataclass
class Page:
    """One address as one person, and what asking for it took."""

    who: str
    name: str
    url: str
    times: list[float] = field(default_factory=list)
    queries: int = 0
    slowest_ms: float = 0.0
    node: str = ""


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sessions", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=100, help="of each page")
    parser.add_argument("--fresh", action="store_true", help="build the county again")
    parser.add_argument("--drop", action="store_true", help="remove the database afterwards")


def run(options: argparse.Namespace) -> int:
    known = open_database(f"lists_{options.sessions}", fresh=options.fresh)
    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment()
    if not known:
        build(options.sessions)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM projects_session")
        sessions = cursor.fetchone()[0]
    clients = {name: _signed_in(name) for name in PEOPLE}
    pages = [Page(name, "today", "/desk/") for name in PEOPLE]
    pages += [
        page
        for name in ("station_zhou", "provider_jiang", "reviewer_chen")
        for page in _lists(name, clients[name])
    ]
    for page in pages:
        _look(page, clients[page.who])
    teardown_test_environment()  # it records every template rendered, which nobody's visit pays for
    settings.ALLOWED_HOSTS = ["testserver"]
    for _ in range(options.requests):  # taking turns: a busy neighbour slows every page alike
        for page in pages:
            page.times.append(_ask(clients[page.who], page.url))
    _report(pages, sessions, options.requests)
    if options.drop:
        drop_database()
    return 1 if any(p95(page.times) > BAR_MS for page in pages) else 0


def _signed_in(name: str) -> Any:
    from django.test import Client

    from yimi.doors.porch.second_factor import SHOWN
    from yimi.rooms.accounts.models import User

    user = User.objects.get(username=name)
    client = Client()
    client.force_login(user, backend="yimi.rooms.accounts.backends.PhoneOrNameBackend")
    session = client.session
    session[SHOWN] = user.pk
    session.save()
    return client


def _lists(name: str, client: Any) -> Iterator[Page]:
    """The list as people use it: plain, filtered by each field, searched, and far behind the first page."""
    from yimi.kernel import clock
    from yimi.rooms.projects.models import Session

    some = Session.objects.order_by("-starts_at").filter(village__code__startswith="500114109").first()
    assert some is not None
    first, last = clock.today() - timedelta(days=500), clock.today() - timedelta(days=470)
    filters = {
        "first page": "",
        "by type": "type=MP15",
        "by state": "state=submitted",
        "by village": f"village={some.village_id}",
        "by provider": f"provider={some.provider_id}",
        "a month": f"first={first}&last={last}",
        "by number": f"text={some.number}",
        "words in the title": f"text={some.title[-4:]}",
        "words nobody wrote": "text=没有这样的活动",
    }
    for what, query in filters.items():
        yield Page(name, f"sessions, {what}", f"/desk/sessions/?{query}")
    yield Page(name, f"sessions, page {DEEP + 1}", f"/desk/sessions/?after={_after(client)}")
    yield Page(name, "sessions, the last years", f"/desk/sessions/?after={_long_ago()}")


def _after(client: Any) -> str:
    cursor = ""
    for _ in range(DEEP):
        response = client.get(f"/desk/sessions/?after={cursor}")
        cursor = response.context["after"] or cursor
    return str(cursor)


def _long_ago() -> str:
    from yimi.rooms.projects.models import Session
    from yimi.rooms.projects.queries.sessions import _write

    oldest = Session.objects.order_by("starts_at").values_list("starts_at", flat=True)[0]
    at: datetime = oldest + timedelta(days=30)
    return _write(at, 1)


def _ask(client: Any, url: str) -> float:
    start = time.perf_counter()
    response = client.get(url)
    took = (time.perf_counter() - start) * 1000
    assert response.status_code == 200, (url, response.status_code)
    return took


def _look(page: Page, client: Any) -> None:
    """Once with every query on record; then the plan of the slowest one."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _ask(client, page.url)
    with CaptureQueriesContext(connection) as caught:
        _ask(client, page.url)
    page.queries = len(caught.captured_queries)
    selects = [
        query for query in caught.captured_queries if query["sql"].lstrip().upper().startswith("SELECT")
    ]
    slowest = max(selects, key=lambda query: float(query["time"]))
    page.slowest_ms, page.node = slowest_node(slowest["sql"])


def _report(pages: list[Page], sessions: int, requests: int) -> None:
    rows = [
        (page.who, page.name, page.queries, f"{median(page.times):.0f}", f"{p95(page.times):.0f}",
         f"{page.slowest_ms:.1f}", page.node)
        for page in pages
    ]  # fmt: skip
    worst = max(p95(page.times) for page in pages)
    show(
        f"Lists and today at {sessions} sessions",
        ("who", "page", "queries", "p50 ms", "p95 ms", "slowest query ms", "its costliest node"),
        rows,
        notes=[
            f"{requests} requests each, taking turns. Bar: p95 ≤ {BAR_MS} ms; the worst page has {worst:.0f} ms.",
            "",
        ],
    )
