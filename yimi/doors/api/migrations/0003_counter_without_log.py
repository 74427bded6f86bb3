"""The counter of requests is not worth a wait for the disk: after a crash of the database it begins anew."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("api", "0002_proofs")]

    operations = [
        migrations.RunSQL("ALTER TABLE api_knock SET UNLOGGED", "ALTER TABLE api_knock SET LOGGED"),
    ]
