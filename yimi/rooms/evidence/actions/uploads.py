"""Files that come in pieces: begun, finished as evidence, dropped, swept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import NotYours, Refusal
from yimi.rooms.accounts.models import User
from yimi.rooms.evidence import arriving
from yimi.rooms.evidence.actions.capture import Where, receive_media
from yimi.rooms.evidence.models import Media, Upload
from yimi.rooms.evidence.queries.who import require_open, require_own_session
from yimi.rooms.projects.models import Session

KEPT = timedelta(days=7)
MOST_OPEN = 60  # unfinished uploads of one person; a phone sends one after the other
GRACE = timedelta(hours=1)  # bytes without a row may be those of a row that is just being written


@action(private=("said",))
def begin_upload(
    *, client_id: UUID, session: Session, length: int, sha256: str, said: Mapping[str, Any], by: User
) -> Upload:
    """Make room for a file of `length` bytes; the same again is a success and changes nothing.

    `said` is what `receive_media` will be told beside the file, as JSON. Raises Refusal (client_id_taken) when
    the number stands for something else, or too many are unfinished; NotYours and Stale like `receive_media`.
    """
    require_own_session(by, session)
    require_open(session)
    Upload.objects.filter(client_id=client_id, expires_at__lte=clock.now()).delete()
    if Upload.objects.filter(owner=by).exclude(client_id=client_id).count() >= MOST_OPEN:
        raise Refusal(_("没有传完的文件太多，请先等它们传完。"), code="too_many_open")
    now = clock.now()
    upload, made = Upload.objects.get_or_create(
        client_id=client_id,
        defaults={
            "session": session,
            "owner": by,
            "length": length,
            "sha256": sha256,
            "said": dict(said),
            "created_at": now,
            "expires_at": now + KEPT,
        },
    )
    known = (upload.owner_id, upload.session_id, upload.length, upload.sha256)
    if known != (by.pk, session.pk, length, sha256):
        sentence = _("这个上传编号已经用于另一份材料，请重新选择文件再传一次。")
        raise Refusal(sentence, field="client_id", code="client_id_taken")
    if made:
        arriving.Part(client_id, length).drop()  # bytes of an expired one of the same number
    arriving.Part(client_id, length).make()
    return upload


@action
def finish_upload(*, upload: Upload, by: User) -> Media:
    """Take the whole file in as evidence; the caller drops the bytes once this is committed.

    Raises Refusal (bytes_differ) when they are not those announced, else what `receive_media` raises, and
    `arriving.Gone` when somebody else was faster.
    """
    _require_owner(by, upload)
    with arriving.Part(upload.client_id, upload.length).held() as file:
        if arriving.digest_of(file) != upload.sha256:
            raise Refusal(_("收到的内容与手机上的不一致，没有保存。请重新上传这一份。"), code="bytes_differ")
        said = dict(upload.said)
        where, taken_at = said.pop("where"), said.pop("taken_at")
        media = receive_media(
            client_id=upload.client_id,
            session=upload.session,
            upload=file,
            where=Where(**where) if where else None,
            taken_at=parse_datetime(taken_at) if taken_at else None,
            by=by,
            **said,
        )
    Upload.objects.filter(pk=upload.pk).delete()
    return media


@action
def drop_upload(*, upload: Upload, by: User) -> Upload:
    """Forget an upload that is not to be finished, and its bytes. Raises NotYours for anybody else's."""
    _require_owner(by, upload)
    Upload.objects.filter(client_id=upload.client_id).delete()
    arriving.Part(upload.client_id, upload.length).drop()
    return upload


@action
def sweep_uploads(*, by: Actor) -> int:
    """Forget uploads whose week is over and bytes nobody has a row for; returns how many went."""
    old = Upload.objects.select_for_update(skip_locked=True).filter(expires_at__lte=clock.now())
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


def _require_owner(by: User, upload: Upload) -> None:
    if upload.owner_id != by.pk:
        raise NotYours(_("只有开始这次上传的人可以继续。"))
