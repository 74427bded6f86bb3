"""What may be shown of a session, and which sessions are ready for a person to publish."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import Role
from yimi.rooms.catalogue.rules import NEVER_SHOWN
from yimi.rooms.evidence import queries as evidence
from yimi.rooms.evidence.models import BlurReview, Media
from yimi.rooms.evidence.states import BlurState, MediaKind
from yimi.rooms.people.models import Consent, Person, PersonCategory
from yimi.rooms.people.states import SENSITIVE_CATEGORIES, ConsentUse
from yimi.rooms.projects.models import Session, SessionParticipant
from yimi.rooms.projects.states import SessionState
from yimi.rooms.public.rules import Picture
from yimi.rooms.reports.models import Publication
from yimi.rooms.reports.rules import (
    Facts,
    masked_text,
    reasons_not_to_publish,
)
from yimi.rooms.review.models import Appeal
from yimi.rooms.review.queries import effective_verdict, with_verdict

PUBLISHERS = (Role.COUNTY_EDITOR, Role.COUNTY_BUSINESS)
USES = {MediaKind.PHOTO: ConsentUse.PUBLIC_PHOTO, MediaKind.CLIP: ConsentUse.PUBLIC_CLIP}


@dataclass(frozen=True)
class Shown:
    """The plain values that go on the wall: masked, agreed to, without a key back to anybody."""

    title: str
    place: str
    town: str
    text: str
    words: str
    pictures: list[Picture]


def may_publish(session: Session) -> list[str]:
    """Sentences why the session may not be published; empty when a person may publish it (B11, E4, A4-04)."""
    verdict = effective_verdict(session)
    came = _came(session)
    people = [pk for pk in came.values_list("person", flat=True) if pk is not None]
    pictures = shown_media(session)
    reviews = BlurReview.objects.filter(media__session=session, media__withdrawn_at__isnull=True)
    return reasons_not_to_publish(
        Facts(
            result=verdict.result if verdict else None,
            sensitive=session.type.sensitive,
            published=Publication.objects.on_show().filter(session=session).exists(),
            minors=came.filter(is_minor=True).count(),
            patients=_patients(people, session),
            refused=len(_refused(people, {media.kind for media in pictures})),
            waiting=reviews.filter(state=BlurState.WAITING).count(),
            approved=len(pictures),
            disputed=Appeal.objects.filter(verdict__session=session, decided_at__isnull=True).exists(),
        )
    )


def shown_media(session: Session) -> list[Media]:
    """Blurred copies a person approved, without bathing's inside."""
    approved = evidence.publishable(session).select_related("public_copy", "public_poster")
    return [
        media for media in approved if session.type.may_show(media.kind, media.subject)
    ]


def shown_of(session: Session) -> Shown:
    """The masked copy of a session. Narrative words appear only when the beneficiary agreed to it."""
    names = [person.name for person in _people(session)]
    narrative = evidence.narrative_of(session)
    place = " ".join(
        part for part in (session.village.name, session.site.name if session.site else "") if part
    )
    alt = _("%(type)s，%(place)s，%(day)s，面部已模糊") % {
        "type": session.type.name,
        "place": session.village.name,
        "day": timezone.localdate(session.actual_start or session.starts_at).isoformat(),
    }
    return Shown(
        title=masked_text(session.title, names),
        town=session.town.name,
        place=place,
        text=masked_text(narrative.text, names) if narrative else "",
        words=masked_text(narrative.beneficiary_words, names)
        if narrative and narrative.words_consented
        else "",
        pictures=[
            Picture(file=media.public_copy, alt=alt, kind=media.kind, poster=media.public_poster)
            for media in shown_media(session)
            if media.public_copy is not None
        ],
    )


def publishable(reach: Reach) -> QuerySet[Session]:
    """Sessions ready for a person of the county to publish, newest first; `may_publish` has the last word."""
    reviews = BlurReview.objects.filter(media__session=OuterRef("pk"), media__withdrawn_at__isnull=True)
    children = SessionParticipant.objects.filter(session=OuterRef("pk"), is_minor=True).exclude(
        attended=False
    )
    shown = Publication.objects.on_show().filter(session=OuterRef("pk"))
    ready = Session.objects.filter(
        Exists(reviews.filter(state=BlurState.APPROVED)),
        ~Exists(reviews.filter(state=BlurState.WAITING)),
        ~Exists(children),
        ~Exists(shown),
        county__in=reach.counties(*PUBLISHERS),
        state=SessionState.SUBMITTED,
    ).exclude(type__sensitive__in=sorted(NEVER_SHOWN))
    return (
        with_verdict(ready)
        .filter(result="accept")
        .select_related("type", "village", "town", "station", "provider", "site")
        .order_by("-starts_at", "-id")
    )


def _came(session: Session) -> QuerySet[SessionParticipant]:
    return SessionParticipant.objects.filter(session=session).exclude(attended=False)


def _people(session: Session) -> list[Person]:
    return list(Person.objects.filter(pk__in=_came(session).values("person")))


def _patients(people: list[int], session: Session) -> int:
    day = timezone.localdate(session.actual_start or session.starts_at)
    running = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
    held = PersonCategory.objects.filter(
        running, person__in=people, category__in=sorted(SENSITIVE_CATEGORIES)
    )
    return held.values("person").distinct().count()


def _refused(people: list[int], kinds: set[str]) -> set[int]:
    """Those whose newest answer about this public use is a no, or a yes taken back (E4).

    Somebody who was never asked is protected by the blurred copy that a person has approved.
    """
    found: set[int] = set()
    for use in sorted({USES[MediaKind(kind)] for kind in kinds if kind in USES}):
        newest = Consent.objects.filter(person__in=people, use=use).order_by("person_id", "-id")
        for person, given, withdrawn in newest.distinct("person_id").values_list(
            "person_id", "given", "withdrawn_at"
        ):
            if not given or withdrawn is not None:
                found.add(person)
    return found
