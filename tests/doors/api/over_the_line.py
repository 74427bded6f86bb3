"""Uploads over real sockets: a file that does not compress, a line that breaks, and what must be left behind."""

from __future__ import annotations

import io
import socket
from pathlib import Path

import numpy
from django.conf import settings
from PIL import Image
from pytest_django.live_server_helper import LiveServer

from tests.doors.api.resumable import Resumable
from yimi.kernel.action import System
from yimi.rooms.evidence import actions
from yimi.rooms.evidence.models import Upload


def noise(seed: int, side: int) -> bytes:
    """A JPEG that does not compress: about 1.2 bytes a pixel."""
    pixels = numpy.random.default_rng(seed).integers(0, 255, (side, side, 3), dtype=numpy.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=90)
    return file.getvalue()


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


def nothing_left() -> bool:
    """Neither a row nor a byte of an unfinished upload once the sweep has been round."""
    actions.sweep_uploads(by=System("tests"))
    folder = Path(settings.ARRIVING)
    return not Upload.objects.exists() and not list(folder.iterdir())
