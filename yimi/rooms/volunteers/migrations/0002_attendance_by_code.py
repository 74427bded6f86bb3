"""Attendance by the code of the moment: the key of a session, codes used, who came and went."""

import django.db.models.deletion
from django.db import migrations, models

import yimi.kernel.fields


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0004_host_says_and_orders_sent_once"),
        ("volunteers", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AttendanceKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("secret", yimi.kernel.fields.EncryptedTextField()),
                ("issued_at", models.DateTimeField()),
                ("issued_by", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="UsedCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step", models.BigIntegerField()),
                ("used_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="sessionhelper",
            name="arrived_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="sessionhelper",
            name="arrived_by",
            field=models.TextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="sessionhelper",
            name="left_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="sessionhelper",
            name="left_by",
            field=models.TextField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="sessionhelper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("arrived_at__isnull", True), ("arrived_by__isnull", True)),
                    models.Q(("arrived_at__isnull", False), ("arrived_by__isnull", False)),
                    _connector="OR",
                ),
                name="helper_arrived_at_by",
                violation_error_message="决定必须同时写明时间和经办人。",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionhelper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("left_at__isnull", True), ("left_by__isnull", True)),
                    models.Q(("left_at__isnull", False), ("left_by__isnull", False)),
                    _connector="OR",
                ),
                name="helper_left_at_by",
                violation_error_message="决定必须同时写明时间和经办人。",
            ),
        ),
        migrations.AddField(
            model_name="attendancekey",
            name="session",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.session"
            ),
        ),
        migrations.AddField(
            model_name="usedcode",
            name="helper",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="codes",
                to="volunteers.sessionhelper",
            ),
        ),
        migrations.AddField(
            model_name="usedcode",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.session"
            ),
        ),
        migrations.AddConstraint(
            model_name="usedcode",
            constraint=models.UniqueConstraint(
                fields=("session", "step"),
                name="attendance_code_once",
                violation_error_message="这个码刚刚用过，请等它换成下一个再输。",
            ),
        ),
    ]
