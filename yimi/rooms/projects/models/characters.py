"""Finding what Chinese titles hold, by their characters.

A trigram index is no help below three characters, and most words people search for have two. The expression is
PostgreSQL's own and costs a microsecond a row, so a plan that does not use the index is not slow either
(`docs/figures.md` has the alternatives measured).
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.lookups import DataContains
from django.db.models import Func, Q, TextField, Value


class Characters(Func):
    """Every character of a text, in capitals."""

    template = "string_to_array(upper(%(expressions)s), NULL)"
    output_field: Any = ArrayField(TextField())


def holds(field: str, words: str) -> Q:
    """Rows whose text holds these words: the index finds those with all their characters, the text decides."""
    return Q(**{f"{field}__icontains": words}) & Q(DataContains(Characters(field), Characters(Value(words))))
