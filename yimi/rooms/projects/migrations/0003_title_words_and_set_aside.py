"""Titles are found by their characters; a submission that a return set aside is kept."""

import django.contrib.postgres.indexes
from django.db import migrations, models

import yimi.rooms.projects.models.grams

GRAMS = """
CREATE FUNCTION projects_grams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(upper(words), place, size)), '{}')
      FROM generate_series(1, length(words)) place, generate_series(1, 2) size
     WHERE place + size - 1 <= length(words)
$$
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_station_task_done")]
    operations = [
        migrations.RunSQL(GRAMS, "DROP FUNCTION projects_grams(text)"),
        migrations.AddIndex(
            model_name="session",
            index=django.contrib.postgres.indexes.GinIndex(
                yimi.rooms.projects.models.grams.Grams("title"), name="session_title_grams"
            ),
        ),
        migrations.AddField(
            model_name="session", name="set_aside_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="session", name="set_aside_by", field=models.TextField(blank=True, null=True)
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("set_aside_at__isnull", True), ("set_aside_by__isnull", True)),
                    models.Q(("set_aside_at__isnull", False), ("set_aside_by__isnull", False)),
                    _connector="OR",
                ),
                name="session_set_aside_at_by",
                violation_error_message="决定必须同时写明时间和经办人。",
            ),
        ),
    ]
