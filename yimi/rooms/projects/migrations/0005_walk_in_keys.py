"""A walk-in entered twice over a bad line is one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_consent_how_and_proof"),
        ("projects", "0004_host_says_and_orders_sent_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="sessionparticipant",
            name="client_key",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="sessionparticipant",
            constraint=models.UniqueConstraint(
                fields=("session", "client_key"),
                name="walk_in_entered_once",
                violation_error_message="这个人已经在名单上。",
            ),
        ),
    ]
