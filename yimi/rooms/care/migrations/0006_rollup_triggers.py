"""The roll-ups keep themselves from now on, and are counted once; the statements may be run again and again."""

from django.db import migrations

from yimi.rooms.care.rollups import DROP, FILL, SQL


class Migration(migrations.Migration):
    dependencies = [("care", "0005_rollups")]
    operations = [migrations.RunSQL(SQL, DROP), migrations.RunSQL(FILL, migrations.RunSQL.noop)]
