"""Stores the flags the rules see: what is new is added, what no longer holds goes, the rest stays."""

from __future__ import annotations

from django.utils import translation

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.rooms.evidence.models import Flag
from yimi.rooms.evidence.queries import drafts_for
from yimi.rooms.projects.models import Session


@action
def raise_flags(*, session: Session, by: Actor) -> Session:
    """Recompute a session's flags (D9, evidence.md 4.3); repeating changes nothing. No flag is a verdict."""
    held = Session.objects.select_for_update(of=("self",)).select_related("type").get(pk=session.pk)
    with translation.override("zh-hans"):  # the sentence is kept; whoever asked, it is in the first language
        wanted = {draft.key: draft for draft in drafts_for(held)}
    stored = {
        (flag.code, flag.media_id, flag.other_media_id): flag for flag in Flag.objects.filter(session=held)
    }
    Flag.objects.filter(pk__in=[flag.pk for key, flag in stored.items() if key not in wanted]).delete()
    for key, draft in wanted.items():
        known = stored.get(key)
        if known is None:
            Flag.objects.create(
                county=held.county,
                session=held,
                media_id=draft.media_id,
                other_media_id=draft.other_media_id,
                code=draft.code,
                strength=draft.strength,
                reason=draft.reason,
                detail=draft.detail,
                raised_at=clock.now(),
            )
        elif (known.reason, known.detail) != (draft.reason, draft.detail):
            known.reason, known.detail = draft.reason, draft.detail
            known.save(update_fields=["reason", "detail"])
    note(flags=len(wanted), added=len(wanted.keys() - stored.keys()), gone=len(stored.keys() - wanted.keys()))
    return held
