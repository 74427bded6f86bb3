"""What an audit event may remember of an action's arguments: scalars, and nothing that names a person."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.functional import Promise

# Arguments that end so are left out whatever the action says: they hold a person more often than not.
PRIVATE_ENDINGS = (
    "name", "phone", "id_number", "address", "account", "contact", "given_by", "password", "token", "secret",
    "text", "words", "said", "story",
)  # fmt: skip
LONGEST = 200
# Mobile and identity numbers typed into a free text; division codes of 6 to 15 digits stay.
PERSONAL_NUMBER = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")


def as_detail(values: Mapping[str, Any], *, hidden: Collection[str] = ()) -> dict[str, Any]:
    """The loggable part of `values`: records become `<name>_id`, collections become `<name>_count`."""
    detail: dict[str, Any] = {}
    for name, value in values.items():
        if name in hidden or value is None:
            continue
        if isinstance(value, models.Model):
            detail[f"{name}_id"] = value.pk if isinstance(value.pk, int) else str(value.pk)
        elif name.endswith(PRIVATE_ENDINGS):
            continue
        elif isinstance(value, (list, tuple, set, frozenset, dict)):
            detail[f"{name}_count"] = len(value)
        else:
            scalar = _scalar(value)
            if scalar is not None:
                detail[name] = scalar
    return detail


def _scalar(value: Any) -> bool | int | float | str | None:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta | Decimal | UUID) or getattr(value, "is_period", False):
        return str(value)
    if isinstance(value, str | Promise):
        return PERSONAL_NUMBER.sub("•", str(value))[:LONGEST]
    return None
