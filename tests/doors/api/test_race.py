"""Fifty phones at once, over real sockets: one picture, one file, one 201."""

from __future__ import annotations

import http.client
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.client import MULTIPART_CONTENT
from pytest_django.live_server_helper import LiveServer

from tests import walk
from tests.cast import build_cast
from tests.doors.api.phone import Phone, form
from tests.doors.api.test_capture import kept
from yimi.kernel import clock
from yimi.kernel.files import StoredFile
from yimi.rooms.evidence.demo_pictures import taken

AT_ONCE = 50


@pytest.fixture
def server(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveServer]:
    """The real thing on a socket, with room for all who knock at the same moment."""
    monkeypatch.setattr(ThreadedWSGIServer, "request_queue_size", 2 * AT_ONCE)
    running = LiveServer("127.0.0.1")
    yield running
    running.stop()


def test_fifty_uploads_of_one_number_at_once_make_one_picture(server: LiveServer) -> None:
    cache.clear()
    cast = build_cast()
    session, client_id = walk.planned_session(cast), uuid.uuid4()
    answers: list[int] = []
    # Files outlive the test that stored them: this picture, taken nowhere else, is new to the store.
    photo = taken(walk.next_photo(), session.starts_at, walk.HERE.longitude + 0.00117, walk.HERE.latitude)
    body, (media, files, waiting) = form({"kind": "photo"}, photo), kept()
    rows, gate = StoredFile.objects.count(), threading.Barrier(AT_ONCE)
    with clock.frozen(session.starts_at + timedelta(minutes=5)):
        key = Phone.of(walk.worker_of(session)).token
        headers = {"Authorization": f"Bearer {key}", "Content-Type": MULTIPART_CONTENT}

        def send() -> None:
            line = http.client.HTTPConnection(server.thread.host, server.thread.port, timeout=120)
            gate.wait(timeout=60)
            line.request("PUT", f"/api/sessions/{session.pk}/media/{client_id}", body, headers)
            answers.append(line.getresponse().status)
            line.close()

        threads = [threading.Thread(target=send) for _each in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert Counter(answers) == {201: 1, 200: AT_ONCE - 1}
    assert kept() == (media + 1, files + 1, waiting)
    assert StoredFile.objects.count() == rows + 1
