"""A sealed report is not rewritten, and an open alert keeps its person's file; the statements may be run again and again."""

from django.db import migrations

from yimi.rooms.care.guards import DROP, SQL


class Migration(migrations.Migration):
    dependencies = [("care", "0006_rollup_triggers")]
    operations = [migrations.RunSQL(SQL, DROP)]
