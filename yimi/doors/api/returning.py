"""A session that was sent back: why, until when, and what of it is asked for again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from yimi.doors.api import sheets
from yimi.rooms.evidence.models import Media, Narrative
from yimi.rooms.evidence.queries.uploads import Uploads
from yimi.rooms.evidence.queries.who import OPEN_STATES
from yimi.rooms.evidence.rules import CONSENT
from yimi.rooms.projects.models import Session
from yimi.rooms.review.models import PreCheck, Verdict
from yimi.rooms.review.states import ASKED_AGAIN, AskedAgain, PreCheckResult, Reason, Result


@dataclass(frozen=True)
class Word:
    """What somebody wrote when they sent a session back."""

    at: datetime
    reason: str
    kinds: tuple[AskedAgain, ...]


@dataclass(frozen=True)
class Back:
    """Sessions that were sent back, by id: the last word on each, and what has come since."""

    words: dict[int, Word] = field(default_factory=dict)
    since: dict[int, set[str]] = field(default_factory=dict)


def back_of(sessions: Sequence[Session], uploads: dict[int, Uploads]) -> Back:
    """In as many queries for many sessions as for one; none of them when nothing was sent back."""
    returned = {session.pk: session.returned_at for session in sessions if session.returned_at is not None}
    return Back(_words(list(returned)), _since(returned, uploads)) if returned else Back()


def sheet_of(session: Session, back: Back, days: int) -> sheets.Returned | None:
    """Only while it is open: once handed in again the reason is history."""
    if session.returned_at is None or session.state not in OPEN_STATES:
        return None
    word = back.words.get(session.pk) or Word(session.returned_at, "", (AskedAgain.OTHER,))
    come = back.since.get(session.pk, set())
    return sheets.Returned(
        at=session.returned_at,
        by_when=session.returned_at + timedelta(days=days),
        reason=word.reason,
        asked=[
            sheets.AskedFor(
                kind=kind,
                label=str(kind.label),
                come=bool(come) if kind == AskedAgain.OTHER else kind in come,
            )
            for kind in word.kinds
        ],
    )


def _words(returned: list[int]) -> dict[int, Word]:
    """The last word of the station or the county on each."""
    said: list[tuple[int, Word]] = []
    for check in PreCheck.objects.filter(session__in=returned, result=PreCheckResult.RETURNED):
        kinds = tuple(AskedAgain(kind) for kind in check.asked) or (AskedAgain.OTHER,)
        said.append((check.session_id, Word(check.checked_at, check.note, kinds)))
    for verdict in Verdict.objects.standing().filter(session__in=returned, result=Result.RETURN):
        codes = [Reason(code) for code in verdict.reason_codes]
        words = _("：").join(filter(None, [_("、").join(str(code.label) for code in codes), verdict.note]))
        found = list(dict.fromkeys(ASKED_AGAIN.get(code, AskedAgain.OTHER) for code in codes))
        said.append((verdict.session_id, Word(verdict.given_at, words, tuple(found or [AskedAgain.OTHER]))))
    return dict(sorted(said, key=lambda one: one[1].at))


def _since(returned: dict[int, datetime], uploads: dict[int, Uploads]) -> dict[int, set[str]]:
    """Which kinds of material came after the return, examined or not."""
    come: dict[int, set[str]] = defaultdict(set)
    media = Media.objects.standing().filter(session__in=returned).exclude(subject=CONSENT)
    for session_id, kind, at in media.values_list("session_id", "kind", "received_at"):
        if session_id is not None and at > returned[session_id]:
            come[session_id].add(kind)
    for session_id, at in Narrative.objects.filter(session__in=returned).values_list("session", "written_at"):
        if at > returned[session_id]:
            come[session_id].add(AskedAgain.TEXT)
    for session_id in returned:
        for each in uploads[session_id].waiting if session_id in uploads else []:
            if (
                each.said["subject"] != CONSENT
                and each.received_at
                and each.received_at > returned[session_id]
            ):
                come[session_id].add(str(each.said["kind"]))
    return come
