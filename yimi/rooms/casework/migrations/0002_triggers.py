"""What the database itself refuses; the statements may be run again and again."""

from django.db import migrations

from yimi.rooms.casework.triggers import DROP, SQL


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]
    operations = [migrations.RunSQL(SQL, DROP)]
