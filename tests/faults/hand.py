"""What the processes of these tests do, one step after the other: `python -m tests.faults.hand STEPS`.

STEPS is JSON: a list of [verb, {argument: value}]. The last line printed is the list of their answers.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import os
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import django

django.setup()

from django.apps import apps  # noqa: E402  (Django first)
from django.core.files.base import File  # noqa: E402
from django.core.files.storage import storages  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import translation  # noqa: E402

from tests import walk  # noqa: E402
from tests.cast import build_cast  # noqa: E402
from tests.faults.pause import GATE  # noqa: E402
from tests.rooms.settlement.quarter import COUNTY, JANUARY, build_books  # noqa: E402
from yimi.kernel import audit, clock, files  # noqa: E402
from yimi.kernel.action import System  # noqa: E402
from yimi.kernel.files import StoredFile  # noqa: E402
from yimi.rooms.accounts.actions import issue_token  # noqa: E402
from yimi.rooms.accounts.models import User  # noqa: E402
from yimi.rooms.evidence import arriving, index  # noqa: E402
from yimi.rooms.evidence.actions import (  # noqa: E402
    process_media,
    receive_at_once,
    receive_media,
    sweep_uploads,
)
from yimi.rooms.evidence.examining import take_in_waiting  # noqa: E402
from yimi.rooms.evidence.models import Fingerprint, Media, PictureMatch, Upload  # noqa: E402
from yimi.rooms.ledger import queries as ledger  # noqa: E402
from yimi.rooms.ledger.models import Account, Posting  # noqa: E402
from yimi.rooms.projects import queries as projects  # noqa: E402
from yimi.rooms.projects.models import (  # noqa: E402
    Allotment,
    CallOut,
    Commitment,
    FundSource,
    Programme,
    Session,
)
from yimi.rooms.settlement import queries as settlement  # noqa: E402
from yimi.rooms.settlement.actions import freeze_quarter, pay_statement  # noqa: E402
from yimi.rooms.settlement.models import QuarterClose, Statement, StatementLine  # noqa: E402

PAYDAY = JANUARY + timedelta(days=10)  # the notice of seven days is over


# --- the stage ------------------------------------------------------------------------------------


def tables() -> None:
    call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        for config in apps.get_app_configs():
            name = f"{config.name}.triggers"
            if config.name.startswith("yimi.") and importlib.util.find_spec(name):
                cursor.execute(importlib.import_module(name).SQL)


@transaction.atomic
def plan_session() -> dict[str, Any]:
    """A session that waits for its pictures, and its worker's token."""
    session = walk.planned_session(build_cast())
    worker = walk.worker_of(session)
    return {
        "session": session.pk,
        "worker": worker.pk,
        "login": worker.username,
        "token": issue_token(user=worker, device="test", by=worker),
    }


@transaction.atomic
def review_quarter() -> dict[str, Any]:
    """A quarter of reviewed sessions of two providers; nothing is frozen yet."""
    with clock.frozen(JANUARY - timedelta(days=40)):
        books = build_books()
        for day in range(9, 13):
            books.session(day=date(2026, 11, day))
            books.session(day=date(2026, 12, day), provider=books.cast.provider_b)
        # the rows were written straight: the counters above them are brought to what they add up to
        Programme.objects.update(allotted_fen=sum(Allotment.objects.values_list("ceiling_fen", flat=True)))
        FundSource.objects.update(allotted_fen=sum(Programme.objects.values_list("ceiling_fen", flat=True)))
    return {"sessions": Session.objects.count()}


@transaction.atomic
def publish() -> dict[str, Any]:
    """The statement of the first provider, signed by everybody and published; finance may pay it."""
    freeze()
    from yimi.rooms.settlement.actions import confirm_statement, publish_statement

    statement = Statement.objects.get(provider__name="青杠社工服务中心")
    with clock.frozen(JANUARY):
        for name in ("provider_a_manager", "station_head_ma", "business_he", "finance_qian"):
            confirm_statement(statement=statement, by=_user(name))
        statement = publish_statement(statement=statement, by=_user("business_he"))
    return {"statement": statement.pk, "payable_fen": statement.payable_fen}


# --- what is interrupted --------------------------------------------------------------------------


def upload(
    session: int, worker: int, client_id: str, photo: str, half_a_disk: bool = False
) -> dict[str, Any]:
    if half_a_disk:
        File.chunks = _half_then_stop  # type: ignore[method-assign]
    with Path(photo).open("rb") as picture:
        media = receive_media(
            client_id=UUID(client_id), session=Session.objects.get(pk=session), kind="photo", upload=picture,
            by=User.objects.get(pk=worker),
        )  # fmt: skip
    return {"media": media.pk}


def landed() -> list[list[Any]]:
    """Client id, digest and device number of everything that was kept, as it came in."""
    rows = Media.objects.order_by("received_at", "pk").select_related("file")
    return [[str(each.client_id), each.file.sha256, each.packet["sequence"]] for each in rows]


def acknowledge(session: int, worker: int, client_id: str, photo: str) -> dict[str, Any]:
    """What the web server does with a photo that comes in one request."""
    body, arrived = Path(photo).read_bytes(), arriving.Arrival(UUID(client_id))
    said = {
        "kind": "photo",
        "subject": "",
        "source": "camera",
        "challenge_code": "",
        "taken_at": None,
        "where": None,
    }
    try:
        arrived.take([body])
        upload = receive_at_once(
            client_id=UUID(client_id), session=Session.objects.get(pk=session), length=len(body), arrived=arrived,
            sha256=hashlib.sha256(body).hexdigest(), said=said | {"packet": {}}, by=User.objects.get(pk=worker),
        )  # fmt: skip
    finally:
        arrived.drop()
    return {"received": upload.received_at is not None}


def examine(stop_before_the_bytes_go: bool = False) -> int:
    """What the worker does, called or every minute; how many it took in."""
    if stop_before_the_bytes_go:
        arriving.Part.drop = _stop  # type: ignore[method-assign]
    return take_in_waiting(by=System("evidence"), seconds=120.0)[0]


def _stop(part: arriving.Part) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared({GATE})")


def sweep_arriving() -> int:
    """What the hourly job removes two hours from now."""
    for path in arriving.folder().iterdir():
        then = path.stat().st_mtime - 7200
        os.utime(path, (then, then))
    return sweep_uploads(by=System("evidence"))


def check(media: int) -> dict[str, Any]:
    process_media(media_id=media, by=System("evidence"))
    return {"matches": PictureMatch.objects.count()}


def catch_up() -> int:
    return len(index.caught_up(COUNTY).parts)


def _half_then_stop(self: File, chunk_size: int | None = None) -> Iterator[bytes]:
    """A disk that has written half of the file when the lights go out."""
    content = self.read()
    yield content[: len(content) // 2]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared({GATE})")
    yield content[len(content) // 2 :]


def freeze() -> dict[str, Any]:
    with clock.frozen(JANUARY):
        return {"close": freeze_quarter(county=COUNTY, quarter="2026Q4", by=_user("business_he")).pk}


def pay(statement: int) -> dict[str, Any]:
    from yimi.kernel.errors import Refusal

    with clock.frozen(PAYDAY):
        try:
            held = pay_statement(statement=Statement.objects.get(pk=statement), by=_user("finance_qian"))
        except Refusal as refusal:
            return {"refused": type(refusal).__name__}
    return {"state": held.state}


def order(number: int) -> dict[str, Any]:
    from yimi.rooms.catalogue.models import MicroType
    from yimi.rooms.places.models import Division
    from yimi.rooms.projects.actions import open_callout

    with clock.frozen(walk.MONDAY):
        callout = open_callout(
            micro_type=MicroType.objects.get(pk="MP15"), division=Division.objects.get(pk="500114109204"),
            wished_from=date(2026, 11, 9), wished_to=date(2026, 12, 20), by=_user("station_zhou"),
        )  # fmt: skip
    return {"number": callout.number, "order": number}


def _user(name: str) -> User:
    return User.objects.get(username=name)


# --- what is found afterwards ---------------------------------------------------------------------


def look() -> dict[str, Any]:
    """Every promise of law 4 and 5, counted: the lists are empty when all is well."""
    audit.seal_pending()
    return {
        "rows_without_bytes": [one.pk for one in StoredFile.objects.all() if not files.is_intact(one)],
        "bytes_without_row": _orphans(),
        "media_without_job": Media.objects.count() - _jobs(),
        "media": Media.objects.count(),
        "waiting": Upload.objects.waiting().count(),
        "spooled": len(list(arriving.folder().iterdir())) if arriving.folder().exists() else 0,
        "records": Fingerprint.objects.count(),
        "matches": PictureMatch.objects.count(),
        "index": [f"{one.county}/{one.period}" for one in index.proofs() if not one.agrees],
        "callouts": CallOut.objects.count(),
        "commitments": Commitment.objects.standing().count(),
        "budget": projects.imbalances(),
        "closes": QuarterClose.objects.count(),
        "statements": Statement.objects.count(),
        "lines": StatementLine.objects.count(),
        "short_statements": [
            one.pk for one in Statement.objects.all() if one.lines.count() != one.line_count
        ],
        "settlement": settlement.verify(),
        "paid": Statement.objects.filter(state="paid").count(),
        "postings": Posting.objects.count(),
        "paid_fen": sum(Account.objects.filter(code__startswith="paid:").values_list("balance", flat=True)),
        "ledger": ledger.recompute(),
        "audit": audit.verify(),
    }


def _jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'evidence.process_media'")
        return int(cursor.fetchone()[0])


def _kept() -> list[Path]:
    root = Path(storages["evidence"].base_location)  # type: ignore[attr-defined]
    return [path for path in root.rglob("*") if path.is_file()]


def _orphans() -> list[str]:
    known = set(StoredFile.objects.values_list("sha256", flat=True))
    return sorted(path.name for path in _kept() if path.name not in known)


def sweep(days_later: int) -> int:
    """What the nightly job would remove so many days from now."""
    for path in _kept():
        then = path.stat().st_mtime - days_later * 86_400
        os.utime(path, (then, then))
    return files.sweep()


STEPS = {
    each.__name__: each
    for each in (
        tables,
        plan_session,
        review_quarter,
        publish,
        upload,
        acknowledge,
        examine,
        sweep_arriving,
        landed,
        check,
        catch_up,
        freeze,
        pay,
        order,
        look,
        sweep,
    )
}

if __name__ == "__main__":
    translation.activate("zh-hans")
    answers = [STEPS[verb](**given) for verb, given in json.loads(sys.argv[1])]
    print(json.dumps(answers, ensure_ascii=False))
