"""Proofs of possession that were used: none works twice."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("api", "0001_knocks")]

    operations = [
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("minute", models.BigIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["minute"], name="api_proof_minute")]},
        ),
    ]
