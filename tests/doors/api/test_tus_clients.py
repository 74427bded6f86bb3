"""The protocol's own client, unmodified, over sockets; and cuts at every 64 kB of a 5 MB file."""

from __future__ import annotations

import hashlib
import io
import json
import random
import socket
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy
import pytest
from django.conf import settings
from django.core.cache import cache
from PIL import Image
from pytest_django.live_server_helper import LiveServer
from tusclient.client import TusClient
from tusclient.exceptions import TusUploadFailed

from tests import walk
from tests.cast import build_cast
from tests.doors.api.phone import Phone
from tests.doors.api.resumable import Resumable, packet
from yimi.doors.api import limits
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.rooms.evidence import actions
from yimi.rooms.evidence.models import Media, Upload
from yimi.rooms.projects.models import Session

STEP = 64 * 1024
RANDOM_CUTS = 40


@pytest.fixture
def session(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    cache.clear()
    monkeypatch.setattr(settings, "ARRIVING", tmp_path / "arriving")
    monkeypatch.setitem(limits.PER_MINUTE, "part", 1_000_000)
    monkeypatch.setitem(limits.PER_MINUTE, "token", 1_000_000)
    made = walk.planned_session(build_cast())
    with clock.frozen(made.starts_at + timedelta(minutes=5)):
        yield made


@pytest.fixture
def server(session: Session) -> Iterator[LiveServer]:
    running = LiveServer("127.0.0.1")
    yield running
    running.stop()


def noise(seed: int, side: int) -> bytes:
    """A JPEG that does not compress: about 1.2 bytes a pixel."""
    pixels = numpy.random.default_rng(seed).integers(0, 255, (side, side, 3), dtype=numpy.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=90)
    return file.getvalue()


def uploader(server: LiveServer, session: Session, file: bytes, client_id: uuid.UUID, **more: Any) -> Any:
    key = Phone.of(walk.worker_of(session)).token
    client = TusClient(f"{server.url}/api/uploads", headers={"Authorization": f"Bearer {key}"})
    said = {"packet": json.dumps(packet(session, client_id, file)), "filename": "照片.jpg"}
    return client.uploader(file_stream=io.BytesIO(file), metadata=said, retry_delay=0, **more)


@pytest.mark.parametrize("checked", [False, True])
def test_tuspy_uploads_unmodified(server: LiveServer, session: Session, checked: bool) -> None:
    file, client_id = walk.next_photo(), uuid.uuid4()
    uploader(server, session, file, client_id, chunk_size=50_000, upload_checksum=checked).upload()
    assert Media.objects.get(client_id=client_id).file.sha256 == hashlib.sha256(file).hexdigest()


def test_tuspy_resumes_and_a_duplicate_is_a_success(server: LiveServer, session: Session) -> None:
    file, client_id = walk.next_photo(), uuid.uuid4()
    first = uploader(server, session, file, client_id, chunk_size=20_000)
    first.upload_chunk()
    first.upload_chunk()
    uploader(server, session, file, client_id, url=first.url, chunk_size=20_000).upload()
    uploader(
        server, session, file, client_id, retries=1
    ).upload()  # begins again, is told that it is all there
    assert Media.objects.filter(client_id=client_id).count() == 1
    assert Upload.objects.count() == 0


def test_tuspy_is_told_of_a_file_that_is_refused(server: LiveServer, session: Session) -> None:
    with pytest.raises(TusUploadFailed) as failed:
        uploader(server, session, b"no photo at all" * 100, uuid.uuid4()).upload()
    assert failed.value.status_code == 422


def cut(server: LiveServer, upload: Resumable, at: int, data: bytes, announced: int) -> None:
    """A PATCH whose line breaks after `data` of the `announced` bytes."""
    head = [
        f"PATCH /api{upload.path} HTTP/1.1",
        f"Host: {server.thread.host}:{server.thread.port}",
        f"Authorization: Bearer {upload.phone.token}",
        "Tus-Resumable: 1.0.0",
        f"Upload-Offset: {at}",
        "Content-Type: application/offset+octet-stream",
        f"Content-Length: {announced}",
        "Connection: close",
    ]
    with socket.create_connection((server.thread.host, server.thread.port), timeout=30) as line:
        line.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + data)
        line.shutdown(socket.SHUT_WR)
        while line.recv(65536):  # the server has seen the end once it hangs up
            pass


def nothing_left(session: Session) -> bool:
    actions.sweep_uploads(by=System("tests"))
    folder = Path(settings.ARRIVING)
    return not Upload.objects.exists() and not list(folder.iterdir())


def test_cut_at_every_64_kb_of_5_mb(server: LiveServer, session: Session) -> None:
    file = noise(1, 2430)
    assert len(file) > 5_000_000
    upload = Resumable(Phone.of(walk.worker_of(session)), session, uuid.uuid4(), file)
    assert upload.begin().status_code == 201
    cuts = 0
    for stop in range(STEP, len(file), STEP):
        at = upload.offset()
        cut(server, upload, at, file[at:stop], len(file) - at)
        assert upload.offset() == stop
        cuts += 1
    at = upload.offset()
    assert upload.piece(at, file[at:]).status_code == 204
    media = Media.objects.get(client_id=upload.client_id)
    assert media.file.sha256 == hashlib.sha256(file).hexdigest()
    assert nothing_left(session)
    print(f"\n{len(file)} bytes, {cuts} cuts at every 64 kB: the SHA-256 is equal")


def test_random_cuts_and_flipped_bytes(server: LiveServer, session: Session) -> None:
    """Whatever the line does, either the very bytes arrive or the upload is refused."""
    dice, equal, refused, cuts = random.Random(4), 0, 0, 0
    while cuts < RANDOM_CUTS:
        file = noise(cuts + 10, 400)
        upload = Resumable(Phone.of(walk.worker_of(session)), session, uuid.uuid4(), file)
        upload.begin()
        flip = dice.random() < 0.4
        for _cut in range(dice.randint(2, 8)):
            at = upload.offset()
            stop = dice.randint(at, len(file) - 1)
            piece = bytearray(file[at:stop])
            if flip and piece:
                piece[dice.randrange(len(piece))] ^= 1 << dice.randrange(8)
            cut(server, upload, at, bytes(piece), len(file) - at)
            cuts += 1
        at = upload.offset()
        answer = upload.piece(at, file[at:])
        same = Media.objects.filter(
            client_id=upload.client_id, file__sha256=hashlib.sha256(file).hexdigest()
        ).exists()
        assert (answer.status_code, same) in ((204, True), (422, False))
        equal, refused = equal + same, refused + (not same)
        for media in Media.objects.standing().filter(
            session=session
        ):  # a session takes twelve photos, no more
            actions.withdraw_media(media=media, by=walk.worker_of(session))
    assert equal and refused and nothing_left(session)
    print(f"\n{cuts} random cuts: {equal} arrived whole, {refused} with flipped bytes were refused")
