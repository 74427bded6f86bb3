"""The door's own machinery, shared by all workers: who knocked how often, proofs that were used."""

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


class Proof(models.Model):
    """A proof of possession that was used: a second time it is a stolen request. Digests only."""

    digest = models.CharField(max_length=64, primary_key=True)
    minute = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["minute"], name="api_proof_minute")]

    def __str__(self) -> str:
        return self.digest[:12]
