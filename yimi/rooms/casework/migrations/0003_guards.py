"""The file of somebody with an open case is not erased; the statements may be run again and again."""

from django.db import migrations

from yimi.rooms.casework.guards import DROP, SQL


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_triggers"), ("care", "0007_guards")]
    operations = [migrations.RunSQL(SQL, DROP)]
