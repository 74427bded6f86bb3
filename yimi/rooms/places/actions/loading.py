"""Loads the division tree by COPY: the whole country in seconds, or one county."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, System, action, note
from yimi.kernel.errors import NotYours, Refusal
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.queries import administrator_roles
from yimi.rooms.accounts.states import Role
from yimi.rooms.places.rules.listing import Listed, default_source, listed

# A newer list drops a few codes a year. One that drops more than a fifth is a truncated file.
MOST_RETIRED_SHARE = 0.2
NULL = "\\N"  # as COPY writes it
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": " ", "\n": " ", "\r": " "})
# From so many new rows on, building an index once is quicker than keeping it row by row.
MANY = 50_000


@dataclass(frozen=True)
class Loaded:
    """How many places a load added, renamed or opened again, and retired; and how many the list had."""

    listed: int
    added: int
    changed: int
    retired: int


@action
def load_divisions(*, by: Actor, source: Path | None = None, counties: Iterable[str] | None = None) -> Loaded:
    """Bring the tree to what `source` lists; repeatable, nothing is ever deleted (B10, decision 16).

    `counties` are six-digit codes, by default the county this copy serves; an empty list means the whole
    country. A listed code that is gone gets valid_to = today; a place merged by hand stays merged.
    Refuses a source that is missing, empty or visibly truncated.
    """
    _may_load(by)
    wanted = sorted([settings.COUNTY] if counties is None else counties)
    path = source or default_source(settings.BASE, wanted)
    if not path.exists():
        raise Refusal(_("找不到区划数据：%(path)s。请先运行 make run 安装，或指定文件。") % {"path": path})
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")  # joins of the whole country in memory
        cursor.execute(_INCOMING)
        with cursor.copy(_COPY) as copy:
            for block in _blocks(listed(path, wanted)):
                copy.write(block)
        cursor.execute("ANALYZE incoming")
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE level >= 4) FROM incoming")
        total, low = cursor.fetchone()
        if not low:
            raise Refusal(_("这份区划数据里没有 %(wanted)s 的乡镇和村。") % {"wanted": "、".join(wanted)})
        retired = _retire(cursor, wanted, clock.today())
        cursor.execute(_CHANGE)
        changed = cursor.rowcount
        with _aside(cursor) if total >= MANY else nullcontext():
            cursor.execute(_ADD, [clock.today()])
            added = cursor.rowcount
        cursor.execute("DROP TABLE incoming")
        cursor.execute("ANALYZE places_division")
    note(listed=total, added=added, changed=changed, retired=retired)
    return Loaded(listed=total, added=added, changed=changed, retired=retired)


def _may_load(by: Actor) -> None:
    if isinstance(by, System) or (isinstance(by, User) and Role.SYSTEM_ADMIN in administrator_roles(by)):
        return
    raise NotYours(_("区划数据由系统管理员导入。"))


def _blocks(places: Iterable[Listed], size: int = 4000) -> Iterator[str]:
    """COPY text, some thousand rows at a time."""
    rows: list[str] = []
    for code, name, level, parent, kind in places:
        clean = name.translate(_ESCAPES)
        rows.append(f"{code}\t{clean}\t{level.value}\t{parent or NULL}\t{kind.value}\n")
        if len(rows) >= size:
            yield "".join(rows)
            rows.clear()
    yield "".join(rows)


def _retire(cursor: CursorWrapper, counties: list[str], today: datetime.date) -> int:
    """Close listed places that the new list no longer has, within what was loaded."""
    # Spelt out one by one: a prefix inside ANY() would not use the index.
    where = " OR ".join(["here.code LIKE %s"] * len(counties)) or "true"
    prefixes = [f"{county}%" for county in counties]
    cursor.execute(f"{_GONE} AND ({where})", [today, *prefixes])
    gone: int = cursor.rowcount
    cursor.execute(f"{_IN_FORCE} AND ({where})", prefixes)
    if gone > MOST_RETIRED_SHARE * (gone + cursor.fetchone()[0]):
        raise Refusal(
            _("这份区划数据少了 %(gone)d 个现有的地方，像是不完整的文件，没有导入。") % {"gone": gone}
        )
    return gone


@contextmanager
def _aside(cursor: CursorWrapper) -> Iterator[None]:
    """Lay the table's indexes and foreign keys aside while many rows come in, and put them back, checked.

    The table is locked meanwhile; readers wait the few seconds of a first load.
    """
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # an altered table may have no check pending
    cursor.execute(_KEYS)
    keys = cursor.fetchall()
    cursor.execute(_INDEXES)
    indexes = cursor.fetchall()
    for name, _definition in keys:
        cursor.execute(f'ALTER TABLE places_division DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _name, definition in indexes:
        cursor.execute(definition)
    for name, definition in keys:
        cursor.execute(f'ALTER TABLE places_division ADD CONSTRAINT "{name}" {definition}')


_KEYS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = 'places_division'::regclass AND contype = 'f' ORDER BY conname
"""
_INDEXES = """
SELECT relname, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE indrelid = 'places_division'::regclass AND NOT indisunique ORDER BY relname
"""
_INCOMING = """
CREATE TEMP TABLE incoming (
    code text, name text, level smallint, parent_id text, kind text
) ON COMMIT DROP
"""
_COPY = "COPY incoming (code, name, level, parent_id, kind) FROM STDIN"
_GONE = """
UPDATE places_division AS here SET valid_to = greatest(here.valid_from, %s)
WHERE here.source = 'list' AND here.valid_to IS NULL
  AND NOT EXISTS (SELECT 1 FROM incoming WHERE incoming.code = here.code)
"""
_IN_FORCE = """
SELECT count(*) FROM places_division AS here WHERE here.source = 'list' AND here.valid_to IS NULL
"""
_CHANGE = """
UPDATE places_division AS here SET name = incoming.name, valid_to = NULL, source = 'list'
FROM incoming
WHERE here.code = incoming.code AND here.merged_into_id IS NULL
  AND (here.name <> incoming.name OR here.valid_to IS NOT NULL)
"""
_ADD = """
INSERT INTO places_division (code, name, level, parent_id, kind, valid_from, coordinate_source, source)
SELECT code, name, level, parent_id, kind, %s, '', 'list' FROM incoming
WHERE NOT EXISTS (SELECT 1 FROM places_division AS here WHERE here.code = incoming.code)
ORDER BY code
"""
