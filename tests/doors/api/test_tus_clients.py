"""The protocol's own clients, unmodified, over sockets: tuspy, and tus-js-client under node."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import uuid
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer
from tusclient.client import TusClient
from tusclient.exceptions import TusUploadFailed

from tests import walk
from tests.doors.api.over_the_line import noise
from tests.doors.api.phone import Phone
from tests.doors.api.resumable import examined, packet
from yimi.rooms.evidence.models import Media, Upload
from yimi.rooms.projects.models import Session

FIELD = Path(__file__).parents[3] / "field"
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(
    NODE is None or not (FIELD / "node_modules" / "tus-js-client").exists(),
    reason="node or the phone client's packages are not there: make field",
)


def uploader(server: LiveServer, session: Session, file: bytes, client_id: uuid.UUID, **more: Any) -> Any:
    key = Phone.of(walk.worker_of(session)).token
    client = TusClient(f"{server.url}/api/uploads", headers={"Authorization": f"Bearer {key}"})
    said = {"packet": json.dumps(packet(session, client_id, file)), "filename": "照片.jpg"}
    return client.uploader(file_stream=io.BytesIO(file), metadata=said, retry_delay=0, **more)


@pytest.mark.parametrize("checked", [False, True])
def test_tuspy_uploads_unmodified(server: LiveServer, held_session: Session, checked: bool) -> None:
    file, client_id = walk.next_photo(), uuid.uuid4()
    uploader(server, held_session, file, client_id, chunk_size=50_000, upload_checksum=checked).upload()
    examined()
    assert Media.objects.get(client_id=client_id).file.sha256 == hashlib.sha256(file).hexdigest()


def test_tuspy_resumes_and_a_duplicate_is_a_success(server: LiveServer, held_session: Session) -> None:
    file, client_id = walk.next_photo(), uuid.uuid4()
    first = uploader(server, held_session, file, client_id, chunk_size=20_000)
    first.upload_chunk()
    first.upload_chunk()
    uploader(server, held_session, file, client_id, url=first.url, chunk_size=20_000).upload()
    uploader(
        server, held_session, file, client_id, retries=1
    ).upload()  # begins again, is told that it is all there
    examined()
    assert Media.objects.filter(client_id=client_id).count() == 1
    assert Upload.objects.count() == 0


def test_tuspy_is_told_of_a_file_that_is_refused(server: LiveServer, held_session: Session) -> None:
    with pytest.raises(TusUploadFailed) as failed:
        uploader(server, held_session, b"no photo at all" * 100, uuid.uuid4()).upload()
    assert failed.value.status_code == 422


def tus_js(server: LiveServer, session: Session, file: bytes, client_id: uuid.UUID, **more: Any) -> Any:
    """What tus-js-client says of each of its uploads; see field/tests/clients/tus.mjs."""
    told = {
        "endpoint": f"{server.url}/api/uploads",
        "token": Phone.of(walk.worker_of(session)).token,
        "packet": json.dumps(packet(session, client_id, file)),
        "chunk": 20_000,
        **more,
    }
    script = FIELD / "tests" / "clients" / "tus.mjs"
    command = [str(NODE), str(script), json.dumps(told)]
    done = subprocess.run(command, input=file, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@needs_node
@pytest.mark.parametrize("post", [False, True], ids=["patch", "post-that-says-patch"])
def test_tus_js_client_uploads_unmodified(server: LiveServer, held_session: Session, post: bool) -> None:
    file, client_id = walk.next_photo(), uuid.uuid4()
    said = tus_js(server, held_session, file, client_id, post=post)
    assert [each["status"] for each in said] == [200], said
    examined()
    assert Media.objects.get(client_id=client_id).file.sha256 == hashlib.sha256(file).hexdigest()


@needs_node
def test_tus_js_client_resumes_and_a_duplicate_is_a_success(
    server: LiveServer, held_session: Session
) -> None:
    file, client_id = noise(1, 400), uuid.uuid4()
    said = tus_js(server, held_session, file, client_id, stopAfter=40_000, again=True)
    assert [each["status"] for each in said] == [1, 200, 200], said
    assert 40_000 <= said[0]["accepted"] < len(file)
    examined()
    assert Media.objects.filter(client_id=client_id).count() == 1
    assert Upload.objects.count() == 0


@needs_node
def test_tus_js_client_is_told_of_a_file_that_is_refused(server: LiveServer, held_session: Session) -> None:
    said = tus_js(server, held_session, b"no photo at all" * 100, uuid.uuid4())
    assert [each["status"] for each in said] == [422], said
