"""Three times the county: every row again with its children, and every record again with more children of its own.

Generic on purpose: a table of next year grows by itself. Triggers and keys sleep meanwhile (the session acts as a
replica); CHECK and UNIQUE hold, and a row they refuse is simply not copied: the test looks whether its page grew.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import DataError, IntegrityError, connection, models, transaction

from yimi.kernel.periods import Month, Quarter, Week
from yimi.rooms.network.models import Organisation
from yimi.rooms.places.models import Division

# Whoever looks keeps their rows: copies stay with the same people, houses, places, types and files.
PINNED = {"User", "Organisation", "Division", "MicroType", "ServiceItem", "StoredFile", "AuditSeal"}
OWN = {"AdminGrant": "user", "ApiToken": "user", "Licence": "user", "Assignment": "user",
       "StatusChange": "organisation"}  # fmt: skip
LEFT = {"AuditSeal", "SealChain", "NumberCounter", "Figure", "CalendarDay", "StoredFile", "MicroType", "ServiceItem",
        "ItemType", "Knock"}  # counted by nobody, or as many as the law says  # fmt: skip
HELD_ON = ("starts_at", "ends_at", "actual_start", "actual_end", "held_on")
Row = models.Model


class Growth:
    """`Growth().wide()` copies the county once more, `deep()` gives its records more children."""

    def __init__(self) -> None:
        self.kinds = [kind for kind in _in_order() if kind.__name__ not in LEFT]
        self.original = {kind: _rows_of(kind) for kind in self.kinds}
        self.round = 0
        self.made: dict[str, int] = defaultdict(int)
        self._clones: dict[tuple[str, Any], Any] = {}
        self._places = _free_places()

    def more(self, rounds: int) -> None:
        """So many copies of everything besides what there is."""
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for _ in range(rounds):
                self.round += 1
                self._clones = {}
                self._wide()
                self._deep()
            cursor.execute("SET LOCAL session_replication_role = origin")

    def _wide(self) -> None:
        for kind in self.kinds:
            for row in self.original[kind]:
                own = OWN.get(kind.__name__)
                kept = {
                    field.name
                    for field in _keys(kind)
                    if field.related_model.__name__ in PINNED and field.name != own  # type: ignore[union-attr]
                }
                made = self._copy(row, kept)
                if made is not None:
                    self._clones[kind.__name__, row.pk] = made.pk

    def _deep(self) -> None:
        for kind in self.kinds:
            for key in _keys(kind):
                for row in self.original[kind]:
                    if getattr(row, key.attname) is not None and key.related_model is not kind:
                        self._copy(row, {each.name for each in _keys(kind)})

    def _copy(self, row: Row, kept: set[str]) -> Row | None:
        kind = type(row)
        copy = kind(**{field.attname: getattr(row, field.attname) for field in kind._meta.concrete_fields})
        if not kind._meta.pk.get_internal_type().startswith("Char"):
            copy.pk = None
        for key in _keys(kind):
            if key.name not in kept:
                old = getattr(row, key.attname)
                new = self._clones.get((key.related_model.__name__, old), old)  # type: ignore[union-attr]
                setattr(copy, key.attname, new)
        self._tell_apart(row, copy)
        try:
            with transaction.atomic():
                copy.save(force_insert=True)
        except (IntegrityError, DataError):
            return None
        self.made[kind.__name__] += 1
        return copy

    def _tell_apart(self, row: Row, copy: Row) -> None:
        """Another day, another number, another name: as little as UNIQUE asks for."""
        self_made = self.made[type(row).__name__] + 1
        if type(row).__name__ in ("Session", "WallEntry"):
            for name in HELD_ON:
                if (value := getattr(row, name, None)) is not None:
                    setattr(copy, name, value + timedelta(days=self_made % 20))
        for names, always in _unique(type(row)):
            fields = [row._meta.get_field(name) for name in names]
            if any(getattr(row, each.attname) != getattr(copy, each.attname) for each in fields):  # type: ignore[union-attr]
                continue
            if any(getattr(row, each.attname) is None for each in fields):  # type: ignore[union-attr]
                continue
            for each in sorted(fields, key=_last_resort):
                if not always and isinstance(each, models.ForeignKey) and each.related_model is not Division:
                    continue  # a rule for some rows only: whoever breaks it is refused, nobody changes parents for it
                other = self._other(each, getattr(row, each.attname), self_made)  # type: ignore[union-attr]
                if other is not None:
                    setattr(copy, each.attname, other)  # type: ignore[union-attr]
                    break

    def _other(self, field: Any, value: Any, number: int) -> Any:
        """A value nobody has yet; None when this field cannot give one."""
        if isinstance(field, models.ForeignKey) and field.related_model is Division:
            return next(self._places[len(value.rstrip("0"))], None)
        if isinstance(field, models.ForeignKey):
            return self._clones.get((field.related_model.__name__, value))
        if field.choices or field.name in ("county", "kind"):
            return None
        if isinstance(value, bool):
            return None
        if isinstance(value, int | float):
            return value + 100 * number
        if isinstance(value, uuid.UUID):
            return uuid.uuid4()
        if isinstance(value, bytes | memoryview):
            return uuid.uuid4().bytes * 2
        if isinstance(value, datetime | date):
            return value + timedelta(days=number)
        return _another_text(field.name, str(value), number)


def _another_text(name: str, value: str, number: int) -> str:
    if name == "quarter":
        return _before(Quarter.parse(value), number)
    if name == "month":
        return _before(Month.parse(value), number)
    if name == "week":
        return _before(Week.parse(value), number)
    if name in ("code", "phone", "code19", "number", "username", "sha256", "digest") and value[-4:].isdigit():
        return f"{value[:-4]}{(int(value[-4:]) + 5000 + number) % 10000:04d}"
    if name in ("sha256", "digest"):
        return (uuid.uuid4().hex * 4)[: len(value)]
    return f"{value}{number}"


def _before(period: Any, number: int) -> str:
    for _ in range(number):
        period = period.previous()
    return str(period)


def _free_places() -> dict[int, Iterator[str]]:
    """Towns and villages without an office, by the length of their stems, for the houses that are copied."""
    taken = set(Organisation.objects.values_list("division", flat=True))
    free = [
        code for code in Division.objects.order_by("code").values_list("code", flat=True) if code not in taken
    ]
    return defaultdict(
        lambda: iter(()), {n: iter([c for c in free if len(c.rstrip("0")) == n]) for n in (9, 12)}
    )


def _rows_of(kind: type[Row]) -> list[Row]:
    rows = list(kind._default_manager.order_by("pk"))
    # The map of towns and villages is what it is; natural villages below them are entered by hand.
    return [row for row in rows if len(row.pk) > 12] if kind.__name__ == "Division" else rows


def _last_resort(field: Any) -> int:
    """Rather another number than another person, rather another person than another record above."""
    if not isinstance(field, models.ForeignKey):
        return 0
    return 1 if field.related_model.__name__ in PINNED else 2  # type: ignore[union-attr]


def _keys(kind: type[Row]) -> list[Any]:
    return [field for field in kind._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def _unique(kind: type[Row]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The fields of every UNIQUE rule, and whether it holds for all rows."""
    for field in kind._meta.concrete_fields:
        if field.unique and not (field.primary_key and isinstance(field, models.AutoField)):
            yield (field.name,), True
    for rule in kind._meta.constraints:
        if isinstance(rule, models.UniqueConstraint) and rule.fields:
            yield tuple(rule.fields), rule.condition is None


def _in_order() -> list[type[Row]]:
    """Every table of ours, parents first."""
    left = [kind for kind in apps.get_models() if kind.__module__.startswith("yimi.")]
    done: list[type[Row]] = []
    while left:
        ready = [
            kind
            for kind in left
            if all(
                key.related_model not in left or key.null or key.related_model is kind for key in _keys(kind)
            )
        ]
        firm = [
            kind
            for kind in ready
            if all(key.related_model not in left or key.related_model is kind for key in _keys(kind))
        ]
        taken = firm or ready[:1]
        done += taken
        left = [kind for kind in left if kind not in taken]
    return done
