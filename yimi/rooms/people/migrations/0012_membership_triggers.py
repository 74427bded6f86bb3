"""The household of a person is that of the running membership; the statements may be run again and again."""

from django.db import migrations

from yimi.rooms.people.triggers import DROP, SQL


class Migration(migrations.Migration):
    dependencies = [("people", "0011_memberships")]
    operations = [migrations.RunSQL(SQL, DROP)]
