"""A sheet is read and checked first; nothing enters the register before somebody has looked at the result."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import PurePath
from typing import BinaryIO

from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.reach import Reach
from yimi.rooms.people import matching
from yimi.rooms.people.access import CONFIRMERS, KEEPERS, named, reach_of
from yimi.rooms.people.hinting import hint
from yimi.rooms.people.models import ImportBatch, ImportRow
from yimi.rooms.people.sheet.cells import Row, read_row
from yimi.rooms.people.sheet.container import LARGEST_FILE
from yimi.rooms.people.sheet.placing import Place, Placer
from yimi.rooms.people.sheet.pointing import around
from yimi.rooms.people.sheet.workbook import open_sheet
from yimi.rooms.people.states import SENSITIVE_CATEGORIES, BatchState, Category, RowOutcome
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import STEM_LENGTH, Level

KEPT_DAYS = 30  # a sheet nobody decides on is personal data lying about


@action(private=("file", "file_name"))
def stage_sheet(*, file: BinaryIO, by: Actor, file_name: str = "") -> ImportBatch:
    """Read a register sheet (.xlsx) into a batch of rows, each good or with sentences naming row and column.

    Only the actor's area is accepted, row by row. The same file read again gives the waiting batch; a file
    already imported is refused with when and by whom. Refused whole: what is no workbook, more than 20 MB,
    200 MB unpacked or 200,000 rows, no header. The file is not kept; cells are encrypted until decided.
    """
    user = named(by)
    reach = reach_of(by)
    county = _county(reach)
    data = file.read(LARGEST_FILE + 1)
    digest = hashlib.sha256(data).hexdigest()
    waiting = _seen_before(county, digest, user.pk)
    if waiting is not None:
        return waiting
    sheet = open_sheet(data)
    placer = _placer(county, reach)
    own = frozenset(Category.values) - (frozenset() if reach.has(*CONFIRMERS) else SENSITIVE_CATEGORIES)
    rows = [read_row(number, cells, placer, clock.today(), own) for number, cells in sheet.rows]
    matching.mark_doubles(rows)
    outcomes = _outcomes(county, rows, reach)
    batch = ImportBatch.objects.create(
        county=county,
        digest=digest,
        file_name=PurePath(file_name or str(getattr(file, "name", "") or "")).name[:200],
        unknown_columns=list(sheet.header.unknown),
        rows_good=sum(not row.problems for row in rows),
        rows_refused=sum(bool(row.problems) for row in rows),
        staged_at=clock.now(),
        staged_by=user,
    )
    ImportRow.objects.bulk_create((_stored(batch, row, outcomes) for row in rows), batch_size=matching.STEP)
    note(rows_good=batch.rows_good, rows_refused=batch.rows_refused)
    return batch


@action
def discard_batch(*, batch: ImportBatch, by: Actor) -> ImportBatch:
    """Give a staged batch up and erase its cells. Refused: somebody else's (NotYours), decided (Stale)."""
    batch = _own_staged(batch, by)
    _discard(batch, by)
    return batch


@action
def discard_stale_batches(*, by: Actor) -> int:
    """Erase the cells of batches nobody decided on for 30 days (B11: the shortest keeping); returns how many.

    The batches stay as staged with no rows, so that no decision carries a name that did not decide.
    """
    old = ImportBatch.objects.filter(
        state=BatchState.STAGED, staged_at__lt=clock.now() - timedelta(days=KEPT_DAYS), rows__isnull=False
    )
    keys = list(old.distinct().values_list("pk", flat=True))
    ImportRow.objects.filter(batch_id__in=keys).delete()
    ImportBatch.objects.filter(pk__in=keys).update(rows_good=0, rows_refused=0)
    note(batches=len(keys))
    return len(keys)


def _own_staged(batch: ImportBatch, by: Actor) -> ImportBatch:
    """The batch, locked so that two clicks decide once; refuses somebody else's and one decided before."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("accepted_by").get(pk=batch.pk)
    if batch.staged_by_id != named(by).pk:
        raise NotYours(_("这个批次由另一位同事上传，请由本人确认或放弃。"))
    if batch.state == BatchState.ACCEPTED:
        raise Stale(_imported_sentence(batch))
    if batch.state == BatchState.DISCARDED:
        raise Stale(_("这个批次已经放弃，请重新上传文件。"))
    return batch


def _imported_sentence(batch: ImportBatch) -> str:
    """When and by whom a file was imported."""
    assert batch.accepted_at is not None and batch.accepted_by is not None
    return _("这个文件已于 %(day)s 由%(who)s导入，没有再导入一次。") % {
        "day": f"{timezone.localtime(batch.accepted_at):%Y-%m-%d %H:%M}",
        "who": batch.accepted_by.display_name,
    }


def _county(reach: Reach) -> str:
    counties = reach.counties(*KEEPERS)
    if len(counties) != 1:
        raise NotYours(_("您的岗位不能导入人员名单，请联系村（居）委会或乡镇社工站。"))
    return next(iter(counties))


def _seen_before(county: str, digest: str, user_id: int) -> ImportBatch | None:
    batches = ImportBatch.objects.filter(county=county, digest=digest).select_related("accepted_by")
    for batch in batches:
        if batch.state == BatchState.ACCEPTED:
            raise Refusal(_imported_sentence(batch), field="file", code="imported_already")
    mine = [each for each in batches if each.state == BatchState.STAGED and each.staged_by_id == user_id]
    # What the register says may have changed since: the waiting batch is kept only on the day it was read.
    fresh = [each for each in mine if timezone.localtime(each.staged_at).date() == clock.today()]
    return fresh[-1] if fresh else None


def _placer(county: str, reach: Reach) -> Placer:
    rows = Division.objects.current().below(county).filter(level__gte=Level.TOWN)
    places = (
        Place(code, name, STEM_LENGTH[Level(level)])
        for code, name, level in rows.values_list("code", "name", "level")
    )
    placer = Placer.of(places, lambda code: reach.covers(code, *KEEPERS))
    east, north = (
        {"west": Min("longitude"), "east": Max("longitude")},
        {"south": Min("latitude"), "north": Max("latitude")},
    )
    placer.bounds = around(rows.aggregate(**east, **north))
    return placer


def _outcomes(county: str, rows: list[Row], reach: Reach) -> dict[int, RowOutcome]:
    outcomes: dict[int, RowOutcome] = {}
    for step in matching.steps([row for row in rows if not row.problems]):
        found = matching.filed(county, step)
        for row in step:
            person = found.get(row.number)
            covered = person is None or reach.covers(person.division_id, *KEEPERS)
            outcomes[row.number] = matching.compare(row, person, covered)
        hint(county, [row for row in step if outcomes[row.number] == RowOutcome.NEW], reach)
    return outcomes


def _stored(batch: ImportBatch, row: Row, outcomes: dict[int, RowOutcome]) -> ImportRow:
    good = not row.problems
    return ImportRow(
        batch=batch,
        row_number=row.number,
        cells=json.dumps(row.entry.as_cells(), ensure_ascii=False) if good else "",
        problems=row.problems,
        notices=row.notices,
        outcome=outcomes[row.number] if good else RowOutcome.REFUSED,
    )


def _discard(batch: ImportBatch, by: Actor) -> None:
    batch.state, batch.discarded_at, batch.discarded_by = BatchState.DISCARDED, clock.now(), named(by)
    batch.save(update_fields=["state", "discarded_at", "discarded_by"])
    batch.rows.update(cells="")
