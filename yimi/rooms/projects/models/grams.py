"""Words of one and two characters, for finding what Chinese titles hold.

A trigram index is no help below three characters, and most words people search for have two. The function is made
by migration 0003; `docs/figures.md` has both measured.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.lookups import DataContains
from django.db.models import Func, Q, TextField, Value


class Grams(Func):
    """Every character of a text and every pair of neighbours, in capitals."""

    function = "projects_grams"
    output_field: Any = ArrayField(TextField())


def holds(field: str, words: str) -> Q:
    """Rows whose text holds these words; the index finds them, the text itself decides."""
    return Q(DataContains(Grams(field), Grams(Value(words))), **{f"{field}__icontains": words})
