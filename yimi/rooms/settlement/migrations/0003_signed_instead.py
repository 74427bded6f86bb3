"""The county may sign for a provider that was struck off; the reason stays with the signature."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("settlement", "0002_triggers")]
    operations = [
        migrations.AddField(
            model_name="confirmation",
            name="instead_because",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(("instead_because", ""), ("step", "provider"), _connector="OR"),
                name="settlement_signed_instead_of_a_provider",
                violation_error_message="只有承接机构的确认可以由区县代为办理。",
            ),
        ),
    ]
