"""How a consent was said on the spot, and the upload that shows it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0007_crosscheck_alive"),
    ]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="how",
            field=models.CharField(
                blank=True,
                choices=[("signed", "签名"), ("spoken", "口头")],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="proof",
            field=models.UUIDField(blank=True, null=True),
        ),
    ]
