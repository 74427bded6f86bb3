"""What stands in the way of the wall, for one session or for a page of them: seven queries either way."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from yimi.rooms.evidence.models import BlurReview
from yimi.rooms.evidence.states import BlurState, MediaKind
from yimi.rooms.people.models import Consent, PersonCategory
from yimi.rooms.people.states import SENSITIVE_CATEGORIES, ConsentUse
from yimi.rooms.projects.models import Session, SessionParticipant
from yimi.rooms.reports.models import Publication
from yimi.rooms.reports.rules import Facts, reasons_not_to_publish
from yimi.rooms.review.models import Appeal
from yimi.rooms.review.queries import with_verdict

USES = {MediaKind.PHOTO: ConsentUse.PUBLIC_PHOTO, MediaKind.CLIP: ConsentUse.PUBLIC_CLIP}
Refusals = dict[str, set[int]]


@dataclass
class _Came:
    """Who came to one session."""

    people: set[int] = field(default_factory=set)
    minors: int = 0


@dataclass
class _Copies:
    """The blurred copies of one session: how many wait, and the kinds of those that may be shown."""

    waiting: int = 0
    shown: Counter[str] = field(default_factory=Counter)


def may_publish(session: Session) -> list[str]:
    """Why the session may not be published; empty when a person may publish it (B11, E4, A4-04)."""
    return obstacles([session])[session.pk]


def obstacles(sessions: Iterable[Session]) -> dict[int, list[str]]:
    """Session id → sentences of what stands in the way; an empty list says that a person may publish it."""
    wanted = {session.pk: session for session in sessions}
    keys = list(wanted)
    results = dict(with_verdict(Session.objects.filter(pk__in=keys)).values_list("pk", "result"))
    on_show = set(Publication.objects.on_show().filter(session__in=keys).values_list("session", flat=True))
    disputed = set(
        Appeal.objects.filter(verdict__session__in=keys, decided_at__isnull=True).values_list(
            "verdict__session", flat=True
        )
    )
    came, copies = _came(keys), _copies(wanted)
    everybody = {person for each in came.values() for person in each.people}
    categories, refusals = _categories(everybody), _refusals(everybody)
    return {
        pk: reasons_not_to_publish(
            Facts(
                result=results.get(pk),
                sensitive=session.type.sensitive,
                published=pk in on_show,
                minors=came[pk].minors,
                patients=_patients(came[pk].people, categories, session),
                refused=len(_refused(came[pk].people, refusals, copies[pk].shown)),
                waiting=copies[pk].waiting,
                approved=copies[pk].shown.total(),
                disputed=pk in disputed,
            )
        )
        for pk, session in wanted.items()
    }


def _came(keys: list[int]) -> dict[int, _Came]:
    rows = SessionParticipant.objects.filter(session__in=keys).exclude(attended=False)
    found: dict[int, _Came] = defaultdict(_Came)
    for session, person, is_minor in rows.values_list("session", "person", "is_minor"):
        found[session].minors += bool(is_minor)
        if person is not None:
            found[session].people.add(person)
    return found


def _copies(sessions: dict[int, Session]) -> dict[int, _Copies]:
    """Of a bathing session only what was taken outside the bathroom counts as shown."""
    rows = BlurReview.objects.filter(media__session__in=list(sessions), media__withdrawn_at__isnull=True)
    found: dict[int, _Copies] = defaultdict(_Copies)
    named = rows.values_list("media__session", "media__kind", "media__subject", "state", "media__public_copy")
    for session, kind, subject, state, copy in named:
        if state == BlurState.WAITING:
            found[session].waiting += 1
        may_show = sessions[session].type.may_show(kind, subject)
        if state == BlurState.APPROVED and copy is not None and may_show:
            found[session].shown[kind] += 1
    return found


def _categories(people: set[int]) -> dict[int, list[tuple[datetime.date, datetime.date | None]]]:
    rows = PersonCategory.objects.filter(person__in=people, category__in=sorted(SENSITIVE_CATEGORIES))
    found: dict[int, list[Any]] = defaultdict(list)
    for person, first, last in rows.values_list("person", "valid_from", "valid_to"):
        found[person].append((first, last))
    return found


def _patients(people: set[int], categories: dict[int, Any], session: Session) -> int:
    day = timezone.localdate(session.actual_start or session.starts_at)
    return sum(
        any(first <= day and (last is None or day <= last) for first, last in categories.get(person, []))
        for person in people
    )


def _refusals(people: set[int]) -> Refusals:
    """Use → those whose newest answer about it is a no, or a yes taken back (E4).

    Somebody who was never asked is protected by the blurred copy that a person has approved.
    """
    newest = Consent.objects.filter(person__in=people, use__in=list(USES.values()))
    rows = newest.order_by("person_id", "use", "-id").distinct("person_id", "use")
    found: Refusals = defaultdict(set)
    for person, use, given, withdrawn in rows.values_list("person_id", "use", "given", "withdrawn_at"):
        if not given or withdrawn is not None:
            found[use].add(person)
    return found


def _refused(people: set[int], refusals: Refusals, shown: Counter[str]) -> set[int]:
    uses = [USES[MediaKind(kind)] for kind in shown if kind in USES]
    return {person for use in uses for person in refusals.get(use, set()) & people}
