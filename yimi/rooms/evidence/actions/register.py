"""The register of allowed reuse: a person's word that a picture may be seen again, and its withdrawal."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.accounts.models import User
from yimi.rooms.evidence.actions.flags import raise_flags
from yimi.rooms.evidence.models import AllowedReuse, Flag, PictureMatch
from yimi.rooms.evidence.queries.who import require_allowing
from yimi.rooms.evidence.states import FlagCode, MatchVerdict
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.queries import related_to_provider

ACCUSING = (FlagCode.SAME_FILE, FlagCode.SAME_PICTURE)
LEAST = 4  # characters; 公告栏 says what it is, not why it may be shown again


@action
def allow_reuse(*, flag: Flag, because: str, by: User) -> AllowedReuse:
    """Register that the earlier picture of a flag may be used again (D9); every flag on it is told so from now on.

    Raises Refusal without a reason, for a flag that says nothing of reuse, and for a relation to the provider; NotYours.
    """
    require_allowing(by, flag.county)
    if flag.code not in ACCUSING or flag.media is None or flag.other_media is None:
        raise Refusal(_("只有“同一画面”“同一文件”的提示可以登记允许。"))
    _require_reason(because)
    session = flag.session
    if related_to_provider(by.pk, session.provider_id, clock.today()):
        raise NotYours(_("你申报过与这家承接机构人员的关系，请由其他人登记。"))
    allowed = AllowedReuse.objects.create(
        county=flag.county,
        picture=flag.other_media,
        seen_in=flag.media,
        because=because.strip(),
        allowed_at=clock.now(),
        allowed_by=by,
    )
    _raise_again(allowed, by)
    return allowed


@action
def withdraw_allowed_reuse(*, allowed: AllowedReuse, because: str, by: User) -> AllowedReuse:
    """End an entry; the flags accuse again where they did before. Raises Refusal, Stale, NotYours."""
    held = AllowedReuse.objects.select_for_update(of=("self",)).get(pk=allowed.pk)
    require_allowing(by, held.county)
    if held.withdrawn_at is not None:
        raise Stale(_("这条登记已经撤销。"))
    _require_reason(because)
    held.withdrawn_because, held.withdrawn_at, held.withdrawn_by = because.strip(), clock.now(), by
    held.save(update_fields=["withdrawn_because", "withdrawn_at", "withdrawn_by"])
    _raise_again(held, by)
    return held


def _require_reason(because: str) -> None:
    if len(because.strip()) < LEAST:
        raise Refusal(_("请写明理由，例如：村务公告栏，每月都要拍。"), field="because")


def _raise_again(allowed: AllowedReuse, by: Actor) -> None:
    """Bring the flags of every session up to date that shows one of these pictures."""
    named = {allowed.picture_id, allowed.seen_in_id}
    pairs = PictureMatch.objects.filter(
        Q(media__in=named) | Q(other_media__in=named), verdict=MatchVerdict.SAME_PICTURE
    )
    kin = named.union(*pairs.values_list("media", "other_media"))
    flagged = Flag.objects.filter(
        Q(media__in=kin) | Q(other_media__in=kin), code__in=(*ACCUSING, FlagCode.ALLOWED_REUSE)
    )
    for session in Session.objects.filter(pk__in=flagged.values("session")).order_by("pk"):
        raise_flags(session=session, by=by)
