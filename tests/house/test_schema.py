"""Laws 2, 4 and 6: which way foreign keys point, names on decisions, files that cannot vanish."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.test.utils import isolate_apps

FLOORS = ["kernel", *(name.rsplit(".", 1)[1] for name in settings.ROOMS), "porch", "desk", "portal", "api"]
SIBLINGS = {frozenset({"places", "ledger"})}
# Facts a machine or the record itself states; a person's decision never ends in one of these words.
NOT_DECISIONS = {
    "created", "updated", "received", "raised", "starts", "ends", "taken", "expires", "issued", "due", "sealed",
    "delivered", "at", "planned", "proposed", "first", "last", "sent", "computed", "rendered", "processed", "used",
    "hashed", "stored", "fetched", "from_starts", "from_ends", "to_starts", "to_ends",
}  # fmt: skip


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("yimi.")]


def foreign_keys(model: Any) -> Iterable[Any]:
    return [f for f in model._meta.get_fields() if isinstance(f, (models.ForeignKey, models.ManyToManyField))]


def points_upward(found: Iterable[Any]) -> list[str]:
    wrong = []
    for model in found:
        here = model._meta.app_label
        for field in foreign_keys(model):
            there = field.related_model._meta.app_label
            if there not in FLOORS or here == there:
                continue
            if FLOORS.index(there) > FLOORS.index(here) or frozenset({here, there}) in SIBLINGS:
                wrong.append(f"{model.__name__}.{field.name} points up from {here} to {there}")
            elif not field.remote_field.hidden:
                wrong.append(f"{model.__name__}.{field.name} crosses a room without related_name='+'")
    return wrong


def nameless_decisions(found: Iterable[Any]) -> list[str]:
    """Every `_at` of a decision has its `_by` (or, in the kernel, the actor as text)."""
    wrong = []
    for model in found:
        names = {field.name for field in model._meta.get_fields()}
        for name in sorted(names):
            stem = name.removesuffix("_at")
            if not name.endswith("_at") or stem in NOT_DECISIONS or model._meta.app_label == "kernel":
                continue
            if f"{stem}_by" not in names:
                wrong.append(f"{model.__name__}.{name} has no {stem}_by")
    return wrong


def files_that_can_vanish(found: Iterable[Any]) -> list[str]:
    wrong = []
    for model in found:
        for field in foreign_keys(model):
            kept = getattr(field.remote_field, "on_delete", models.PROTECT) is models.PROTECT
            if field.related_model._meta.label == "kernel.StoredFile" and not kept:
                wrong.append(f"{model.__name__}.{field.name} does not PROTECT its file")
    return wrong


def ordered_by_default(found: Iterable[Any]) -> list[str]:
    return [model.__name__ for model in found if model._meta.ordering]


def saves_with_effects(found: Iterable[Any]) -> list[str]:
    return [m.__name__ for m in found if "save" in vars(m) or "delete" in vars(m) or "__setattr__" in vars(m)]


def test_foreign_keys_point_down_and_hide_their_way_back() -> None:
    assert points_upward(ours()) == []


def test_every_decision_carries_a_name() -> None:
    assert nameless_decisions(ours()) == []


def test_every_key_to_a_file_protects_it() -> None:
    assert files_that_can_vanish(ours()) == []


def test_no_model_orders_itself_or_hides_effects_in_save() -> None:
    assert ordered_by_default(ours()) == []
    assert saves_with_effects(ours()) == []


@isolate_apps("yimi.rooms.places", "yimi.rooms.ledger")
def test_planted_violations_are_caught() -> None:
    class Planted(models.Model):
        session = models.ForeignKey("projects.Session", on_delete=models.CASCADE, related_name="+")
        owner = models.ForeignKey("accounts.User", on_delete=models.CASCADE)
        photo = models.ForeignKey("kernel.StoredFile", on_delete=models.CASCADE, related_name="+")
        accepted_at = models.DateTimeField()

        class Meta:
            app_label = "places"
            ordering = ["accepted_at"]

        def save(self, *args: Any, **kwargs: Any) -> None:
            super().save(*args, **kwargs)

    for field in ("session", "owner", "photo"):
        target = apps.get_model(Planted._meta.get_field(field).remote_field.model)
        Planted._meta.get_field(field).remote_field.model = target
    assert points_upward([Planted]) == [
        "Planted.session points up from places to projects",
        "Planted.owner crosses a room without related_name='+'",
    ]
    assert nameless_decisions([Planted]) == ["Planted.accepted_at has no accepted_by"]
    assert files_that_can_vanish([Planted]) == ["Planted.photo does not PROTECT its file"]
    assert ordered_by_default([Planted]) == ["Planted"]
    assert saves_with_effects([Planted]) == ["Planted"]
