"""What the capture page shows of a session: its material so far, its wishes, its code, its deadline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.figures import figure
from yimi.rooms.accounts.models import User
from yimi.rooms.catalogue.models import TypeSpec, in_language
from yimi.rooms.catalogue.queries import label_of
from yimi.rooms.evidence.models import Challenge, Flag, Media
from yimi.rooms.evidence.queries import by_strength, media_of, missing, spec_of
from yimi.rooms.evidence.queries.uploads import uploads_of
from yimi.rooms.evidence.queries.who import OPEN_STATES
from yimi.rooms.evidence.states import MediaKind, MediaState
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.rules import submission_due


@dataclass(frozen=True)
class Requirement:
    """One thing the type asks for by name; `key` is what the chip sends."""

    key: str
    kind: str
    subject: str
    label: str
    count: int = 1


@dataclass(frozen=True)
class Tile:
    """One upload as the page shows it."""

    media: Media
    label: str
    flags: list[Flag] = field(default_factory=list)

    @property
    def said(self) -> str:
        """How far it has come, in words."""
        return {
            MediaState.RECEIVED: _("已收到，正在核对"),
            MediaState.READY: _("处理完"),
            MediaState.FAILED: _("已收到原件，做不出缩略图"),
        }[MediaState(self.media.state)]


@dataclass(frozen=True)
class Material:
    spec: TypeSpec
    requirements: list[Requirement]


def material_of(session: Session) -> Material:
    spec = spec_of(session)
    named = [
        Requirement(
            f"{each['kind']}:{each['subject']}",
            str(each["kind"]),
            str(each["subject"]),
            label_of(each),
            int(each.get("count", 1)),
        )
        for each in spec.evidence
        if each["kind"] in MediaKind.values
    ]
    return Material(spec, named)


def hand_in_of(session: Session, user: User) -> dict[str, Any]:
    """What the page and its refreshed part need; the number of queries does not grow with the material."""
    material = material_of(session)
    tiles = tiles_of(session, material.requirements)
    is_open = session.state in OPEN_STATES
    uploads = uploads_of(session)
    return {
        "session": session,
        "spec": material.spec,
        "pictures": in_language(material.spec.pictures, material.spec.pictures_en),
        "requirements": material.requirements,
        "tiles": tiles,
        "wanted": wanted_next(material.requirements, tiles),
        "uploads": uploads,
        "working": bool(uploads.waiting) or any(tile.media.state == MediaState.RECEIVED for tile in tiles),
        "missing": missing(session) if is_open else [],
        "is_open": is_open,
        "due": _due(session),
        "coded": any(tile.media.challenge_id for tile in tiles),
        "code": _code_of(session, user) if is_open else None,
        "now": clock.now(),
    }


def wanted_next(requirements: Iterable[Requirement], tiles: Iterable[Tile]) -> str:
    """The key of the first thing the type asks for by name of which there is not enough yet; empty when all is there."""
    there = Counter(f"{tile.media.kind}:{tile.media.subject}" for tile in tiles)
    return next((one.key for one in requirements if there[one.key] < one.count), "")


def tiles_of(session: Session, requirements: Iterable[Requirement]) -> list[Tile]:
    labels = {(one.kind, one.subject): one.label for one in requirements}
    flags: dict[int, list[Flag]] = {}
    for flag in by_strength(Flag.objects.filter(session=session, media__isnull=False)):
        flags.setdefault(flag.media_id or 0, []).append(flag)
    return [
        Tile(one, labels.get((one.kind, one.subject), str(MediaKind(one.kind).label)), flags.get(one.pk, []))
        for one in media_of(session)
    ]


def _code_of(session: Session, user: User) -> Challenge | None:
    """The asker's newest code that is neither used nor over."""
    mine = Challenge.objects.filter(
        session=session, issued_by=user, used_at=None, expires_at__gt=clock.now()
    ).exclude(code="")
    return mine.order_by("-issued_at").first()


def _due(session: Session) -> datetime:
    if session.returned_at is not None:
        back: datetime = session.returned_at
        return back + timedelta(days=figure("return_days"))
    return submission_due(session.actual_end or session.ends_at, figure("submit_hours"))
