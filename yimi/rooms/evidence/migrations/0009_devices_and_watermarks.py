import django.db.models.fields.json
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0008_patterns"),
        ("kernel", "0002_triggers"),
        ("projects", "0005_walk_in_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="media",
            name="watermark",
            field=models.JSONField(null=True),
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
                    ("challenge_seen", "口令在画面上"),
                    ("desk_upload", "不是现场拍摄"),
                    ("clock_differs", "手机时钟不准"),
                    ("same_point", "定位一模一样"),
                    ("accuracy_zero", "定位误差总是 0"),
                    ("round_seconds", "拍摄时间都是整分"),
                    ("shared_device", "一部手机几个人用"),
                    ("watermark_differs", "水印与场次不符"),
                    ("received_later", "拍后隔了几天才收到"),
                ],
                max_length=32,
            ),
        ),
        migrations.AddIndex(
            model_name="media",
            index=models.Index(
                django.db.models.fields.json.KeyTextTransform("device", "packet"), name="media_device"
            ),
        ),
    ]
