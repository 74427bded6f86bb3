"""PostgreSQL's bit(n) as a Python string of 0s and 1s; the database counts the differing bits itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    TextInRows = models.Field[str, str]
else:
    TextInRows = models.Field  # takes no type arguments when the program runs


class BitStringField(TextInRows):
    description = "bit string of a fixed length"

    def __init__(self, *args: Any, length: int = 256, **kwargs: Any) -> None:
        self.length = length
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "length": self.length}

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return f"bit({self.length})"

    def get_placeholder(self, value: object, compiler: object, connection: BaseDatabaseWrapper) -> str:
        return f"%s::bit({self.length})"

    def get_prep_value(self, value: Any) -> str | None:
        """Refuses anything but `length` binary digits: PostgreSQL's cast would pad or cut silently."""
        if value is None:
            return None
        text = str(value)
        if len(text) != self.length or set(text) - {"0", "1"}:
            raise ValueError(f"a bit string of {self.length} digits was expected")
        return text
