"""What was acknowledged is examined: it becomes evidence, or a refusal with its sentence. Never neither, never both."""

from __future__ import annotations

import logging
import time
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal
from yimi.rooms.evidence import arriving
from yimi.rooms.evidence.actions.keeping import Where, alone_with, declared, keep, same_again
from yimi.rooms.evidence.actions.uploads import READ_BY
from yimi.rooms.evidence.models import Media, Upload
from yimi.rooms.evidence.spool import Spooled
from yimi.rooms.projects.models import Session

log = logging.getLogger("yimi.evidence")
AT_ONCE = 50


@action
def take_in_upload(*, client_id: UUID, by: Actor) -> Media | Upload | None:
    """Examine a received upload and make it a Media; what is unacceptable keeps its sentence in the row instead.

    The caller drops the bytes once this is committed: killed anywhere before, all of it is done again. Returns None
    when somebody else has done it.
    """
    upload = Upload.objects.waiting().select_for_update(of=("self",)).filter(pk=client_id).first()
    if upload is None:
        return None
    try:
        with translation.override("zh-hans"), transaction.atomic():
            media = _kept(upload)
    except Refusal as refusal:
        note(refused=refusal.code)
        upload.refusal_code, upload.refusal = refusal.code or "refused", refusal.message
        upload.expires_at = clock.now() + READ_BY
        upload.save(update_fields=["refusal_code", "refusal", "expires_at"])
        return upload
    Upload.objects.filter(pk=upload.pk).delete()
    return media


def take_in_waiting(*, by: Actor, session: Session | None = None, seconds: float = 60.0) -> int:
    """Examine what waits, the oldest first (of one session, if given), for about so long; returns how many still wait.

    An accident with one (a full disk, a store that does not answer) is logged and leaves it waiting.
    """
    waiting = Upload.objects.waiting()
    if session is not None:
        waiting = waiting.filter(session=session)
    until, failed = time.monotonic() + seconds, set[UUID]()
    while time.monotonic() < until:
        oldest = waiting.exclude(pk__in=failed).order_by("received_at")
        found = list(oldest.values_list("client_id", "length")[:AT_ONCE])
        if not found:
            break
        for client_id, length in found:
            if time.monotonic() >= until:
                break
            try:
                take_in_upload(client_id=client_id, by=by)
            except Exception:
                log.exception("upload %s could not be examined and waits on", client_id)
                failed.add(client_id)
            else:
                arriving.Part(client_id, length).drop()
    return waiting.count()


def _kept(upload: Upload) -> Media:
    said = dict(upload.said)
    kind, where, taken_at = declared(said.pop("kind")), said.pop("where"), said.pop("taken_at")
    known = alone_with(upload.client_id)
    try:
        with arriving.Part(upload.client_id, upload.length).held() as file:
            digest = arriving.digest_of(file)
            if digest != upload.sha256:
                raise arriving.Gone
            spool = Spooled(arriving.Part(upload.client_id, upload.length).path, file, digest, kind)
            if known is not None:
                return same_again(known, spool, upload.session)
            return keep(
                spool,
                client_id=upload.client_id,
                session=upload.session,
                by=upload.owner,
                received_at=upload.received_at,
                where=Where(**where) if where else None,
                taken_at=parse_datetime(taken_at) if taken_at else None,
                **said,
            )
    except arriving.Gone as gone:
        raise Refusal(_("服务器上的这一份坏了，没能保存。请重新拍摄。"), code="bytes_gone") from gone
