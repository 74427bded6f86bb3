"""What changed in the register since the last look: written by the database, taken away by `follow_changes`."""

from __future__ import annotations

from django.db import models

from yimi.rooms.care.states import ChangeWhat


class RegisterChange(models.Model):
    """Somebody's file changed in a way that care answers to. Read once, then gone; nothing about anybody stays here."""

    # an import that is undone deletes its files: news about them goes with them, and is never in their way
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    what = models.CharField(max_length=8, choices=ChangeWhat)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "what"], name="registerchange_once")]
