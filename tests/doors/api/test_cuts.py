"""Cuts at every 64 kB of a 5 MB file, cuts anywhere, flipped bytes: the very bytes arrive, or the upload is refused."""

from __future__ import annotations

import base64
import hashlib
import random
import uuid
from datetime import timedelta

import pytest
from pytest_django.live_server_helper import LiveServer

from tests import walk
from tests.doors.api.over_the_line import cut, noise, nothing_left
from tests.doors.api.phone import Phone
from tests.doors.api.resumable import Resumable, examined
from yimi.kernel import clock
from yimi.rooms.evidence import actions
from yimi.rooms.evidence.models import Media
from yimi.rooms.projects.models import Session

STEP = 64 * 1024


def test_cut_at_every_64_kb_of_5_mb(server: LiveServer, held_session: Session) -> None:
    file = noise(1, 2430)
    assert len(file) > 5_000_000
    upload = Resumable(Phone.of(walk.worker_of(held_session)), held_session, uuid.uuid4(), file)
    assert upload.begin().status_code == 201
    cuts = 0
    for stop in range(STEP, len(file), STEP):
        at = upload.offset()
        cut(server, upload, at, file[at:stop], len(file) - at)
        assert upload.offset() == stop
        cuts += 1
    at = upload.offset()
    assert upload.piece(at, file[at:]).status_code == 204
    examined()
    media = Media.objects.get(client_id=upload.client_id)
    assert media.file.sha256 == hashlib.sha256(file).hexdigest()
    assert cuts >= 80
    assert nothing_left()
    print(f"\n{len(file)} bytes, {cuts} cuts at every 64 kB: the SHA-256 is equal")


class Line:
    """One bad line: cuts uploads anywhere, flips bytes, and counts what became of them."""

    def __init__(self, server: LiveServer, session: Session, seed: int) -> None:
        self.server, self.session, self.dice = server, session, random.Random(seed)
        self.cuts = self.equal = self.refused = self.given_up = self.caught = 0

    def upload(self, number: int) -> None:
        file = noise(number + 10, 400)
        upload = Resumable(Phone.of(walk.worker_of(self.session)), self.session, uuid.uuid4(), file)
        assert upload.begin().status_code == 201
        flipped = self._cut(upload, flip=self.dice.random() < 0.4)
        if self.dice.random() < 0.15:
            self.given_up += 1
            return
        self._damaged_and_noticed(upload)
        at = upload.offset()
        answer = upload.piece(at, file[at:])
        examined()
        same = Media.objects.filter(
            client_id=upload.client_id, file__sha256=hashlib.sha256(file).hexdigest()
        ).exists()
        assert (answer.status_code, same) == ((422, False) if flipped else (204, True))
        self.equal, self.refused = self.equal + same, self.refused + (not same)
        for media in Media.objects.standing().filter(session=self.session):  # a session takes twelve, no more
            actions.withdraw_media(media=media, by=walk.worker_of(self.session))

    def _cut(self, upload: Resumable, *, flip: bool) -> bool:
        """Lines that break after some bytes; with `flip`, one bit of each piece arrives wrong."""
        flipped = False
        for _cut in range(self.dice.randint(2, 8)):
            at = upload.offset()
            piece = bytearray(upload.file[at : self.dice.randint(at, len(upload.file) - 1)])
            if flip and piece:
                piece[self.dice.randrange(len(piece))] ^= 1 << self.dice.randrange(8)
                flipped = True
            cut(self.server, upload, at, bytes(piece), len(upload.file) - at)
            self.cuts += 1
        return flipped

    def _damaged_and_noticed(self, upload: Resumable) -> None:
        """A piece with its checksum that arrives damaged leaves nothing behind."""
        at = upload.offset()
        piece = bytearray(upload.file[at : at + 5_000])
        said = "sha256 " + base64.b64encode(hashlib.sha256(piece).digest()).decode()
        piece[self.dice.randrange(len(piece))] ^= 1
        assert upload.piece(at, bytes(piece), **{"Upload-Checksum": said}).status_code == 460
        assert upload.offset() == at
        self.caught += 1


@pytest.mark.parametrize("most", [40, pytest.param(500, marks=pytest.mark.soak)])
def test_random_cuts_and_flipped_bytes(server: LiveServer, held_session: Session, most: int) -> None:
    """Whatever the line does; and what was given up is swept away when its week is over."""
    line, number = Line(server, held_session, seed=4), 0
    while line.cuts < most:
        line.upload(number)
        number += 1
    assert line.equal and line.refused and line.caught
    with clock.frozen(held_session.starts_at + timedelta(days=8)):
        assert nothing_left()
    print(
        f"\n{number} uploads, {line.cuts} random cuts: {line.equal} arrived whole, {line.refused} with flipped "
        f"bytes refused, {line.given_up} given up and swept, {line.caught} damaged pieces caught by their checksum"
    )
