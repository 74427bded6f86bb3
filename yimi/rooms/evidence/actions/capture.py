"""Codes and uploads. An upload is answered at once; pictures are worked on by a job afterwards."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import action
from yimi.kernel.errors import Stale
from yimi.kernel.figures import figure
from yimi.rooms.accounts.models import User
from yimi.rooms.evidence.actions.keeping import Where, alone_with, declared, keep, same_again
from yimi.rooms.evidence.models import Challenge, Media
from yimi.rooms.evidence.queries.who import require_open, require_own_session
from yimi.rooms.evidence.spool import spooled
from yimi.rooms.evidence.states import ChallengeKind, Source
from yimi.rooms.projects.models import Session


@action
def issue_challenge(*, session: Session, by: User) -> Challenge:
    """Give a four-digit code for the next picture, valid `challenge_minutes` (D9, decision 11).

    Raises NotYours for strangers to the session, Stale when it takes no more material.
    """
    require_own_session(by, session)
    require_open(session)
    now = clock.now()
    return Challenge.objects.create(
        session=session,
        code=f"{secrets.randbelow(10_000):04d}",
        issued_at=now,
        issued_by=by,
        expires_at=now + timedelta(minutes=figure("challenge_minutes")),
    )


@action
def issue_offline_seed(*, session: Session, by: User) -> Challenge:
    """Give a seed before leaving for a place without signal; valid until the material is due (decision 11).

    The code of each picture is `rules.offline_code(seed, client_id)`. Weaker: nobody saw the moment.
    """
    require_own_session(by, session)
    require_open(session)
    return Challenge.objects.create(
        session=session,
        kind=ChallengeKind.OFFLINE_SEED,
        seed=secrets.token_hex(16),
        issued_at=clock.now(),
        issued_by=by,
        expires_at=session.ends_at + timedelta(hours=figure("submit_hours")),
    )


@action(private=("upload", "where", "challenge_code", "packet"))
def receive_media(
    *,
    client_id: UUID,
    session: Session,
    kind: str,
    upload: bytes | BinaryIO,
    by: User,
    source: str = Source.CAMERA,
    taken_at: datetime | None = None,
    where: Where | None = None,
    subject: str = "",
    challenge_code: str = "",
    packet: Mapping[str, Any] | None = None,
) -> Media:
    """Take in one photo, clip or document (A4-04); safe to repeat with the same client id and bytes.

    A repeat returns the row that is there, marked `repeated`. Raises Refusal for an unacceptable file (field
    "upload", code of `intake.SENTENCES`), other bytes under a known client id, and enough of the kind; NotYours
    and Stale as for `issue_challenge`. A wrong or expired code is no refusal: it is a flag.
    `packet`, what the phone wrote down at the capture, is sealed too.
    """
    require_own_session(by, session)
    with spooled(upload, declared(kind)) as spool:
        # fifty phones may send the same upload at once: one works, the others then find its row
        known = alone_with(client_id)
        if known is not None:
            return same_again(known, spool, session)
        return keep(
            spool,
            client_id=client_id,
            session=session,
            by=by,
            source=source,
            taken_at=taken_at,
            where=where,
            subject=subject,
            challenge_code=challenge_code,
            packet=packet,
        )


@action
def withdraw_media(*, media: Media, by: User) -> Media:
    """Take a wrong picture out before handing in; it is kept and no longer counts. Raises NotYours, Stale."""
    held = Media.objects.select_for_update(of=("self",)).select_related("session").get(pk=media.pk)
    if held.session is None or held.withdrawn_at is not None:
        raise Stale(_("这份材料已经撤下。"))
    require_own_session(by, held.session)
    require_open(held.session)
    held.withdrawn_at, held.withdrawn_by = clock.now(), by
    held.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return held
