"""The words of this room. A flag is a fact with a strength, never a verdict (D9, evidence.md 4.3)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _lazy


class MediaKind(TextChoices):
    PHOTO = "photo", _lazy("照片")
    CLIP = "clip", _lazy("视频")
    DOCUMENT = "document", _lazy("文件")


class Source(TextChoices):
    CAMERA = "camera", _lazy("现场拍摄")
    FILE = "file", _lazy("从文件上传")


class MediaState(TextChoices):
    """How far the background work has come; the upload itself is complete from the first moment."""

    RECEIVED = "received", _lazy("已收到，正在处理")
    READY = "ready", _lazy("可以查看")
    FAILED = "failed", _lazy("未能生成查看副本")


class ChallengeKind(TextChoices):
    ONLINE = "online", _lazy("现场口令")
    OFFLINE_SEED = "offline_seed", _lazy("离线口令")


class BlurState(TextChoices):
    WAITING = "waiting", _lazy("待核对")
    APPROVED = "approved", _lazy("可以公开")
    REFUSED = "refused", _lazy("不公开")


class Strength(TextChoices):
    CERTAIN = "certain", _lazy("确定")
    STRONG = "strong", _lazy("强")
    MEDIUM = "medium", _lazy("中")
    HINT = "hint", _lazy("提示")
    SUPPORT = "support", _lazy("佐证")  # speaks for the session; never counted as a warning


class MatchVerdict(TextChoices):
    """What the engine says of two pictures (`fingerprint/verdict.py`); only the first can ever accuse."""

    SAME_PICTURE = "same_picture", _lazy("同一画面")
    SAME_SCENE = "same_scene", _lazy("同一地方")


class FlagCode(TextChoices):
    SAME_FILE = "same_file", _lazy("同一文件重复使用")
    SAME_PICTURE = "same_picture", _lazy("同一画面重复使用")
    ALLOWED_REUSE = "allowed_reuse", _lazy("重复使用，已登记允许")
    SAME_SCENE = "same_scene", _lazy("地点有佐证")
    UNCHECKED = "unchecked", _lazy("没有核对是否重复")
    BURST = "burst", _lazy("连拍")
    OUTSIDE_WINDOW = "outside_window", _lazy("不在约定时间")
    OUTSIDE_GEOFENCE = "outside_geofence", _lazy("不在约定地点")
    ACCURACY_LOW = "accuracy_low", _lazy("定位不准")
    EXIF_TIME_DIFFERS = "exif_time_differs", _lazy("照片信息中的时间不符")
    EXIF_PLACE_DIFFERS = "exif_place_differs", _lazy("照片信息中的地点不符")
    TOO_FEW_PHOTOS = "too_few_photos", _lazy("照片不足")
    TOO_FEW_PEOPLE = "too_few_people", _lazy("人数不足")
    TOO_FEW_MINUTES = "too_few_minutes", _lazy("时长不足")
    PERSON_IN_TWO_PLACES = "person_in_two_places", _lazy("服务对象同时在两处")
    STAFF_IN_TWO_PLACES = "staff_in_two_places", _lazy("人员同时在两处")
    LATE = "late", _lazy("超时提交")
    CHALLENGE_MISSING = "challenge_missing", _lazy("没有现场口令")
    CHALLENGE_OFFLINE = "challenge_offline", _lazy("只有离线口令")
    CHALLENGE_SEEN = "challenge_seen", _lazy("口令在画面上")
    DESK_UPLOAD = "desk_upload", _lazy("不是现场拍摄")
    CLOCK_DIFFERS = "clock_differs", _lazy("手机时钟不准")
    SAME_POINT = "same_point", _lazy("定位一模一样")
    ACCURACY_ZERO = "accuracy_zero", _lazy("定位误差总是 0")
    ROUND_SECONDS = "round_seconds", _lazy("拍摄时间都是整分")
    SHARED_DEVICE = "shared_device", _lazy("一部手机几个人用")
    WATERMARK_DIFFERS = "watermark_differs", _lazy("水印与场次不符")
    RECEIVED_LATER = "received_later", _lazy("拍后隔了几天才收到")


# How much each signal can prove. Reasons in evidence.md 4.3; a metadata flag can never be more than a hint.
STRENGTH: dict[FlagCode, Strength] = {
    FlagCode.SAME_FILE: Strength.CERTAIN,
    FlagCode.SAME_PICTURE: Strength.STRONG,
    FlagCode.ALLOWED_REUSE: Strength.HINT,
    FlagCode.SAME_SCENE: Strength.SUPPORT,
    FlagCode.UNCHECKED: Strength.MEDIUM,
    FlagCode.BURST: Strength.HINT,
    FlagCode.OUTSIDE_WINDOW: Strength.MEDIUM,
    FlagCode.OUTSIDE_GEOFENCE: Strength.MEDIUM,
    FlagCode.ACCURACY_LOW: Strength.HINT,
    FlagCode.EXIF_TIME_DIFFERS: Strength.HINT,
    FlagCode.EXIF_PLACE_DIFFERS: Strength.HINT,
    FlagCode.TOO_FEW_PHOTOS: Strength.CERTAIN,
    FlagCode.TOO_FEW_PEOPLE: Strength.CERTAIN,
    FlagCode.TOO_FEW_MINUTES: Strength.CERTAIN,
    FlagCode.PERSON_IN_TWO_PLACES: Strength.STRONG,
    FlagCode.STAFF_IN_TWO_PLACES: Strength.STRONG,
    FlagCode.LATE: Strength.CERTAIN,
    FlagCode.CHALLENGE_MISSING: Strength.MEDIUM,
    FlagCode.CHALLENGE_OFFLINE: Strength.HINT,
    FlagCode.CHALLENGE_SEEN: Strength.SUPPORT,
    FlagCode.DESK_UPLOAD: Strength.MEDIUM,
    FlagCode.CLOCK_DIFFERS: Strength.HINT,
    FlagCode.SAME_POINT: Strength.MEDIUM,
    FlagCode.ACCURACY_ZERO: Strength.MEDIUM,
    FlagCode.ROUND_SECONDS: Strength.MEDIUM,
    FlagCode.SHARED_DEVICE: Strength.MEDIUM,
    FlagCode.WATERMARK_DIFFERS: Strength.MEDIUM,
    FlagCode.RECEIVED_LATER: Strength.HINT,
}


class Moment(TextChoices):
    """A hazard is photographed as it was found and as it was left."""

    BEFORE = "before", _lazy("排除前")
    AFTER = "after", _lazy("排除后")
