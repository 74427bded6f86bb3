"""Who is spoken of elsewhere: asked of the tables themselves, so that a room of next year counts too."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import CASCADE, Model

from yimi.rooms.people.models import ImportRow


def used_elsewhere(
    kind: type[Model], ids: Collection[int], *, besides: Collection[type[Model]] = ()
) -> set[int]:
    """Those of these rows that another row points to; an import's own memory of them does not count, nor does what
    goes with them when they go (CASCADE: news about a file is no use of it).

    One question a table that has a key here, whatever the number of rows.
    """
    found: set[int] = set()
    for relation in kind._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.is_relation and not relation.concrete):
            continue
        if relation.on_delete is CASCADE:  # type: ignore[union-attr]
            continue
        other, name = relation.related_model, relation.field.name  # type: ignore[union-attr]
        if other in (ImportRow, *besides):
            continue
        rows = other._base_manager.filter(**{f"{name}__in": list(ids)})  # type: ignore[union-attr]
        found |= set(rows.values_list(name, flat=True).order_by())
    return found
