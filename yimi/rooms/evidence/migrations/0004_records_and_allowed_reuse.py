"""The engine's records replace the bare PDQ prints; reuse can be allowed.

Prints are derived data: they go, and `yimi evidence record` makes records of the originals. The pairs found by PDQ stay
until then, told as what they were.
"""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CODES = """
UPDATE evidence_flag SET code = 'same_file' WHERE code = 'exact_reuse';
UPDATE evidence_flag SET code = 'same_picture' WHERE code = 'similar_picture';
"""
PAIRS = """
UPDATE evidence_picturematch SET finding = jsonb_build_object(
    'distance', distance, 'agreement', round(1 - distance / 256.0, 2), 'inliers', 0,
    'changes', CASE WHEN orientation LIKE '%翻转%' THEN '{"mirrored": 1}'::jsonb ELSE '{}'::jsonb END);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0003_packets_and_uploads"),
        ("kernel", "0002_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(CODES, migrations.RunSQL.noop),
        migrations.DeleteModel("Fingerprint"),
        migrations.AddField(
            model_name="picturematch",
            name="verdict",
            field=models.CharField(
                choices=[("same_picture", "同一画面"), ("same_scene", "同一地方")],
                default="same_picture",
                max_length=16,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="picturematch",
            name="finding",
            field=models.JSONField(default=dict),
        ),
        migrations.RunSQL(PAIRS, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="picturematch",
            name="distance",
        ),
        migrations.RemoveField(
            model_name="picturematch",
            name="orientation",
        ),
        migrations.AddField(
            model_name="picturematch",
            name="panels",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.storedfile",
            ),
        ),
        migrations.AlterField(
            model_name="flag",
            name="code",
            field=models.CharField(
                choices=[
                    ("same_file", "同一文件重复使用"),
                    ("same_picture", "同一画面重复使用"),
                    ("allowed_reuse", "重复使用，已登记允许"),
                    ("same_scene", "地点有佐证"),
                    ("unchecked", "没有核对是否重复"),
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
        migrations.AlterField(
            model_name="flag",
            name="strength",
            field=models.CharField(
                choices=[
                    ("certain", "确定"),
                    ("strong", "强"),
                    ("medium", "中"),
                    ("hint", "提示"),
                    ("support", "佐证"),
                ],
                max_length=16,
            ),
        ),
        migrations.CreateModel(
            name="AllowedReuse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("county", models.CharField(max_length=6)),
                ("because", models.TextField()),
                ("allowed_at", models.DateTimeField()),
                ("withdrawn_because", models.TextField(blank=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "allowed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.media"
                    ),
                ),
                (
                    "seen_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.media"
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["county", "-allowed_at"], name="allowed_reuse_county")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("picture",),
                        name="allowed_reuse_once",
                        violation_error_message="这一画面已经登记为允许重复使用。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="allowed_reuse_withdrawn_pair",
                        violation_error_message="撤销登记必须记录时间和经手人。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Fingerprint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("county", models.CharField(max_length=6)),
                ("period", models.CharField(max_length=6)),
                ("number", models.PositiveIntegerField()),
                ("frame_ms", models.IntegerField(default=-1)),
                ("record", models.BinaryField()),
                ("chain", models.BinaryField()),
                (
                    "media",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fingerprints",
                        to="evidence.media",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("media", "frame_ms"),
                        name="fingerprint_once_per_frame",
                        violation_error_message="这一画面的指纹已经记录。",
                    ),
                    models.UniqueConstraint(
                        fields=("county", "period", "number"),
                        name="fingerprint_numbered",
                        violation_error_message="另一份材料正在登记指纹，请再试一次。",
                    ),
                ],
            },
        ),
    ]
