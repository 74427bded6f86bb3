from __future__ import annotations

import hashlib
import io
import os
import re
import signal
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from tests.rooms.evidence.imaging import attacks
from tests.rooms.evidence.imaging.attacks import CLIP, PHOTO
from yimi.rooms.evidence import demo_pictures
from yimi.rooms.evidence.intake import MAX_BYTES, SENTENCES, Unacceptable, examine
from yimi.rooms.evidence.intake import sandbox as box

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
ZIP = attacks.zip_bytes()
PNG = attacks.png()
WEBM = attacks.clip("libvpx-vp9", container_name="webm")
END = PHOTO.rindex(b"\xff\xd9")

HOSTILE = {
    "nothing at all": (b"", "photo", "empty"),
    "an empty clip": (b"", "clip", "empty"),
    "a PNG declared a clip": (PNG, "clip", "not_as_declared"),
    "a clip declared a photo": (CLIP, "photo", "not_as_declared"),
    "a PDF declared a photo": (PDF, "photo", "not_as_declared"),
    "plain words": ("照片".encode(), "photo", "unknown_format"),
    "a page": (b"<html><script>alert(1)</script>", "photo", "unknown_format"),
    "a drawing with script": (b"<svg xmlns='x'><script/></svg>", "photo", "unknown_format"),
    "an archive": (ZIP, "photo", "unknown_format"),
    "a GIF": (attacks.moving("GIF"), "photo", "unknown_format"),
    "a WebM": (WEBM, "clip", "unknown_format"),
    "a pixel bomb": (attacks.png_claiming(60_000, 60_000), "photo", "too_many_pixels"),
    "a JPEG cut half way": (PHOTO[: len(PHOTO) // 2], "photo", "truncated"),
    "a JPEG without its last two bytes": (PHOTO[:END], "photo", "truncated"),
    "a JPEG cut and closed again": (PHOTO[: len(PHOTO) // 2] + b"\xff\xd9", "photo", "truncated"),
    "a PNG cut half way": (PNG[: len(PNG) // 2], "photo", "truncated"),
    "a PNG with a flipped byte": (PNG[:60] + bytes((PNG[60] ^ 1,)) + PNG[61:], "photo", "undecodable"),
    "a clip cut half way": (CLIP[: len(CLIP) // 2], "clip", "truncated"),
    "a head without a picture": (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xd9", "photo", "undecodable"),
    "a photo with an archive behind": (PHOTO + ZIP, "photo", "stowaway"),
    "a PNG with an archive behind": (PNG + ZIP, "photo", "stowaway"),
    "a clip with an archive behind": (CLIP + ZIP, "clip", "stowaway"),
    "an archive in a comment": (
        attacks.with_segment(PHOTO, 0xFE, b"x") + b"\0" * 40 + ZIP,
        "photo",
        "stowaway",
    ),
    "a page behind a photo": (PHOTO + b"\n<html><body>", "photo", "stowaway"),
    "a program behind a photo": (PHOTO + b"MZ\x90\x00" + b"\1" * 90, "photo", "stowaway"),
    "a script behind a photo": (PHOTO + b"#!/bin/sh\nrm -rf /", "photo", "stowaway"),
    "a document inside a photo": (attacks.with_segment(PHOTO, 0xFE, PDF), "photo", "stowaway"),
    "script in a comment": (
        attacks.with_segment(PHOTO, 0xFE, b"<?php system($_GET[1]);"),
        "photo",
        "stowaway",
    ),
    "script inside a free box": (CLIP + b"\0\0\0\x1afree<script>alert(1)  ", "clip", "stowaway"),
    "a megabyte nobody knows": (PHOTO + b"\x07\x55" * 500_000, "photo", "trailing_data"),
    "an invented Samsung trailer": (
        PHOTO + b"abcdSEFH\xff\xff\xff\xff\x08\0\0\0SEFT",
        "photo",
        "trailing_data",
    ),
    "a moving PNG": (attacks.moving("PNG"), "photo", "animated"),
    "a moving WebP": (attacks.moving("WEBP"), "photo", "animated"),
    "a clip with sound only": (attacks.sound_only(), "clip", "no_video"),
    "five hundred pictures a second": (attacks.clip(rate=500), "clip", "clip_too_fine"),
    "an old codec": (attacks.clip("mpeg4"), "clip", "codec"),
    "a playlist": (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "clip", "outside_reference"),
    "a concat script": (b"ffconcat version 1.0\nfile /etc/passwd\n", "clip", "outside_reference"),
    "a DASH manifest": (b"<?xml version='1.0'?><MPD></MPD>", "clip", "outside_reference"),
    "a clip that names another file": (attacks.pointing_outside(CLIP), "clip", "outside_reference"),
    "a PDF that runs": (
        PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript>>"),
        "document",
        "active_document",
    ),
    "a locked PDF": (PDF.replace(b"/Root", b"/Encrypt 2 0 R/Root"), "document", "locked_document"),
    "half a PDF": (PDF[:30], "document", "truncated"),
    "a zip with a PDF's head": (PDF + ZIP, "document", "stowaway"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(name: str) -> None:
    data, declared, code = HOSTILE[name]
    with pytest.raises(Unacceptable) as refusal:
        examine(data, declared)  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert re.search(r"[{}]", refusal.value.sentence) is None


def test_a_file_above_its_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    for declared in ("photo", "clip"):
        large = tmp_path / declared
        with large.open("wb") as file:
            file.truncate(MAX_BYTES[declared] + 1)  # type: ignore[index]
        with pytest.raises(Unacceptable) as refusal:
            examine(large, declared)  # type: ignore[arg-type]
        assert refusal.value.code == "too_large"


def test_a_decoder_that_runs_away_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box, "WALL_SECONDS", 0.001)
    with pytest.raises(Unacceptable) as refusal:
        examine(PHOTO, "photo")
    assert refusal.value.code == "busy"  # nothing is known of the file


def test_a_nursery_that_is_killed_costs_nobody_an_answer() -> None:
    seen: list[int] = []

    def look() -> None:
        seen.extend(examine(PHOTO, "photo").width for _each in range(10))

    threads = [threading.Thread(target=look) for _each in range(4)]
    examine(PHOTO, "photo")
    for thread in threads:
        thread.start()
    assert box._nursery._process is not None
    os.kill(box._nursery._process.pid, signal.SIGKILL)
    for thread in threads:
        thread.join()
    assert len(seen) == 40


def test_a_child_that_dies_of_its_file_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box, "_asked", lambda _file, _found: b"\n-11")
    with pytest.raises(Unacceptable) as refusal:
        examine(PHOTO, "photo")
    assert refusal.value.code == "undecodable"


def test_the_child_cannot_allocate_without_bound_nor_write_a_file() -> None:
    probe = (
        f"import sys; sys.path.insert(0, {str(box._ROOT)!r});"
        "from yimi.rooms.evidence.intake import nursery; nursery.bind(60)\n"
        "try: bytearray(4 * 1024**3); print('swelled')\n"
        "except MemoryError: print('bounded')\n"
    )
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-I", "-c", probe], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "bounded"


def test_every_refusal_has_its_sentence_and_its_test() -> None:
    tested = {code for _, _, code in HOSTILE.values()} | {"too_large", "too_costly", "busy"}
    assert set(SENTENCES) == tested


def test_an_honest_photo_is_described() -> None:
    at = datetime(2026, 11, 21, 6, 2, 33, tzinfo=UTC)
    found = examine(demo_pictures.taken(PHOTO, at, 108.7712, 29.5331), "photo")
    assert (found.kind, found.format, found.media_type) == ("photo", "jpeg", "image/jpeg")
    assert (found.width, found.height) == Image.open(io.BytesIO(PHOTO)).size
    assert found.exif["taken_at"] == "2026-11-21T06:02:33+00:00"
    assert found.exif["longitude"] == pytest.approx(108.7712, abs=1e-6)
    assert found.exif["latitude"] == pytest.approx(29.5331, abs=1e-6)
    assert (found.exif["make"], found.extras) == ("HUAWEI", ())


def test_a_heic_with_exif_is_described() -> None:
    at = datetime(2026, 11, 21, 6, 2, 33, tzinfo=UTC)
    found = examine(demo_pictures.taken_heic(PHOTO, at, 108.7712, 29.5331), "photo")
    assert (found.format, found.exif["model"]) == ("heic", "iPhone 13")
    assert found.exif["latitude"] == pytest.approx(29.5331, abs=1e-6)


def test_a_sideways_photo_is_described_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    body = exif.tobytes()
    found = examine(attacks.with_segment(PHOTO, 0xE1, body), "photo")
    width, height = Image.open(io.BytesIO(PHOTO)).size
    assert (found.width, found.height, found.exif["orientation"]) == (height, width, 6)


def test_the_digest_is_of_the_file_as_sent(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(PHOTO)
    found = examine(path, "photo")
    assert (found.sha256, found.bytes) == (hashlib.sha256(PHOTO).hexdigest(), len(PHOTO))


def test_what_phones_append_is_accepted() -> None:
    film = attacks.clip()
    gain_map = demo_pictures.recompressed(PHOTO, share=0.25)
    accepted = {
        "motion_photo": PHOTO + film,
        "second_picture": PHOTO + gain_map,
        "padding": PHOTO + b"\0" * 4096,
        "samsung": PHOTO
        + attacks.samsung_trailer(
            [(0x0A01, b"Image_UTC_Data", b"1486666298918"), (0x0A30, b"MotionPhoto_Data", film)]
        ),
        "vivo": PHOTO + b'vivo{"version":"2.0"}\0' + b"\xff\xff\xff\xff\x1b*9HWfu\x84\x93\xa2\xb1",
        "oppo": PHOTO + film + b'[{"length":7,"name":"capture.mode"}]' + b"\0\0\0\x24jxrs",
        "huawei": PHOTO + film + b"0:1477".ljust(20) + b"LIVE_18666740".ljust(20),
    }
    found = {name: examine(data, "photo").extras for name, data in accepted.items()}
    assert found == {
        "motion_photo": ("motion_photo",),
        "second_picture": ("second_picture",),
        "padding": ("padding",),
        "samsung": ("samsung",),
        "vivo": ("vivo",),
        "oppo": ("motion_photo", "oppo"),
        "huawei": ("motion_photo", "huawei"),
    }


def test_clips_of_both_codecs_and_containers_are_described() -> None:
    h264 = examine(CLIP, "clip")
    assert (h264.format, h264.codec, h264.sound) == ("mp4", "h264", False)
    assert 12 <= (h264.duration_s or 0) <= 15
    hevc = examine(attacks.clip("libx265", container_name="mov"), "clip")
    assert (hevc.format, hevc.codec, hevc.media_type) == ("mov", "hevc", "video/quicktime")
    assert (hevc.width, hevc.height, hevc.frame_rate) == (160, 120, 10.0)


def test_a_clip_is_as_long_as_its_pictures_not_as_its_header_claims() -> None:
    honest = attacks.clip(frames=20)
    assert examine(honest, "clip").duration_s == pytest.approx(2.0, abs=0.01)
    forged = examine(attacks.claiming_seconds(honest, 45), "clip")
    assert forged.duration_s == pytest.approx(2.0, abs=0.01)


def test_a_clip_recorded_in_pieces_by_a_browser_is_accepted() -> None:
    pieces = attacks.clip(frames=30, flags="frag_keyframe+empty_moov+default_base_moof")
    found = examine(pieces, "clip")
    assert found.duration_s == pytest.approx(3.0, abs=0.11)


def test_documents_are_pdf_or_jpeg() -> None:
    assert examine(PDF, "document").format == "pdf"
    assert examine(PHOTO, "document").format == "jpeg"


def test_everything_shipped_is_acceptable() -> None:
    assert len(demo_pictures.photos()) == 60
    assert len(demo_pictures.clips()) == 10
    for path in demo_pictures.photos()[::6]:
        examine(path, "photo")
    for path in demo_pictures.clips():
        found = examine(path, "clip")
        assert 12 <= (found.duration_s or 0) <= 15
        assert found.bytes <= 600_000


@pytest.mark.parametrize("folder", ["exif-samples", "metadata-extractor", "immich"])
def test_the_wider_set_of_real_phone_photos(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Three are refused: two of broken structure, one with another disk's text behind the picture."""
    shared = attacks.wider_set()
    if shared is None:
        pytest.skip("../shared/data is not here: no real phone photo was examined")
    refused, ran = [], 0
    for path in sorted((shared / "photos" / folder).iterdir()):
        ran += 1
        try:
            examine(path, "photo")
        except Unacceptable as refusal:
            refused.append(f"{path.name[11:]}: {refusal.code}")
    with capsys.disabled():
        print(f"\n{folder}: {ran} real photos examined, {len(refused)} refused")
    assert (
        sorted(refused)
        == {
            "exif-samples": ["corrupted.jpg: undecodable"],
            "metadata-extractor": [
                "FujiFilm_FinePix4900Zoom.jpg: trailing_data",
                "Issue_308.jpg: undecodable",
            ],
            "immich": [],
        }[folder]
    )
