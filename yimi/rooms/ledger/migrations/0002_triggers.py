"""What the database itself refuses; the statements may be run again and again."""

from django.db import migrations

from yimi.rooms.ledger.triggers import DROP, SQL


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(SQL, DROP)]
