"""A standing and a window know where they are; counts are kept beside them. Existing rows are filled."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Left

FILL = """
UPDATE care_standing SET division_id = person.division_id,
       present = person.deceased_on IS NULL AND person.merged_into_id IS NULL AND person.erased_at IS NULL
  FROM people_person person WHERE person.id = care_standing.person_id;
UPDATE care_window SET division_id = standing.division_id, worker_id = standing.worker_id, present = standing.present
  FROM care_standing standing WHERE standing.id = care_window.standing_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""
COUNTED = [
    ("red", "红色"),
    ("yellow", "黄色"),
    ("blue", "蓝色"),
    ("green", "绿色"),
    ("again", "该复评"),
    ("due", "待走访"),
    ("late", "走访逾期"),
    ("lacking", "待评估"),
]
GRAVEST = models.Case(
    models.When(colour="red", then=models.Value(0)),
    models.When(colour="yellow", then=models.Value(1)),
    models.When(colour="blue", then=models.Value(2)),
    models.When(colour="green", then=models.Value(3)),
    default=models.Value(9),
)


def to(model, **options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **options
    )


def cut(digits):
    return models.GeneratedField(
        db_persist=True, expression=Left("division", digits), output_field=models.CharField(max_length=digits)
    )


def walked(whose):
    return models.Index(
        fields=[whose, "closes_on", "rank", "division", "id"],
        condition=models.Q(state="open", present=True),
        name=f"window_open_{whose}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("care", "0004_groups"),
        ("people", "0006_household_points"),
        ("places", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(choices=COUNTED, max_length=7)),
                ("day", models.DateField(null=True)),
                ("number", models.IntegerField()),
                ("division", to("places.division")),
                ("worker", to(settings.AUTH_USER_MODEL, db_index=False, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Unassessed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("division", to("places.division", db_index=False)),
                ("person", to("people.person", db_index=False)),
            ],
            options={
                "indexes": [models.Index(fields=["division", "id"], name="unassessed_there")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "since"), name="unassessed_once"),
                    models.CheckConstraint(
                        condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
                        name="unassessed_in_order",
                    ),
                ],
            },
        ),
        migrations.RemoveIndex(model_name="standing", name="standing_colour"),
        migrations.RemoveIndex(model_name="window", name="window_open_closes"),
        *(
            migrations.AddField(model_name=model, name=name, field=field)
            for model in ("standing", "window")
            for name, field in (
                ("division", to("places.division", db_index=False, editable=False, null=True)),
                ("present", models.BooleanField(default=True, editable=False)),
            )
        ),
        migrations.AddField(
            model_name="window",
            name="worker",
            field=to(settings.AUTH_USER_MODEL, db_index=False, editable=False, null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        *(
            migrations.AlterField(
                model_name=model,
                name="division",
                field=to("places.division", db_index=False, editable=False),
            )
            for model in ("standing", "window")
        ),
        migrations.AddField(model_name="standing", name="town", field=cut(9)),
        migrations.AddField(model_name="window", name="county", field=cut(6)),
        migrations.AddField(model_name="window", name="town", field=cut(9)),
        migrations.AddField(
            model_name="window",
            name="rank",
            field=models.GeneratedField(
                db_persist=True, expression=GRAVEST, output_field=models.SmallIntegerField()
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["county", "colour", "-id"], name="standing_colour"),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["town", "colour", "-id"], name="standing_of_town"),
        ),
        *(
            migrations.AddIndex(model_name="window", index=walked(whose))
            for whose in ("county", "town", "worker")
        ),
    ]
