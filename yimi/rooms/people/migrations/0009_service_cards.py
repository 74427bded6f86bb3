"""Cards of paper with a random code, one valid card a person."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import yimi.kernel.fields


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_consent_how_and_proof"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceCard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", yimi.kernel.fields.EncryptedTextField()),
                ("code_index", yimi.kernel.fields.BlindIndexField(max_length=64, unique=True)),
                ("number", yimi.kernel.fields.EncryptedTextField()),
                ("number_index", yimi.kernel.fields.BlindIndexField(max_length=64, unique=True)),
                ("issued_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("lost", "丢了"),
                            ("damaged", "坏了、扫不出来"),
                            ("misprinted", "印错了"),
                            ("unwanted", "本人不要了"),
                            ("moved", "搬走了"),
                            ("closed", "档案已删除"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cards", to="people.person"
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "-id"], name="servicecard_of_person")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("person",),
                        name="servicecard_one_valid",
                        violation_error_message="这个人已有一张有效的服务卡；丢了、坏了请先换卡。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="servicecard_withdrawn_paired",
                        violation_error_message="收回服务卡要写明何时、由谁、为什么。",
                    ),
                ],
            },
        ),
    ]
