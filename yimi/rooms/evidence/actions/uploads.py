"""Files that come in: begun, received whole, dropped, swept. What is received is examined afterwards (`take_in_upload`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import NotYours, Refusal
from yimi.kernel.prepared import planned
from yimi.rooms.accounts.models import User
from yimi.rooms.evidence import arriving
from yimi.rooms.evidence.calling import call_for_examination
from yimi.rooms.evidence.intake import Unacceptable, first_look
from yimi.rooms.evidence.models import Media, Upload
from yimi.rooms.evidence.queries.uploads import require_accepted
from yimi.rooms.evidence.queries.who import require_open, require_own_session
from yimi.rooms.evidence.spool import DECLARED, refusal_of
from yimi.rooms.evidence.states import MediaKind
from yimi.rooms.projects.models import Session

KEPT = timedelta(days=7)
MOST_OPEN = 60  # unfinished uploads of one person; a phone sends one after the other
MOST_WAITING = 60  # of one session, acknowledged and not yet examined: far more than a session may keep
WRITE = """
INSERT INTO evidence_upload (client_id, session_id, owner_id, length, sha256, said, created_at, expires_at, received_at,
                             refusal_code, refusal)
SELECT %s::uuid, %s, %s, %s, %s, %s::jsonb, %s::timestamptz, %s::timestamptz, %s::timestamptz, '', ''
 WHERE NOT EXISTS (SELECT FROM evidence_media WHERE client_id = %s::uuid)
   AND (SELECT count(*) FROM evidence_upload WHERE session_id = %s AND refusal_code = '') < %s
    ON CONFLICT (client_id) DO NOTHING
"""
GRACE = timedelta(hours=1)  # bytes without a row may be those of a row that is just being written


@action(private=("said",))
def begin_upload(
    *, client_id: UUID, session: Session, length: int, sha256: str, said: Mapping[str, Any], by: User
) -> Upload:
    """Make room for a file of `length` bytes; the same again is a success and changes nothing.

    `said` is what the examination will be told beside the file, as JSON. Raises Refusal (client_id_taken) when
    the number stands for something else, what was found wrong with it before, or too_many_open; NotYours and
    Stale like `receive_media`.
    """
    require_own_session(by, session)
    require_open(session)
    if Upload.objects.arriving().filter(owner=by).exclude(client_id=client_id).count() >= MOST_OPEN:
        raise Refusal(_("没有传完的文件太多，请先等它们传完。"), code="too_many_open")
    fresh = _row(client_id, session, length, sha256, said, by, received_at=None)
    upload, made = _known_or_new(fresh)
    if upload.received_at is None:
        part = arriving.Part(client_id, length)
        if made:
            part.drop()  # bytes of an expired one of the same number
        part.make()
    return upload


@action(private=("said", "arrived"))
def receive_at_once(
    *,
    client_id: UUID,
    session: Session,
    length: int,
    sha256: str,
    said: Mapping[str, Any],
    arrived: arriving.Arrival,
    by: User,
) -> Upload:
    """`begin_upload` for a file whose bytes came with the announcement, all of them or the first; they are on the disk.

    All: it is received, as by `receive_upload`. The row that comes back may be one that stood already; `arrived` is
    the caller's to drop. Raises as both do.
    """
    require_own_session(by, session)
    require_open(session)
    whole = arrived.size == length
    if whole:
        _require_sound(arrived.sha256, sha256, arrived.head, said)
    fresh = _row(client_id, session, length, sha256, said, by, received_at=clock.now() if whole else None)
    upload, made = _known_or_new(fresh)
    if made:
        arrived.adopt(arriving.Part(client_id, length))
        if whole:
            transaction.on_commit(call_for_examination)
    return upload


@action
def receive_upload(*, upload: Upload, by: User) -> Upload:
    """All of it has come and is on the disk: from here on it is ours to keep and to examine. Again is no harm.

    Raises Refusal (bytes_differ) when the bytes are not those announced, or when the first look shows that they are
    no such file; Stale when the session has been closed meanwhile; `arriving.Gone`.
    """
    _require_owner(by, upload)
    require_open(upload.session)
    with arriving.Part(upload.client_id, upload.length).held() as file:
        digest = arriving.digest_of(file)
        _require_sound(digest, upload.sha256, file.read(arriving.HEAD), upload.said)
    arriving.rooted()
    upload.received_at = clock.now()
    if Upload.objects.arriving().filter(pk=upload.pk).update(received_at=upload.received_at):
        transaction.on_commit(call_for_examination)
    return upload


@action
def drop_upload(*, upload: Upload, by: User) -> Upload:
    """Forget an upload that is not to be finished, or whose refusal was read, and its bytes. Raises NotYours for anybody
    else's, Refusal for one that was acknowledged: it is examined first, and withdrawn as evidence."""
    _require_owner(by, upload)
    held = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if held is not None and held.received_at is not None and not held.refusal_code:
        raise Refusal(_("这一份已经收到，正在检查。要撤下请稍等一会儿。"), code="being_examined")
    Upload.objects.filter(client_id=upload.client_id).delete()
    arriving.Part(upload.client_id, upload.length).drop()
    return upload


@action
def sweep_uploads(*, by: Actor) -> int:
    """Forget uploads whose week is over and bytes nobody has a row for; returns how many went.

    What was acknowledged and waits for its examination is never among them, however long that takes.
    """
    over = Upload.objects.filter(expires_at__lte=clock.now())
    old = (over.arriving() | over.refused()).select_for_update(skip_locked=True)
    expired = list(old.values_list("client_id", "length")[:1000])
    Upload.objects.filter(client_id__in=[client_id for client_id, _length in expired]).delete()
    for client_id, length in expired:
        arriving.Part(client_id, length).drop()
    known = {client_id.hex for client_id in Upload.objects.values_list("client_id", flat=True)}
    stray = arriving.strays(known, clock.now() - GRACE)
    for path in stray:
        path.unlink(missing_ok=True)
    note(expired=len(expired), stray=len(stray))
    return len(expired) + len(stray)


def _row(
    client_id: UUID,
    session: Session,
    length: int,
    sha256: str,
    said: Mapping[str, Any],
    by: User,
    received_at: datetime | None,
) -> Upload:
    now = clock.now()
    return Upload(
        client_id=client_id,
        session=session,
        owner=by,
        length=length,
        sha256=sha256,
        said=dict(said),
        created_at=now,
        expires_at=now + KEPT,
        received_at=received_at,
    )


def _known_or_new(fresh: Upload) -> tuple[Upload, bool]:
    """The row of that number, written now if there was none; one that is evidence by now is like one received.

    One statement when it is new, which it nearly always is. Raises Refusal when it stands for something else, again
    what was found wrong with it, and too_many_open.
    """
    if _written(fresh):
        return fresh, True
    media = Media.objects.filter(client_id=fresh.pk).select_related("file").first()
    if media is not None:
        _require_same((media.session_id, media.file.sha256), (fresh.session_id, fresh.sha256))
        fresh.received_at = media.received_at
        return fresh, False
    known = Upload.objects.select_related("session").filter(pk=fresh.pk).first()
    if known is None:
        raise Refusal(_("没有传完的文件太多，请先等它们传完。"), code="too_many_open")
    if known.received_at is None and known.expires_at <= fresh.created_at:
        Upload.objects.arriving().filter(pk=fresh.pk).delete()
        return _known_or_new(fresh)
    said = ("owner_id", "session_id", "length", "sha256")
    _require_same(tuple(getattr(known, name) for name in said), tuple(getattr(fresh, name) for name in said))
    require_accepted(known)
    return known, False


def _written(fresh: Upload) -> bool:
    """False: the number is known, or too much of the session waits already."""
    values: list[Any] = [fresh.client_id, fresh.session_id, fresh.owner_id, fresh.length, fresh.sha256]
    values += [json.dumps(fresh.said), fresh.created_at, fresh.expires_at, fresh.received_at]
    values += [fresh.client_id, fresh.session_id, MOST_WAITING]
    with planned() as cursor:
        cursor.execute(WRITE, values)
        return bool(cursor.rowcount == 1)


def _require_same(known: tuple[Any, ...], said: tuple[Any, ...]) -> None:
    if known != said:
        sentence = _("这个上传编号已经用于另一份材料，请重新选择文件再传一次。")
        raise Refusal(sentence, field="client_id", code="client_id_taken")


def _require_sound(digest: str, announced: str, head: bytes, said: Mapping[str, Any]) -> None:
    if digest != announced:
        raise Refusal(_("收到的内容与手机上的不一致，没有保存。请重新上传这一份。"), code="bytes_differ")
    try:
        first_look(head, DECLARED[MediaKind(said["kind"])])
    except Unacceptable as error:
        raise refusal_of(error) from error


def _require_owner(by: User, upload: Upload) -> None:
    if upload.owner_id != by.pk:
        raise NotYours(_("只有开始这次上传的人可以继续。"))
