"""Queries that every request asks: Django writes their SQL once a process, PostgreSQL plans it once a connection.

Both cost more than the asking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
Rows = QuerySet[Any, Any]
Converters = list[tuple[int, list[Callable[..., Any]], Any]]


@contextmanager
def planned() -> Iterator[CursorWrapper]:
    """A cursor whose statements PostgreSQL plans once a connection: for the few that every request sends.

    Django's own cursors bind in the client, so that to the server each is a new statement.
    """
    with connection.cursor() as cursor:
        cursor.cursor = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]  # the stubs
        yield cursor


@dataclass(frozen=True)
class _Written:
    sql: str
    parameters: tuple[Any, ...]  # _Place where a value goes
    converters: Converters


@dataclass(frozen=True)
class _Place:
    number: int


class Prepared:
    """`build` makes a query of plain columns (`values_list`) from whole numbers, texts, days or moments.

    It is called once, with stand-ins; so it must hand its arguments on unchanged to lookups, and must not look at them.
    """

    def __init__(self, build: Callable[..., Rows]) -> None:
        self._build = build
        self._written: _Written | None = None

    def rows(self, *values: int | str | date | datetime) -> list[tuple[Any, ...]]:
        """What the query answers for these values, in the order of `build`'s arguments."""
        written = self._written or self._write(values)
        given = [values[each.number] if isinstance(each, _Place) else each for each in written.parameters]
        with planned() as cursor:
            cursor.execute(written.sql, given)
            found = cursor.fetchall()
        return [_converted(row, written.converters) for row in found] if written.converters else found

    def _write(self, values: Iterable[object]) -> _Written:
        places = {_stand_in(number, value): _Place(number) for number, value in enumerate(values)}
        compiler = self._build(*places).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        placed = tuple(places.get(each, each) if isinstance(each, _TYPES) else each for each in parameters)
        if set(places.values()) - {each for each in placed if isinstance(each, _Place)}:
            raise TypeError("a prepared query did not hand all of its arguments on unchanged")
        found = compiler.get_converters([each[0] for each in compiler.select])
        converters = [(place, list(calls), expression) for place, (calls, expression) in found.items()]
        self._written = _Written(sql, placed, converters)
        return self._written


_TYPES = (int, str, date)  # a datetime is a date


def _stand_in(number: int, value: object) -> Any:
    """A value of the same type that no query holds by itself and every column could."""
    if isinstance(value, datetime):
        return datetime(1, 1, 2, microsecond=number, tzinfo=UTC)
    if isinstance(value, date):
        return date(1, 1, 2 + number)
    return f"\ue000{number}" if isinstance(value, str) else -2_000_000_000 - number


def _converted(row: tuple[Any, ...], converters: Converters) -> tuple[Any, ...]:
    cells = list(row)
    for place, calls, expression in converters:
        for call in calls:
            cells[place] = call(cells[place], expression, connection)
    return tuple(cells)


class Columns(Generic[M]):
    """The columns of a model in a prepared query, and the record made of them; `prefix` leads to it from the query's own."""

    def __init__(self, model: type[M], prefix: str = "", only: Iterable[str] = ()) -> None:
        wanted = set(only)
        fields = [each for each in model._meta.concrete_fields if not wanted or each.attname in wanted]
        self._model, self._attributes = model, [each.attname for each in fields]
        self.names = [f"{prefix}{each.attname}" for each in fields]

    def record(self, cells: Iterator[Any]) -> M:
        """Takes its cells off the row."""
        values = [next(cells) for _name in self._attributes]
        return self._model.from_db(connection.alias, self._attributes, values)
