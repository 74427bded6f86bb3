"""Tokens of the field client are bound to a key of the device."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="apitoken",
            name="device_key",
            field=models.CharField(blank=True, default="", max_length=43),
        ),
    ]
