"""The register tells care what changed; the statements may be run again and again."""

from django.db import migrations

from yimi.rooms.care.noticing import DROP, SQL


class Migration(migrations.Migration):
    dependencies = [("care", "0009_overlays_and_proxies"), ("people", "0012_membership_triggers")]
    operations = [migrations.RunSQL(SQL, DROP)]
