"""Two lists compared: sent, columns chosen, kept as lines, decided line by line, erased when their time is over."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from itertools import islice
from pathlib import PurePath
from typing import BinaryIO

from django.db.transaction import atomic
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.figures import figure
from yimi.rooms.people import comparing
from yimi.rooms.people.access import CONFIRMERS, named, only_within, reach_of
from yimi.rooms.people.compared_words import desk_sentence
from yimi.rooms.people.linkage import handover, headers
from yimi.rooms.people.linkage.classes import OPEN, Class, one_person
from yimi.rooms.people.linkage.refused import Refused
from yimi.rooms.people.linkage.register import FIELDS
from yimi.rooms.people.linkage.source import read_table
from yimi.rooms.people.models import Crosscheck, CrosscheckLine, CrosscheckList
from yimi.rooms.people.states import CheckState, LineClass, ListMeaning
from yimi.rooms.places.models import Division

LARGEST = 20 * 1024 * 1024
TOP_ROWS = 10
#: What a column may be: what is compared, the number of the row, and whether somebody died.
COLUMNS = ("unique_id", *FIELDS, comparing.DEAD)
STEP = 2000
QUEUE = "imports"


@action(private=("left", "right", "key"))
def start_crosscheck(
    *, area: Division, right: BinaryIO, by: Actor, left: BinaryIO | None = None, meaning: str = ListMeaning.PLAIN,
    key: str = "",
) -> Crosscheck:  # fmt: skip
    """Take a list of another department, and a second one or none for our own register of `area`.

    The files are kept sealed until they were compared. Refused: not keeping the register there (NotYours), more
    than 20 MB, what is no list; a hashed list without the key both sides agreed on.
    """
    only_within(by, area.code, CONFIRMERS)
    crosscheck = Crosscheck.objects.create(
        county=area.county_code, area=area, meaning=meaning, key=key.strip(), created_at=clock.now(),
        created_by=named(by), kept_until=clock.today() + timedelta(days=figure("crosscheck_kept_days")),
    )  # fmt: skip
    sides = [_listed(crosscheck, "right", right)]
    if left is not None:
        sides.append(_listed(crosscheck, "left", left))
    if any(each.is_hashed for each in sides) and len(key.strip().encode()) < handover.SHORTEST_KEY:
        raise Refusal(desk_sentence(Refused("no_key")), field="key")
    return crosscheck


def _listed(crosscheck: Crosscheck, side: str, file: BinaryIO) -> CrosscheckList:
    data, name = file.read(LARGEST + 1), PurePath(str(getattr(file, "name", "") or "")).name[:200]
    if len(data) > LARGEST:
        raise Refusal(_("文件超过 20 MB，请分成几份比对。"), field=side)
    try:
        with comparing.on_disk(name, data) as path:
            top = read_table(path).top(TOP_ROWS)
    except Refused as refused:
        refused.details.setdefault("file", name)
        raise Refusal(desk_sentence(refused), field=side) from None
    if not any(any(cell.strip() for cell in row) for row in top):
        raise Refusal(_("“%(file)s”里没有内容。") % {"file": name}, field=side)
    hashed = bool(top[0]) and top[0][0] == "unique_id" and any("@" in cell for cell in top[0][1:])
    return CrosscheckList.objects.create(
        crosscheck=crosscheck, side=side, name=name, body=b64encode(data).decode(), is_hashed=hashed,
        top=json.dumps([[cell[:60] for cell in row[:40]] for row in top], ensure_ascii=False),
        columns={} if hashed else _guessed(top),
    )  # fmt: skip


def _guessed(top: list[list[str]]) -> dict[str, str]:
    """Which title is which field, as far as the titles say it."""
    known = headers.KNOWN | {
        headers.plain(title): comparing.DEAD for title in ("死亡日期", "死亡时间", "是否死亡", "deceased")
    }
    rows = [{known[headers.plain(cell)]: cell for cell in row if headers.plain(cell) in known} for row in top]
    return max(rows, key=len, default={})


@action
def choose_columns(
    *, crosscheck: Crosscheck, columns: Mapping[str, Mapping[str, str]], by: Actor
) -> Crosscheck:
    """Say which column is what: by side, field to title. Then it may be compared.

    Refused: somebody else's (NotYours), compared already (Stale), neither name nor number, one title twice.
    """
    crosscheck = _own(crosscheck, by)
    if crosscheck.state not in (CheckState.COLUMNS, CheckState.FAILED):
        raise Stale(_("这次比对已经开始，不能再改列。"))
    for listed in crosscheck.lists.filter(is_hashed=False):
        chosen = {field: title for field, title in columns.get(listed.side, {}).items() if title}
        if not set(chosen) <= set(COLUMNS):
            raise Refusal(_("请在列出的内容里选择。"))
        if not {"name", "id_no"} & set(chosen):
            raise Refusal(desk_sentence(Refused("no_name", file=listed.name)))
        if len(set(chosen.values())) < len(chosen):
            raise Refusal(_("“%(file)s”的同一列选了两次，请改。") % {"file": listed.name})
        listed.columns = chosen
        listed.save(update_fields=["columns"])
    crosscheck.state, crosscheck.share, crosscheck.problem = CheckState.RUNNING, 0, ""
    crosscheck.alive = clock.now()
    crosscheck.save(update_fields=["state", "share", "problem", "alive"])
    return crosscheck


@action
def compare_later(*, crosscheck: Crosscheck, by: Actor) -> Crosscheck:
    """Let the worker compare; the page shows how far it is. Refused as in `choose_columns`."""
    crosscheck = _own(crosscheck, by)
    task = app.configure_task("care.compare", queue=QUEUE, queueing_lock=f"crosscheck-{crosscheck.pk}")
    with suppress(AlreadyEnqueued), atomic():  # it still waits for a worker from the last time
        task.defer(crosscheck_id=crosscheck.pk, user_id=named(by).pk)
    return crosscheck


@action
def tell_share(*, crosscheck: Crosscheck, share: float, by: Actor) -> None:
    """How much of the comparing is done, 0 to 1, for the page that waits."""
    Crosscheck.objects.filter(pk=crosscheck.pk).update(share=round(100 * share), alive=clock.now())


@action(private=("lines",))
def keep_lines(
    *, crosscheck: Crosscheck, rows: tuple[int, int], lines: Iterable[CrosscheckLine], by: Actor
) -> Crosscheck:
    """Write the result; the lists and the key are erased at once. Once (Stale)."""
    crosscheck = Crosscheck.objects.select_for_update(of=("self",)).get(pk=crosscheck.pk)
    if crosscheck.state != CheckState.RUNNING:
        raise Stale(_("这次比对已经有结果。"))
    remaining = iter(lines)
    while step := list(islice(remaining, STEP)):
        CrosscheckLine.objects.bulk_create(step)
    crosscheck.rows_left, crosscheck.rows_right = rows
    crosscheck.state, crosscheck.share, crosscheck.key = CheckState.DONE, 100, ""
    crosscheck.compared_on = clock.today()
    crosscheck.save()
    crosscheck.lists.update(body="", top="")
    note(rows=sum(rows))
    return crosscheck


@action
def fail_crosscheck(*, crosscheck: Crosscheck, why: str, by: Actor) -> Crosscheck:
    """The comparing could not be done: `why` is one sentence; columns may be chosen again. One with a result keeps it."""
    crosscheck = Crosscheck.objects.select_for_update(of=("self",)).get(pk=crosscheck.pk)
    if crosscheck.state == CheckState.RUNNING:
        crosscheck.state, crosscheck.problem = CheckState.FAILED, why
        crosscheck.save(update_fields=["state", "problem"])
    return crosscheck


@action
def free_stalled_crosschecks(*, by: Actor) -> int:
    """What the worker was comparing when it was stopped has failed, so that it can be begun again; returns how many."""
    quiet = clock.now() - timedelta(minutes=figure("crosscheck_stalled_minutes"))
    freed = 0
    for each in Crosscheck.objects.filter(state=CheckState.RUNNING).exclude(alive__gte=quiet).order_by("pk"):
        fail_crosscheck(crosscheck=each, why=_("比对中断了，没有比完。请再比一次。"), by=by)
        freed += 1
    note(crosschecks=freed)
    return freed


@action
def decide_line(*, line: CrosscheckLine, same: bool, by: Actor) -> CrosscheckLine:
    """Somebody has looked: one person, or two. Refused: somebody else's (NotYours), nothing to decide (Stale)."""
    _own(line.crosscheck, by)
    line = CrosscheckLine.objects.select_for_update(of=("self",)).select_related("crosscheck").get(pk=line.pk)
    if line.kind not in OPEN or line.crosscheck.is_erased:
        raise Stale(_("这一行已经定了，请看下一行。"))
    kind = one_person(line.reasons, dead=(line.left_dead, line.right_dead)) if same else Class.APART
    line.kind, line.decided_at, line.decided_by = LineClass(kind.value), clock.now(), named(by)
    line.save(update_fields=["kind", "decided_at", "decided_by"])
    return line


@action
def export_lines(*, crosscheck: Crosscheck, by: Actor) -> Crosscheck:
    """Somebody takes the result with them: written down. Refused: somebody else's (NotYours), erased (Stale)."""
    crosscheck = _own(crosscheck, by)
    if crosscheck.is_erased or crosscheck.state != CheckState.DONE:
        raise Stale(_("这次比对没有可以导出的内容。"))
    return crosscheck


@action(private=("key",))
def hand_over(*, area: Division, key: str, by: Actor) -> tuple[list[str], Iterable[list[str]]]:
    """Our register of an area as keyed fingerprints (docs/compare.md): header and rows; written down.

    Refused: not keeping the register there (NotYours), a key shorter than 16 bytes.
    """
    only_within(by, area.code, CONFIRMERS)
    if len(key.strip().encode()) < handover.SHORTEST_KEY:
        raise Refusal(desk_sentence(Refused("no_key")), field="key")
    note(area=area.code)
    return comparing.handed_over(reach_of(by), area.stem, key.strip().encode())


@action
def erase_crosscheck(*, crosscheck: Crosscheck, by: Actor) -> Crosscheck:
    """Erase what the other list said, before its time; counts and alerts stay. Refused: somebody else's."""
    crosscheck = _own(crosscheck, by)
    _erase([crosscheck.pk])
    crosscheck.is_erased = True
    return crosscheck


@action
def erase_old_crosschecks(*, by: Actor) -> int:
    """Every night: what was kept long enough (figure `crosscheck_kept_days`) is erased; returns how many."""
    old = Crosscheck.objects.filter(is_erased=False, kept_until__lt=clock.today())
    keys = list(old.values_list("pk", flat=True))
    _erase(keys)
    note(crosschecks=len(keys))
    return len(keys)


def _erase(keys: list[int]) -> None:
    CrosscheckLine.objects.filter(crosscheck_id__in=keys).update(
        left_cells="", right_cells="", left_label="", right_label=""
    )
    CrosscheckList.objects.filter(crosscheck_id__in=keys).update(body="", top="", columns={})
    Crosscheck.objects.filter(pk__in=keys).update(is_erased=True, key="")


def _own(crosscheck: Crosscheck, by: Actor) -> Crosscheck:
    only_within(by, crosscheck.area_id, CONFIRMERS)
    crosscheck = (
        Crosscheck.objects.select_for_update(of=("self",)).select_related("area").get(pk=crosscheck.pk)
    )
    if crosscheck.created_by_id != named(by).pk:
        raise NotYours(_("这次比对由另一位同事发起，结果只给本人看。"))
    return crosscheck
