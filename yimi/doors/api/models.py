"""How often somebody has knocked this minute: the door's own counter, shared by all workers."""

from __future__ import annotations

from django.db import models


class Knock(models.Model):
    """One row a visitor. `visitor` is a keyed digest of a token or an address, never the thing itself."""

    visitor = models.CharField(max_length=64, primary_key=True)
    minute = models.BigIntegerField()  # whole minutes since 1970
    count = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["minute"], name="api_knock_minute")]

    def __str__(self) -> str:
        return f"{self.minute}: {self.count}"
