"""The register tells care what changed; the statements may be run again and again."""

from django.db import migrations

from yimi.rooms.care.noticing import DROP, SQL


class Migration(migrations.Migration):
    dependencies = [("care", "0009_overlays_and_weather"), ("people", "0009_service_cards")]
    operations = [migrations.RunSQL(SQL, DROP)]
