"""After a new field key: rewrite what older keys sealed, so that the old key can be put away."""

from __future__ import annotations

from django.db import models, transaction
from django.db.models.functions import Cast

from yimi.kernel.crypto import MARK
from yimi.kernel.fields import EncryptedTextField
from yimi.kernel.keys import newest_key


def encrypted_columns(model: type[models.Model]) -> list[str]:
    """The names of the encrypted fields of a model."""
    return [field.name for field in model._meta.fields if isinstance(field, EncryptedTextField)]


def reseal(model: type[models.Model], *, batch: int = 500) -> int:
    """Seal every value of `model` again that is not under the newest key; returns how many were rewritten.

    Small transactions; rows somebody works on are skipped, so run it until it returns 0.
    """
    return sum(_reseal_column(model, name, batch) for name in encrypted_columns(model))


def _reseal_column(model: type[models.Model], name: str, batch: int) -> int:
    number, _key = newest_key("field")
    done = 0
    while True:
        with transaction.atomic():
            rows = (
                model._base_manager.select_for_update(skip_locked=True, of=("self",))
                .annotate(sealed=Cast(name, models.TextField()))
                .exclude(sealed=None)
                .exclude(sealed="")
                .exclude(sealed__startswith=f"{MARK}:{number}:")
                .order_by("pk")
                .only("pk", name)[:batch]
            )
            found = list(rows)
            model._base_manager.bulk_update(found, [name])
        done += len(found)
        if len(found) < batch:
            return done
