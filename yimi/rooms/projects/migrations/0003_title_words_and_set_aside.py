"""Titles are found by their characters; a submission that a return set aside is kept."""

import django.contrib.postgres.indexes
from django.db import migrations, models

import yimi.rooms.projects.models.characters

# Without it the planner takes every searched word for a rare one and reads all titles to sort the few.
STATISTICS = "CREATE STATISTICS session_title_words ON (upper(title)) FROM projects_session"


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_station_task_done")]
    operations = [
        migrations.AddIndex(
            model_name="session",
            index=django.contrib.postgres.indexes.GinIndex(
                yimi.rooms.projects.models.characters.Characters("title"), name="session_title_characters"
            ),
        ),
        migrations.RunSQL(STATISTICS, "DROP STATISTICS session_title_words"),
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
