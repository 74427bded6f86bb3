"""The village's word on a session held there; an order sent twice over a bad line is one order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_title_words_and_set_aside")]

    operations = [
        migrations.AddField(
            model_name="request",
            name="client_key",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="session",
            name="host_answered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="session",
            name="host_answered_by",
            field=models.TextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="session",
            name="host_held",
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="session",
            name="host_note",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.UniqueConstraint(
                fields=("client_key",),
                name="request_sent_once",
                violation_error_message="这份需求已经提交过了，请刷新看看。",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("host_answered_at__isnull", True), ("host_answered_by__isnull", True)),
                    models.Q(("host_answered_at__isnull", False), ("host_answered_by__isnull", False)),
                    _connector="OR",
                ),
                name="session_host_answered_at_by",
                violation_error_message="决定必须同时写明时间和经办人。",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("host_answered_at__isnull", True), ("host_held__isnull", True)),
                    models.Q(("host_answered_at__isnull", False), ("host_held", True)),
                    models.Q(
                        ("host_answered_at__isnull", False),
                        ("host_held", False),
                        models.Q(("host_note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="session_host_says_why_not",
                violation_error_message="没有在本村开展的，请写明情况。",
            ),
        ),
    ]
