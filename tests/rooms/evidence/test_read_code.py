"""The single-use code is looked for on the photo: seen, it speaks for the moment; not seen, it says nothing."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection

from tests import walk
from tests.cast import Cast
from yimi.commands.worker import READING
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.rooms.evidence import actions, demo_pictures
from yimi.rooms.evidence.models import Flag, Media

pytestmark = pytest.mark.django_db
BY = System("tests")


def taken_with_code(cast: Cast, *, shown: bool) -> Media:
    session = walk.planned_session(cast)
    worker, at = walk.worker_of(session), session.starts_at + timedelta(minutes=30)
    with clock.frozen(at):
        code = actions.issue_challenge(session=session, by=worker).code
        photo = walk.next_photo()
        media = actions.receive_media(
            session=session,
            kind="photo",
            upload=demo_pictures.with_card(photo, code) if shown else photo,
            client_id=uuid.uuid4(),
            challenge_code=code,
            where=walk.HERE,
            taken_at=at,
            by=worker,
        )
        return actions.process_media(media_id=media.pk, by=BY)


def queued(media: Media) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'evidence.read_code'"
            " AND (args->>'media_id')::bigint = %s",
            [media.pk],
        )
        return int(cursor.fetchone()[0])


def test_a_code_on_the_photo_is_read_and_said(cast: Cast) -> None:
    media = taken_with_code(cast, shown=True)
    assert (media.code_seen, queued(media)) == (None, 1)
    actions.read_code(media=media, by=BY)
    flag = Flag.objects.get(session=media.session, code="challenge_seen")
    assert (flag.strength, flag.media) == ("support", media)
    assert "1 张照片上读到了现场口令" in flag.reason


def test_a_code_that_is_not_read_accuses_nobody(cast: Cast) -> None:
    media = actions.read_code(media=taken_with_code(cast, shown=False), by=BY)
    assert media.code_seen is False
    assert not Flag.objects.filter(session=media.session, code__startswith="challenge").exists()


def test_without_a_code_none_is_looked_for_and_no_other_work_waits(cast: Cast) -> None:
    media = walk.upload(walk.planned_session(cast), walk.next_photo(), coded=False)
    assert queued(media) == 1  # a watermark may stand on it
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT task_name FROM procrastinate_jobs WHERE queue_name = %s", [READING])
        assert cursor.fetchall() == [("evidence.read_code",)]  # a lane of its own
    assert actions.read_code(media=media, by=BY).code_seen is None
