"""What the type of a session still wants before it may be handed in (A4-04, decision 9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

CLIP_TOLERANCE_S = 0.5  # encoders end a clip on a whole frame, a little after the button
CONSENT = "consent"  # the subject of a signature or a spoken yes: it shows a consent, not the session
TEXT_LEAST = 20  # characters; shorter says nothing a reviewer could check


@dataclass(frozen=True)
class WantedDocument:
    """One named requirement of the type: a photo, a clip or a document of a subject."""

    kind: str
    subject: str
    label: str
    count: int = 1
    min_s: int | None = None
    max_s: int | None = None


@dataclass(frozen=True)
class Wanted:
    min_photos: int
    clip_required: bool
    clip_min_s: int
    clip_max_s: int
    text_required: bool
    named: tuple[WantedDocument, ...] = ()


@dataclass(frozen=True)
class Piece:
    kind: str
    subject: str = ""
    duration_s: float | None = None
    looked_at: bool = True  # False: received, not examined yet; it counts as fitting until it is


@dataclass(frozen=True)
class Held:
    """What has been handed in so far; `photos` counts a burst once."""

    photos: int
    pieces: tuple[Piece, ...] = ()
    text_length: int = 0
    people_count: int | None = None
    attendance_open: int = 0  # named participants nobody has marked yet
    timed: bool = False  # real start and end are recorded


def distinct_photos(photo_files: dict[int, int], pairs: Iterable[tuple[int, int]]) -> int:
    """How many different pictures there are: same bytes and bursts of one moment count once.

    `photo_files` maps media id to file id; pairs are media that show the same picture.
    """
    group = {media: media for media in photo_files}

    def leader(media: int) -> int:
        while group[media] != media:
            media = group[media]
        return media

    first_of_file: dict[int, int] = {}
    for media, file in photo_files.items():
        group[leader(media)] = leader(first_of_file.setdefault(file, media))
    for one, other in pairs:
        if one in group and other in group:
            group[leader(one)] = leader(other)
    return len({leader(media) for media in group})


def missing_sentences(wanted: Wanted, held: Held) -> list[str]:
    """What is missing, one sentence each, in the order in which a worker would do it."""
    return [
        *_photos(wanted, held),
        *_clip(wanted, held),
        *(sentence for one in wanted.named if one.kind != "text" for sentence in _named(one, held.pieces)),
        *_text(wanted, held),
        *_attendance(held),
    ]


def _photos(wanted: Wanted, held: Held) -> list[str]:
    if held.photos >= wanted.min_photos:
        return []
    return [
        _("照片 {have}/{need} 张，还差 {less} 张（几乎一样的连拍只计一张）。").format(
            have=held.photos, need=wanted.min_photos, less=wanted.min_photos - held.photos
        )
    ]


def _clip(wanted: Wanted, held: Held) -> list[str]:
    if not wanted.clip_required:
        return []
    clips = [piece for piece in held.pieces if piece.kind == "clip" and piece.subject != CONSENT]
    lengths = [piece.duration_s or 0.0 for piece in clips]
    if any(_fits(piece, wanted.clip_min_s, wanted.clip_max_s) for piece in clips):
        return []
    bounds = {"least": wanted.clip_min_s, "most": wanted.clip_max_s}
    if not lengths:
        return [_("还没有视频，需要一段 {least}–{most} 秒的视频。").format(**bounds)]
    nearest = min(lengths, key=lambda length: abs(length - wanted.clip_min_s))
    return [_("视频长 {have} 秒，应为 {least}–{most} 秒，请重拍一段。").format(have=round(nearest), **bounds)]


def _named(one: WantedDocument, pieces: Sequence[Piece]) -> list[str]:
    serving = [piece for piece in pieces if piece.subject == one.subject and piece.kind == one.kind]
    if one.min_s is not None and one.max_s is not None:
        fitting = [piece for piece in serving if _fits(piece, one.min_s, one.max_s)]
        if serving and not fitting:
            return [
                _("“{label}”的视频应为 {least}–{most} 秒，请换一段。").format(
                    label=one.label, least=one.min_s, most=one.max_s
                )
            ]
        serving = fitting
    if len(serving) >= one.count:
        return []
    return [
        _("缺少“{label}”（{have}/{need}），上传时请选择这一项。").format(
            label=one.label, have=len(serving), need=one.count
        )
    ]


def _text(wanted: Wanted, held: Held) -> list[str]:
    if not wanted.text_required or held.text_length >= TEXT_LEAST:
        return []
    return [_("还没有文字说明，请写清楚做了什么、对象怎么说，至少 {n} 个字。").format(n=TEXT_LEAST)]


def _attendance(held: Held) -> list[str]:
    sentences = []
    if held.people_count is None or not held.timed:
        sentences.append(_("还没有登记实际开始、结束时间和到场人数，请先点“确认开展”。"))
    elif held.attendance_open:
        sentences.append(_("名单上还有 {n} 人没有登记是否到场。").format(n=held.attendance_open))
    return sentences


def _fits(piece: Piece, least: int, most: int) -> bool:
    length = piece.duration_s or 0.0
    return not piece.looked_at or least - CLIP_TOLERANCE_S <= length <= most + CLIP_TOLERANCE_S
