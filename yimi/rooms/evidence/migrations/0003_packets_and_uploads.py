"""What the phone wrote at the moment of capture, and files that come in pieces."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from yimi.rooms.evidence.triggers import DROP, SQL


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0002_triggers"),
        ("projects", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="media",
            name="packet",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="flag",
            name="code",
            field=models.CharField(
                choices=[
                    ("exact_reuse", "同一文件重复使用"),
                    ("similar_picture", "画面相同"),
                    ("burst", "连拍"),
                    ("outside_window", "不在约定时间"),
                    ("outside_geofence", "不在约定地点"),
                    ("accuracy_low", "定位不准"),
                    ("exif_time_differs", "照片信息中的时间不符"),
                    ("exif_place_differs", "照片信息中的地点不符"),
                    ("too_few_photos", "照片不足"),
                    ("too_few_people", "人数不足"),
                    ("too_few_minutes", "时长不足"),
                    ("person_in_two_places", "服务对象同时在两处"),
                    ("staff_in_two_places", "人员同时在两处"),
                    ("late", "超时提交"),
                    ("challenge_missing", "没有现场口令"),
                    ("challenge_offline", "只有离线口令"),
                    ("desk_upload", "不是现场拍摄"),
                    ("clock_differs", "手机时钟不准"),
                ],
                max_length=32,
            ),
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("client_id", models.UUIDField(primary_key=True, serialize=False)),
                ("length", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("said", models.JSONField()),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.session"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["owner"], name="upload_owner"),
                    models.Index(fields=["expires_at"], name="upload_expires"),
                ],
            },
        ),
        migrations.RunSQL(SQL, DROP),  # the packet is sealed too
    ]
