"""A clip played on the phone: no `<video>` can sign its requests, so it is given an address that is good for minutes.

The address names the token it was given to and the clip, and is signed; every range asked of it looks again whether the
token still holds and whether its owner still may see the clip. Only the marked copy is sent, never the original.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

from yimi.doors.api import limits, problems
from yimi.doors.api.asking import Asked
from yimi.doors.porch.files import Sent, send
from yimi.kernel import clock
from yimi.kernel.files import StoredFile
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.queries import holding
from yimi.rooms.evidence.models import Media
from yimi.rooms.evidence.queries import media_of
from yimi.rooms.evidence.states import MediaKind
from yimi.rooms.network.queries import reach
from yimi.rooms.projects.models import Session
from yimi.rooms.review.queries import to_pre_check

GOOD_FOR = timedelta(minutes=10)


def address_of(request: Asked, media: Media) -> str:
    """Where this clip is played from, for whoever asks now."""
    until = int((clock.now() + GOOD_FOR).timestamp())
    said = f"{request.token.pk}.{media.session_id}.{media.pk}.{until}"
    return f"/api/clips/{said}.{_sign(said)}"


def stream(request: HttpRequest, ticket: str) -> HttpResponseBase:
    """The marked copy, whole or the range asked for. 404 for an address that is not ours, too old, or not theirs."""
    said, _dot, sign = ticket.rpartition(".")
    if not constant_time_compare(sign, _sign(said)):
        raise Http404
    token_pk, session_pk, media_pk, until = map(int, said.split("."))
    token = holding(token_pk)
    if token is None or clock.now().timestamp() > until:
        raise Http404
    try:
        limits.admit("token", token.device_key or str(token.pk))
    except problems.Trouble as full:
        return problems.answer(request, full.status, full.code, full.detail, full.headers)
    copy = _copy(token.user, session_pk, media_pk)
    if copy is None:
        raise Http404
    return send(request, Sent(copy))


def _copy(user: User, session_pk: int, media_pk: int) -> StoredFile | None:
    session: Session | None = to_pre_check(reach(user)).filter(pk=session_pk).first()
    if session is None:
        return None
    media = media_of(session).filter(pk=media_pk, kind=MediaKind.CLIP).first()
    return media.display if media else None


def _sign(said: str) -> str:
    return salted_hmac("yimi.api.clip", said, algorithm="sha256").hexdigest()[:40]
