"""What the database itself refuses; the statements may be run again and again."""

from django.db import migrations

from yimi.rooms.care.triggers import DROP, SQL


class Migration(migrations.Migration):
    dependencies = [("care", "0001_initial")]
    operations = [migrations.RunSQL(SQL, DROP)]
