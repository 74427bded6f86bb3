"""What was captured and what the machine noticed about it. The sealed original never changes or goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import Located
from yimi.rooms.accounts.states import COUNTY
from yimi.rooms.care.models import Hazard
from yimi.rooms.evidence.states import (
    BlurState,
    ChallengeKind,
    FlagCode,
    MatchVerdict,
    MediaKind,
    MediaState,
    Moment,
    Source,
    Strength,
)
from yimi.rooms.projects.models import Session

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach


class Challenge(models.Model):
    """A four-digit code shown in the picture: it could not have been known before `issued_at`."""

    session = models.ForeignKey("projects.Session", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=ChallengeKind.choices, default=ChallengeKind.ONLINE)
    code = models.CharField(max_length=4, blank=True)
    seed = models.CharField(max_length=64, blank=True)  # offline: each picture's code derives from it
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["session", "issued_at"], name="challenge_session"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False),
                name="challenge_used_pair",
                violation_error_message=_lazy("口令的使用时间和使用人必须同时记录。"),
            ),
            models.CheckConstraint(
                condition=(Q(kind=ChallengeKind.ONLINE) & Q(code__regex=r"^\d{4}$") & Q(seed=""))
                | (Q(kind=ChallengeKind.OFFLINE_SEED) & Q(code="") & ~Q(seed="")),
                name="challenge_code_or_seed",
                violation_error_message=_lazy("现场口令是四位数字，离线口令是一个种子。"),
            ),
        )


class MediaQuerySet(models.QuerySet["Media"]):
    def visible_to(self, reach: Reach) -> MediaQuerySet:
        return self.filter(session__in=Session.objects.visible_to(reach).values("pk"))

    def standing(self) -> MediaQuerySet:
        """Not withdrawn by the one who uploaded it."""
        return self.filter(withdrawn_at__isnull=True)


class Media(Located):
    """One upload. Its place is what the device reported; `exif` is what the file says about itself."""

    client_id = models.UUIDField(unique=True)
    county = models.CharField(max_length=6)
    session = models.ForeignKey("projects.Session", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=16, choices=MediaKind.choices)
    state = models.CharField(max_length=16, choices=MediaState.choices, default=MediaState.RECEIVED)
    file = models.ForeignKey("kernel.StoredFile", models.PROTECT, related_name="+")
    display = models.ForeignKey("kernel.StoredFile", models.PROTECT, null=True, related_name="+")
    thumbnail = models.ForeignKey("kernel.StoredFile", models.PROTECT, null=True, related_name="+")
    public_copy = models.ForeignKey("kernel.StoredFile", models.PROTECT, null=True, related_name="+")
    public_poster = models.ForeignKey("kernel.StoredFile", models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=16, choices=Source.choices, default=Source.CAMERA)
    subject = models.TextField(blank=True)  # which requirement of the type's specification it serves
    taken_at = models.DateTimeField(null=True)  # what the device's clock said; a claim
    received_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    duration_s = models.FloatField(null=True)
    exif = models.JSONField(default=dict)
    # what the phone wrote at the moment of capture (`packets.facts_of`); empty for uploads from the desk
    packet = models.JSONField(default=dict)
    challenge = models.ForeignKey(Challenge, models.PROTECT, null=True, related_name="media")
    code_seen = models.BooleanField(null=True)  # read off the photo by machine; empty: not looked for
    # dates and session numbers read off the photo (`reading.watermark`), nothing else of its words; empty: not read
    watermark = models.JSONField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = MediaQuerySet.as_manager()

    repeated = False  # not a column: `receive_media` found this row instead of making it

    class Meta:
        indexes = (
            models.Index(fields=["session", "received_at"], name="media_session"),
            models.Index(fields=["county", "file"], name="media_county_file"),
            models.Index(fields=["received_at"], condition=Q(state="received"), name="media_waiting"),
            models.Index(KT("packet__device"), name="media_device"),
        )
        constraints = (
            # hazards and milestones will be the other two homes; exactly one of them is set
            models.CheckConstraint(
                condition=Q(session__isnull=False),
                name="media_has_one_home",
                violation_error_message=_lazy("每份材料必须属于一个场次。"),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="media_withdrawn_pair",
                violation_error_message=_lazy("撤下材料必须记录时间和经手人。"),
            ),
        )


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, reach: Reach) -> UploadQuerySet:
        """Whoever began an upload; nobody else has any business with half a file."""
        return self.filter(owner=reach.user_id) if reach.user_id else self.none()

    def arriving(self) -> UploadQuerySet:
        """Not all of it has come."""
        return self.filter(received_at__isnull=True)

    def waiting(self) -> UploadQuerySet:
        """Acknowledged, and not examined yet: nobody may forget one of these."""
        return self.filter(received_at__isnull=False, refusal_code="")

    def refused(self) -> UploadQuerySet:
        """Examined and not taken in; the bytes are gone, the sentence stays until somebody has read it."""
        return self.exclude(refusal_code="")


class Upload(models.Model):
    """A file on its way in (`arriving`): how much has come is the length of the bytes on disk.

    With `received_at` all of it has come, is on the disk and was acknowledged; then a job examines it. The row goes
    when it has become a Media; one that cannot be taken in keeps its sentence in `refusal`.
    """

    client_id = models.UUIDField(primary_key=True)
    session = models.ForeignKey("projects.Session", models.PROTECT, related_name="+")
    owner = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    length = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    said = models.JSONField()  # what `receive_media` is to be told beside the file
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    refusal_code = models.CharField(max_length=40, blank=True)  # what `take_in_upload` found wrong with it
    refusal = models.TextField(blank=True)  # and said in one sentence

    objects = UploadQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["expires_at"], name="upload_expires"),
            models.Index(
                fields=["received_at"],
                condition=Q(received_at__isnull=False, refusal_code=""),
                name="upload_waiting",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(refusal_code="", refusal="") | (~Q(refusal_code="") & ~Q(refusal="")),
                name="upload_refusal_said",
                violation_error_message=_lazy("没有收下的上传要写明原因。"),
            ),
        )


class Fingerprint(models.Model):
    """What the engine keeps of one picture (`fingerprint/record.py`), a photo or a frame of a clip.

    Derived from the originals; the index on disk is derived from these rows. Within a county and a quarter they are
    numbered without a gap and chained, so that an index can prove in one look-up that it holds what stands here.
    """

    county = models.CharField(max_length=6)
    period = models.CharField(max_length=6)  # the quarter of receipt, 2026Q4: one folder of the index
    number = models.PositiveIntegerField()
    media = models.ForeignKey(Media, models.CASCADE, related_name="fingerprints")
    frame_ms = models.IntegerField(default=-1)  # milliseconds into the clip; -1 for a photo
    record = models.BinaryField()
    chain = models.BinaryField()  # SHA-256 over the chain before, the key and the record

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["media", "frame_ms"],
                name="fingerprint_once_per_frame",
                violation_error_message=_lazy("这一画面的指纹已经记录。"),
            ),
            models.UniqueConstraint(
                fields=["county", "period", "number"],
                name="fingerprint_numbered",
                violation_error_message=_lazy("另一份材料正在登记指纹，请再试一次。"),
            ),
        )


class PictureMatch(models.Model):
    """Two pictures the engine finds related, noted once when the second was checked. A fact, not yet a flag."""

    media = models.ForeignKey(Media, models.CASCADE, related_name="+")
    other_media = models.ForeignKey(Media, models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=16, choices=MatchVerdict.choices)
    finding = models.JSONField(default=dict)  # the engine's figures: inliers, agreement, changes, matrix …
    frame_s = models.FloatField(null=True)
    other_frame_s = models.FloatField(null=True)
    # three panels for the reviewer: the earlier picture, this one laid over it, where they agree
    panels = models.ForeignKey("kernel.StoredFile", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["media", "other_media"],
                name="match_once",
                violation_error_message=_lazy("这两份材料已经比对过。"),
            ),
        )


class FlagQuerySet(models.QuerySet["Flag"]):
    def visible_to(self, reach: Reach) -> FlagQuerySet:
        return self.filter(session__in=Session.objects.visible_to(reach).values("pk"))


class Flag(models.Model):
    """Recomputed as a whole by `raise_flags`; the set stored is always the set the rules give."""

    county = models.CharField(max_length=6)
    session = models.ForeignKey("projects.Session", models.PROTECT, related_name="+")
    media = models.ForeignKey(Media, models.PROTECT, null=True, related_name="flags")
    other_media = models.ForeignKey(Media, models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=32, choices=FlagCode.choices)
    strength = models.CharField(max_length=16, choices=Strength.choices)
    reason = models.TextField()
    detail = models.JSONField(default=dict)
    raised_at = models.DateTimeField()

    objects = FlagQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["county", "code"], name="flag_county_code"),)
        constraints = (
            models.UniqueConstraint(
                fields=["session", "code", "media", "other_media"],
                name="flag_once",
                nulls_distinct=False,
                violation_error_message=_lazy("这条提示已经记录。"),
            ),
        )


class AllowedReuseQuerySet(models.QuerySet["AllowedReuse"]):
    def visible_to(self, reach: Reach) -> AllowedReuseQuerySet:
        return self.filter(county__in=reach.counties(*COUNTY))

    def standing(self) -> AllowedReuseQuerySet:
        return self.filter(withdrawn_at__isnull=True)


class AllowedReuse(models.Model):
    """Same picture, allowed, because …, by …: a notice that is photographed every month. Later checks respect it."""

    county = models.CharField(max_length=6)
    picture = models.ForeignKey(Media, models.PROTECT, related_name="+")  # the earlier of the two
    seen_in = models.ForeignKey(Media, models.PROTECT, related_name="+")  # where it was found again
    because = models.TextField()
    allowed_at = models.DateTimeField()
    allowed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    withdrawn_because = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = AllowedReuseQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["county", "-allowed_at"], name="allowed_reuse_county"),)
        constraints = (
            models.UniqueConstraint(
                fields=["picture"],
                condition=Q(withdrawn_at__isnull=True),
                name="allowed_reuse_once",
                violation_error_message=_lazy("这一画面已经登记为允许重复使用。"),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="allowed_reuse_withdrawn_pair",
                violation_error_message=_lazy("撤销登记必须记录时间和经手人。"),
            ),
        )


class Narrative(models.Model):
    """The text of a session, and what beneficiaries said in their own words."""

    session = models.OneToOneField("projects.Session", models.PROTECT, related_name="+")
    text = models.TextField()
    beneficiary_words = models.TextField(blank=True)
    words_consented = models.BooleanField(default=False)  # they agreed that their words are shown publicly
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")


class BlurReview(models.Model):
    """A person looks at the blurred copy before anybody outside may: the detector misses faces."""

    media = models.OneToOneField(Media, models.PROTECT, related_name="blur_review")
    state = models.CharField(max_length=16, choices=BlurState.choices, default=BlurState.WAITING)
    faces = models.PositiveIntegerField()
    note = models.TextField(blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state=BlurState.WAITING, reviewed_at__isnull=True, reviewed_by__isnull=True)
                | (~Q(state=BlurState.WAITING) & Q(reviewed_at__isnull=False, reviewed_by__isnull=False)),
                name="blur_review_named",
                violation_error_message=_lazy("公开与否必须有人核对并留名。"),
            ),
        )


class HazardPhotoQuerySet(models.QuerySet["HazardPhoto"]):
    def visible_to(self, reach: Reach) -> HazardPhotoQuerySet:
        """Whoever sees the hazard."""
        return self.filter(hazard__in=Hazard.objects.visible_to(reach).values("pk"))


class HazardPhoto(models.Model):
    """A picture of something dangerous at somebody's home, or of how it was made safe (A1-14).

    Nothing is compared and nothing goes public: what is shown is a copy without what the file said about itself.
    """

    hazard = models.ForeignKey("care.Hazard", models.PROTECT, related_name="+")
    moment = models.CharField(max_length=6, choices=Moment.choices)
    file = models.ForeignKey("kernel.StoredFile", models.PROTECT, related_name="+")
    display = models.ForeignKey("kernel.StoredFile", models.PROTECT, related_name="+")
    thumbnail = models.ForeignKey("kernel.StoredFile", models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    objects = HazardPhotoQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["hazard", "moment"], name="hazardphoto_of_hazard"),)
