"""One list of people in columns of integers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage import days, digits, names, numbers, phones, places
from yimi.rooms.people.linkage.cells import Cells
from yimi.rooms.people.linkage.keys import Longs

#: What is compared; a list may lack any of them but the name or the number.
FIELDS = ("name", "id_no", "dob", "phone", "village", "house")


@dataclass(frozen=True)
class Register:
    """Rows in the order of the file; 0 is "not known" in every column."""

    name: names.Characters
    odd_name: NDArray[np.bool_]
    id17: Longs
    check: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    born: NDArray[np.int32]
    phone: Longs
    village: NDArray[np.uint64]
    house: NDArray[np.uint64]

    @classmethod
    def read(cls, columns: Mapping[str, Cells], rows: int) -> Register:
        """From texts by field; a field that is absent is unknown in every row."""
        empty = Cells(np.zeros(0, np.uint8), np.zeros(rows, np.int64), np.zeros(rows, np.int64))
        cells = {field: columns[field].trimmed() if field in columns else empty for field in FIELDS}
        id17, check, kind = numbers.read_ids(cells["id_no"])
        born = days.read_days(cells["dob"])
        name, odd_name = names.read_names(cells["name"])
        return cls(
            name=name,
            odd_name=odd_name,
            id17=id17,
            check=check,
            kind=kind,
            born=np.where(born > 0, born, numbers.birth_in(id17)),
            phone=phones.read_phones(cells["phone"]),
            village=places.read_villages(cells["village"]),
            house=places.read_houses(cells["house"]),
        )

    @classmethod
    def of(cls, rows: list[dict[str, str]]) -> Register:
        """From a few rows by field name, for tests and for a page."""
        columns = {field: Cells.of([row.get(field, "") for row in rows]) for field in FIELDS}
        return cls.read(columns, len(rows))

    def __len__(self) -> int:
        return len(self.id17)

    def part(self, rows: Longs | slice) -> Register:
        return Register(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})

    def ready(self) -> Register:
        """Itself, with everything made that a comparison asks of a whole list: reading two lists is divided between two
        processes, and what is made later is made by one while the other waits."""
        for name in ("surname", "id_digits", "phone_digits", "sound_key", "surname_key"):
            getattr(self, name)
        return self

    @cached_property
    def surname(self) -> NDArray[np.uint8]:
        """Length of the family name."""
        return names.surname_lengths(self.name)

    @cached_property
    def id_digits(self) -> digits.Packed:
        """The last fifteen of the seventeen digits, and the check character."""
        resident = np.maximum(self.id17, 0)
        return digits.packed(resident, 15) << np.uint64(4) | np.minimum(self.check, 15)

    @cached_property
    def phone_digits(self) -> digits.Packed:
        return digits.packed(self.phone, 12)

    @cached_property
    def name_key(self) -> NDArray[np.uint64]:
        return names.packed(self.name)

    @cached_property
    def sound(self) -> names.Characters:
        return names.sounds(self.name)

    @cached_property
    def sound_key(self) -> NDArray[np.uint64]:
        return names.packed(self.sound)

    @cached_property
    def given_key(self) -> NDArray[np.uint64]:
        return names.packed(names.given(self.name, self.surname))

    @cached_property
    def surname_key(self) -> NDArray[np.uint64]:
        sound = self.sound
        second = np.where(self.surname == 2, sound[:, 1], 0).astype(np.uint64)
        return sound[:, 0].astype(np.uint64) << np.uint64(16) | second
