"""Who decided and when: the pair is both there or both absent.

`_by` holds the name the actor signs with (jobs decide too, and have no user); the audit event holds the id.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _lazy


def stamp_at() -> models.DateTimeField[Any, Any]:
    return models.DateTimeField(null=True, blank=True)


def stamp_by() -> models.TextField[Any, Any]:
    return models.TextField(null=True, blank=True)


def paired(table: str, *decisions: str) -> list[models.CheckConstraint]:
    """One CHECK per decision: `x_at` and `x_by` are set together (law 4)."""
    return [
        models.CheckConstraint(
            condition=models.Q(**{f"{name}_at__isnull": True, f"{name}_by__isnull": True})
            | models.Q(**{f"{name}_at__isnull": False, f"{name}_by__isnull": False}),
            name=f"{table}_{name}_at_by",
            violation_error_message=_lazy("决定必须同时写明时间和经办人。"),
        )
        for name in decisions
    ]
