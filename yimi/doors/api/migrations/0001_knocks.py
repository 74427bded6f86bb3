"""The counter of requests a minute."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="Knock",
            fields=[
                ("visitor", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("minute", models.BigIntegerField()),
                ("count", models.PositiveIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["minute"], name="api_knock_minute")]},
        ),
    ]
