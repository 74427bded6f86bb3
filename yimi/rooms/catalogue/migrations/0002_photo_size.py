"""How large and how finely a phone keeps a photo, by type."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="typespec",
            name="photo_long_side",
            field=models.IntegerField(db_default=2048, default=2048),
        ),
        migrations.AddField(
            model_name="typespec",
            name="photo_quality",
            field=models.IntegerField(db_default=85, default=85),
        ),
        migrations.AddConstraint(
            model_name="typespec",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("photo_long_side__range", (1024, 4096)), ("photo_quality__range", (60, 95))
                ),
                name="typespec_photo_size",
                violation_error_message="照片长边应在 1024 到 4096 像素之间，质量在 60 到 95 之间。",
            ),
        ),
    ]
