"""Which uploads resemble those of a session: earlier ones of other sessions, and pairs inside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Q

from yimi.rooms.evidence import rules
from yimi.rooms.evidence.models import Media, PictureMatch
from yimi.rooms.evidence.queries.register import allowed_among
from yimi.rooms.evidence.states import MatchVerdict, MediaKind
from yimi.rooms.projects.models import Session


@dataclass(frozen=True)
class Resemblance:
    reused: list[rules.Likeness]  # the same bytes in another session
    similar: list[rules.Likeness]  # the same picture or place in another session
    within: list[rules.Likeness]


def resemblance_of(session: Session) -> Resemblance:
    """Same bytes and like pictures: earlier ones of other sessions, and pairs inside this one.

    The earlier upload is never accused: what is received later carries the flag, so a session that was
    reviewed once does not change its flags because of somebody else's later upload.
    """
    mine = {one.pk: one for one in Media.objects.standing().filter(session=session)}
    files: dict[int, list[Media]] = {}
    for one in mine.values():
        files.setdefault(one.file_id, []).append(one)
    others = _same_bytes(session, files)
    reused = [_copy(own, other) for other in others for own in files[other.file_id] if _before(other, own)]
    within = _copies_inside(files)
    same_pairs = {(one.media_id, one.other_media_id) for one in reused}
    similar = []
    found = PictureMatch.objects.filter(Q(media__in=mine) | Q(other_media__in=mine)).select_related(
        "media__session", "other_media__session"
    )
    for pair in found:
        if pair.media_id in mine and pair.other_media_id in mine:
            within += [_seen_from(pair, pair.media), _seen_from(pair, pair.other_media)]
            continue
        own = pair.media if pair.media_id in mine else pair.other_media
        other = pair.other_media if own is pair.media else pair.media
        if other.withdrawn_at is None and _before(other, own) and (own.pk, other.pk) not in same_pairs:
            similar.append(_seen_from(pair, own))
            others.append(other)
    allowed = allowed_among(session.county, others)
    return Resemblance(_marked(reused, allowed), _marked(similar, allowed), within)


def _marked(several: list[rules.Likeness], allowed: dict[int, rules.Allowed]) -> list[rules.Likeness]:
    return [replace(one, allowed=allowed.get(one.other_media_id)) for one in several]


def _same_bytes(session: Session, files: dict[int, list[Media]]) -> list[Media]:
    held = Media.objects.standing().filter(county=session.county, file__in=list(files))
    return list(held.exclude(session=session).select_related("session"))


def _copies_inside(files: dict[int, list[Media]]) -> list[rules.Likeness]:
    return [
        _copy(own, other)
        for group in files.values()
        for own in group
        for other in group
        if own.kind == MediaKind.PHOTO and other.pk < own.pk
    ]


def _copy(own: Media, other: Media) -> rules.Likeness:
    return rules.Likeness(own.pk, other.pk, _number(other), other.received_at)


def _seen_from(pair: PictureMatch, own: Media) -> rules.Likeness:
    turned = own.pk != pair.media_id
    other, finding = pair.media if turned else pair.other_media, pair.finding
    return rules.Likeness(
        media_id=own.pk,
        other_media_id=other.pk,
        other_session=_number(other),
        other_received_at=other.received_at,
        scene=pair.verdict == MatchVerdict.SAME_SCENE,
        agreement=finding.get("agreement", 1.0),
        inliers=finding.get("inliers", 0),
        distance=finding.get("distance"),
        changes=finding.get("changes", {}),
        frame_s=pair.other_frame_s if turned else pair.frame_s,
        other_frame_s=pair.frame_s if turned else pair.other_frame_s,
        passage=finding.get("passage", {}),
        other_site_id=other.session.site_id if other.session else None,
        turned=turned,
    )


def _before(other: Media, own: Media) -> bool:
    return (other.received_at, other.pk) < (own.received_at, own.pk)


def _number(media: Media) -> str:
    return media.session.number if media.session else ""
