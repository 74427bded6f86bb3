"""The register of allowed reuse: which earlier pictures may be shown again, because of what, by whose word."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from yimi.kernel.reach import Reach
from yimi.rooms.evidence import rules
from yimi.rooms.evidence.models import AllowedReuse, Media, PictureMatch
from yimi.rooms.evidence.states import MatchVerdict


def register_of(reach: Reach) -> QuerySet[AllowedReuse]:
    """The county's register, the newest entry first."""
    return (
        AllowedReuse.objects.visible_to(reach)
        .select_related(
            "picture__session", "picture__thumbnail", "seen_in__session", "allowed_by", "withdrawn_by"
        )
        .order_by("-allowed_at", "-pk")
    )


def allowed_among(county: str, others: Collection[Media]) -> dict[int, rules.Allowed]:
    """Which of these earlier uploads a standing entry covers: named in it, the same file, or the same whole picture.

    A collage that holds an allowed notice beside something else is not covered by it.
    """
    if not others:
        return {}
    ids = {one.pk for one in others}
    entries = list(
        AllowedReuse.objects.standing()
        .filter(county=county)
        .select_related("picture", "seen_in", "allowed_by")
    )
    by_media = {media: entry for entry in entries for media in (entry.seen_in_id, entry.picture_id)}
    if not by_media:
        return {}
    by_file = {media.file_id: entry for entry in entries for media in (entry.seen_in, entry.picture)}
    covered = {one.pk: by_media.get(one.pk) or by_file.get(one.file_id) for one in others}
    whole = PictureMatch.objects.filter(verdict=MatchVerdict.SAME_PICTURE, finding__view="whole")
    kin = whole.filter(
        Q(media__in=ids, other_media__in=by_media) | Q(media__in=by_media, other_media__in=ids)
    )
    for one, other in kin.values_list("media", "other_media"):
        for mine, named in ((one, other), (other, one)):
            if mine in ids and named in by_media:
                covered[mine] = covered[mine] or by_media[named]
    return {
        pk: rules.Allowed(entry.because, entry.allowed_by.display_name, entry.allowed_at)
        for pk, entry in covered.items()
        if entry is not None
    }
