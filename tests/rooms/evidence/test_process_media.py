"""The picture job: copies to look at, fingerprints, and reuse found across sessions and years."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import av
import pytest
from django.core.files.storage import storages
from PIL import Image, ImageDraw, ImageOps

from tests import walk
from tests.cast import Cast
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.files import open_stored
from yimi.rooms.evidence import actions, jobs, queries
from yimi.rooms.evidence.demo_pictures import clips
from yimi.rooms.evidence.fingerprint import frames
from yimi.rooms.evidence.models import Fingerprint, Flag, Media, PictureMatch
from yimi.rooms.evidence.queries.lines import burned_lines
from yimi.rooms.evidence.render.fonts import font
from yimi.rooms.projects.models import Session

BY = System("tests")
NEXT_DAY = walk.START + timedelta(days=1)


def jpeg(image: Image.Image, quality: int = 70) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def two_sessions(cast: Cast) -> tuple[Session, Session]:
    return walk.planned_session(cast), walk.planned_session(cast, start=NEXT_DAY)


def test_a_photo_gets_copies_a_strip_and_a_fingerprint(cast: Cast) -> None:
    media = walk.upload(walk.planned_session(cast), walk.next_photo())
    assert media.state == "ready" and media.display is not None and media.thumbnail is not None
    lines = burned_lines(media)
    assert "新花村村民活动室" in lines[1] and media.session is not None and media.session.number in lines[2]
    assert media.file.sha256[:16] in lines[3]
    with open_stored(media.display) as stream, Image.open(stream) as copy:
        assert not copy.getexif()
    assert 1_000 < len(bytes(Fingerprint.objects.get(media=media).record)) < 8_192


def test_processing_twice_changes_nothing(cast: Cast) -> None:
    media = walk.upload(walk.planned_session(cast), walk.next_photo())
    before = (media.display_id, Fingerprint.objects.count(), Flag.objects.count())
    again = actions.process_media(media_id=media.pk, by=BY)
    assert (again.display_id, Fingerprint.objects.count(), Flag.objects.count()) == before


def test_a_clip_gets_a_playable_copy_a_still_and_fingerprints_of_its_frames(cast: Cast) -> None:
    media = walk.upload(walk.planned_session(cast), walk.next_clip(), "clip")
    assert media.state == "ready" and media.display is not None and media.display.media_type == "video/mp4"
    assert Fingerprint.objects.filter(media=media, frame_ms__gte=0).count() >= 2


def test_the_same_file_in_another_session_is_one_stored_file_and_a_certain_flag(cast: Cast) -> None:
    first, second = two_sessions(cast)
    photo = walk.next_photo()
    one, two = walk.upload(first, photo), walk.upload(second, photo)
    assert one.file_id == two.file_id and one.pk != two.pk
    flag = Flag.objects.get(session=second, code="same_file")
    assert (flag.strength, flag.media, flag.other_media) == ("certain", two, one)
    assert first.number in flag.reason
    assert not Flag.objects.filter(session=first, code="same_file").exists()
    assert not Flag.objects.filter(session=second, code="same_picture").exists()


CHANGED = {
    "recompressed": ("", lambda image: image.resize((image.width // 2, image.height // 2))),
    "mirrored": ("左右翻转", ImageOps.mirror),
    "turned": ("转了 90 度", lambda image: image.rotate(90, expand=True)),
    "cropped": ("裁剪到原来的", lambda image: image.crop((90, 60, image.width - 50, image.height - 40))),
}


@pytest.mark.parametrize("how", CHANGED)
def test_a_changed_copy_of_an_earlier_picture_is_found_and_told_how(cast: Cast, how: str) -> None:
    first, second = two_sessions(cast)
    photo = walk.next_photo()
    one = walk.upload(first, photo)
    words, change = CHANGED[how]
    two = walk.upload(second, jpeg(change(Image.open(io.BytesIO(photo)).convert("RGB"))))
    flag = Flag.objects.get(session=second, code="same_picture")
    assert (flag.strength, flag.media, flag.other_media) == ("strong", two, one)
    assert first.number in flag.reason and words in flag.reason
    assert flag.detail["agreement"] > 0.66
    match = PictureMatch.objects.get(media=two)
    assert match.panels is not None
    with open_stored(match.panels) as stream, Image.open(stream) as panels:
        assert panels.width > 2 * panels.height / 2


def test_a_copy_that_was_checked_before_its_original_is_still_the_one_flagged(cast: Cast) -> None:
    first, second = two_sessions(cast)
    photo = walk.next_photo()
    one = walk.upload(first, photo, process=False)
    two = walk.upload(second, jpeg(ImageOps.mirror(Image.open(io.BytesIO(photo)).convert("RGB"))))
    assert not Flag.objects.filter(code="same_picture").exists()
    actions.process_media(media_id=one.pk, by=BY)
    flag = Flag.objects.get(code="same_picture")
    assert (flag.session, flag.media, flag.other_media) == (second, two, one)


def test_copies_cannot_hide_an_original_by_crowding_it_out(cast: Cast) -> None:
    """Nine copies in one session, all but the last withdrawn: the last still leads to the original."""
    first, second = two_sessions(cast)
    photo = walk.next_photo()
    one = walk.upload(first, photo)
    image = Image.open(io.BytesIO(photo)).convert("RGB")
    copies = [walk.upload(second, jpeg(image, quality=60 + number)) for number in range(9)]
    for copy in copies[:-1]:
        actions.withdraw_media(media=copy, by=copy.uploaded_by)
    actions.raise_flags(session=second, by=BY)
    flag = Flag.objects.get(session=second, code="same_picture")
    assert (flag.media, flag.other_media) == (copies[-1], one)


def test_a_still_out_of_an_earlier_clip_is_found(cast: Cast) -> None:
    first, second = two_sessions(cast)
    clip = clips()[2].read_bytes()
    walk.upload(first, clip, "clip")
    still = list(frames(clip, every_s=1.0, cap=3))[2]
    walk.upload(second, jpeg(Image.fromarray(still.image), quality=90))
    flag = Flag.objects.get(session=second, code="same_picture")
    assert "视频第" in flag.reason


def slide_show(pictures: list[bytes]) -> bytes:
    """A clip of stills, two seconds each under a slow zoom, with letters on them, as a phone's album makes one."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=10, options={"crf": "28"})
        stream.width, stream.height, stream.pix_fmt = 480, 640, "yuv420p"
        for picture in pictures:
            image = Image.open(io.BytesIO(picture)).convert("RGB")
            for step in range(20):
                edge = 0.02 * step / 20
                box = (
                    image.width * edge,
                    image.height * edge,
                    image.width * (1 - edge),
                    image.height * (1 - edge),
                )
                frame = image.resize((480, 640), Image.Resampling.BICUBIC, box=box)
                ImageDraw.Draw(frame).text((20, 590), "精彩瞬间", font=font(32), fill="yellow")
                container.mux(stream.encode(av.VideoFrame.from_image(frame)))
        container.mux(stream.encode(None))
    return out.getvalue()


def test_a_clip_made_of_stills_is_found_against_the_photos(cast: Cast) -> None:
    first, second = two_sessions(cast)
    stills = [walk.next_photo() for _ in range(3)]
    photos = [walk.upload(first, still) for still in stills]
    other = walk.next_photo()
    walk.upload(first, other)  # of which nothing is in the clip
    clip = walk.upload(second, slide_show(stills), "clip")
    flags = Flag.objects.filter(session=second, code="same_picture")
    assert {(flag.media_id, flag.other_media_id) for flag in flags} == {(clip.pk, one.pk) for one in photos}
    assert all(flag.strength == "strong" and first.number in flag.reason for flag in flags)
    when = PictureMatch.objects.filter(media=clip).order_by("other_media").values_list("frame_s", flat=True)
    assert [int((at or 0) // 2) for at in when] == [0, 1, 2]  # each in its two seconds


def test_what_cannot_be_looked_at_is_said_to_be_unchecked(cast: Cast) -> None:
    session = walk.planned_session(cast)
    media = walk.upload(session, walk.next_photo(), process=False)
    kept = Path(storages["evidence"].path(media.file.path))
    kept.chmod(0o600)
    kept.write_bytes(kept.read_bytes()[:600])  # the disk lost the rest
    actions.process_media(media_id=media.pk, by=BY)
    flag = Flag.objects.get(session=session, code="unchecked")
    assert (flag.media, flag.strength) == (media, "medium")
    assert "没有核对是否重复使用" in flag.reason
    sound = walk.upload(session, walk.next_photo())
    assert not Flag.objects.filter(code="unchecked", media=sound).exists()
    with clock.frozen(session.ends_at):
        actions.withdraw_media(media=media, by=media.uploaded_by)
        actions.raise_flags(session=session, by=BY)
    assert not Flag.objects.filter(code="unchecked").exists()


def test_two_shots_of_one_moment_in_a_session_are_a_hint_not_reuse(cast: Cast) -> None:
    session = walk.planned_session(cast)
    photo = walk.next_photo()
    walk.upload(session, photo)
    again = jpeg(Image.open(io.BytesIO(photo)).convert("RGB"), quality=60)
    later = walk.upload(session, again, at=session.starts_at + timedelta(minutes=40))
    flags = {flag.code: flag for flag in queries.flags_of(session)}
    assert flags["burst"].strength == "hint" and flags["burst"].media == later
    assert "same_picture" not in flags and "same_file" not in flags


def test_a_flat_picture_matches_nothing(cast: Cast) -> None:
    first, second = two_sessions(cast)
    for session, grey in ((first, 120), (second, 121)):
        walk.upload(session, jpeg(Image.new("RGB", (640, 480), (grey, grey, grey))))
    assert not PictureMatch.objects.exists()


def test_a_withdrawn_picture_accuses_nobody(cast: Cast) -> None:
    first, second = two_sessions(cast)
    photo = walk.next_photo()
    mistaken = walk.upload(first, photo)
    actions.withdraw_media(media=mistaken, by=mistaken.uploaded_by)
    walk.upload(second, photo)
    assert not Flag.objects.filter(session=second, code__in=["same_file", "same_picture"]).exists()


def test_another_county_is_another_index(cast: Cast) -> None:
    first, second = two_sessions(cast)
    photo = walk.next_photo()
    one = walk.upload(first, photo)
    Fingerprint.objects.filter(media=one).update(county="510104")  # as if it had been handed in there
    walk.upload(second, jpeg(Image.open(io.BytesIO(photo)).convert("RGB")))
    assert not PictureMatch.objects.exists()


def test_recomputing_flags_changes_nothing_and_removes_what_no_longer_holds(cast: Cast) -> None:
    session = walk.planned_session(cast)
    walk.upload(session, walk.next_photo(), coded=False)
    before = set(Flag.objects.filter(session=session).values_list("pk", "code"))
    assert {code for _, code in before} >= {"challenge_missing", "too_few_photos"}
    with clock.frozen(session.ends_at):
        actions.raise_flags(session=session, by=BY)
    assert set(Flag.objects.filter(session=session).values_list("pk", "code")) == before
    walk.upload(session, walk.next_photo())
    assert not Flag.objects.filter(session=session, code="challenge_missing").exists()


def test_what_a_killed_worker_left_is_caught_up(cast: Cast) -> None:
    media = walk.upload(walk.planned_session(cast), walk.next_photo(), process=False)
    assert queries.unprocessed(before=media.received_at) == []
    with clock.frozen(media.received_at + timedelta(minutes=11)):
        jobs.catch_up(timestamp=0)
    media.refresh_from_db()
    assert media.state == "ready"


def test_a_scanned_list_is_shown_but_never_compared(cast: Cast) -> None:
    media = walk.upload(walk.planned_session(cast), walk.next_photo(), "document", coded=False)
    assert media.display is not None and not Fingerprint.objects.exists()
    assert Media.objects.get().state == "ready"
