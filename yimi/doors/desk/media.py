"""Pictures for the desk: small and watermarked copies for who sees the session, originals for judges."""

from __future__ import annotations

from django.http import HttpRequest

from yimi.doors.porch.files import Sent, register
from yimi.kernel import audit
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import PROVIDER, STATION, Role
from yimi.rooms.evidence.models import HazardPhoto, Media, PictureMatch
from yimi.rooms.evidence.states import MediaKind

JUDGES = (Role.COUNTY_REVIEWER, Role.COUNTY_BUSINESS)
PDF = "application/pdf"


def _find(request: HttpRequest, key: str) -> Media | None:
    """The upload if the asker sees its session; lists of names only for who works with them."""
    reach: Reach = request.reach  # type: ignore[attr-defined]
    if not key.isdecimal() or len(key) > 18:
        return None
    seen = Media.objects.visible_to(reach).select_related(
        "file", "display", "thumbnail", "public_copy", "public_poster", "session"
    )
    media = seen.filter(pk=int(key)).first()
    if media is not None and media.kind == MediaKind.DOCUMENT and not _works_with_lists(reach, media):
        return None
    return media


def _works_with_lists(reach: Reach, media: Media) -> bool:
    """Sign-in sheets carry names: the provider, the station and the judges need them, nobody else (B11)."""
    if media.county in reach.counties(*JUDGES):
        return True
    session = media.session
    return session is not None and (
        session.provider_id in reach.organisations(*PROVIDER) or reach.covers(session.town_id, *STATION)
    )


def display(request: HttpRequest, key: str) -> Sent | None:
    """The copy to look at, with time, place and hash burned in; a PDF has none and is saved as it is."""
    media = _find(request, key)
    if media is None:
        return None
    if media.display is None and media.file.media_type == PDF:
        return Sent(media.file, name=f"{media.pk}.pdf", download=True)
    return Sent(media.display) if media.display else None


def thumbnail(request: HttpRequest, key: str) -> Sent | None:
    media = _find(request, key)
    return Sent(media.thumbnail) if media and media.thumbnail else None


def original(request: HttpRequest, key: str) -> Sent | None:
    """The sealed original, saved and not shown, for reviewers and county business; every look is logged."""
    media = _find(request, key)
    if media is None or media.county not in request.reach.counties(*JUDGES):  # type: ignore[attr-defined]
        return None
    audit.viewed(by=request.user, subject=media, purpose="original")  # type: ignore[arg-type]
    return Sent(media.file, download=True)


def public_copy(request: HttpRequest, key: str) -> Sent | None:
    media = _find(request, key)
    return Sent(media.public_copy) if media and media.public_copy else None


def public_poster(request: HttpRequest, key: str) -> Sent | None:
    media = _find(request, key)
    return Sent(media.public_poster) if media and media.public_poster else None


def panels(request: HttpRequest, key: str) -> Sent | None:
    """Two pictures laid over each other, for who may see both."""
    if not key.isdecimal() or len(key) > 18:
        return None
    seen = Media.objects.visible_to(request.reach)  # type: ignore[attr-defined]
    both = PictureMatch.objects.filter(media__in=seen, other_media__in=seen, panels__isnull=False)
    match = both.select_related("panels").filter(pk=int(key)).first()
    return Sent(match.panels) if match and match.panels else None


def hazard_photo(request: HttpRequest, key: str) -> Sent | None:
    """A hazard as it was found or left; `key` is the picture's, with a t behind it for the small one."""
    small, key = key.endswith("t"), key.removesuffix("t")
    if not key.isdecimal() or len(key) > 18:
        return None
    reach: Reach = request.reach  # type: ignore[attr-defined]
    seen = HazardPhoto.objects.visible_to(reach).select_related("display", "thumbnail")
    photo = seen.filter(pk=int(key)).first()
    return Sent(photo.thumbnail if small else photo.display) if photo else None


for kind, decide in {
    "display": display,
    "thumbnail": thumbnail,
    "original": original,
    "public-copy": public_copy,
    "public-poster": public_poster,
    "hazard-photo": hazard_photo,
    "panels": panels,
}.items():
    register(kind, decide)
