"""What may be shown of a session, and which sessions are ready for a person to publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import Role
from yimi.rooms.catalogue.rules import NEVER_SHOWN
from yimi.rooms.evidence import queries as evidence
from yimi.rooms.evidence.models import BlurReview, Media
from yimi.rooms.evidence.states import BlurState, MediaKind
from yimi.rooms.people.models import Person
from yimi.rooms.projects.models import Session, SessionParticipant
from yimi.rooms.projects.states import SessionState
from yimi.rooms.public.rules import Picture
from yimi.rooms.reports.models import Publication
from yimi.rooms.reports.rules import masked_text
from yimi.rooms.review.queries import with_verdict

PUBLISHERS = (Role.COUNTY_EDITOR, Role.COUNTY_BUSINESS)


@dataclass(frozen=True)
class Shown:
    """The plain values that go on the wall: masked, agreed to, without a key back to anybody."""

    title: str
    place: str
    town: str
    text: str
    words: str
    pictures: list[Picture]


def shown_media(session: Session) -> list[Media]:
    """Blurred copies a person approved, without bathing's inside."""
    approved = evidence.publishable(session).select_related("public_copy", "public_poster")
    return [media for media in approved if session.type.may_show(media.kind, media.subject)]


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
    reviews = _reviews()
    return _accepted(reach).filter(
        Exists(reviews.filter(state=BlurState.APPROVED)), ~Exists(reviews.filter(state=BlurState.WAITING))
    )


def awaiting_copies(reach: Reach) -> QuerySet[Session]:
    """Accepted sessions whose public copies nobody has made or checked yet: what leads the editor to them."""
    reviews = _reviews()
    return _accepted(reach).filter(
        ~Exists(reviews.filter(state=BlurState.APPROVED)) | Exists(reviews.filter(state=BlurState.WAITING))
    )


def without_copies(reach: Reach) -> QuerySet[Session]:
    """What was handed in within a month, was accepted, and has pictures that nobody has had blurred."""
    unblurred = Media.objects.standing().filter(
        session=OuterRef("pk"), kind__in=(MediaKind.PHOTO, MediaKind.CLIP), blur_review=None
    )
    return _accepted(reach).filter(Exists(unblurred), submitted_at__gte=clock.now() - timedelta(days=31))


def on_show(reach: Reach) -> QuerySet[Publication]:
    """What hangs on the wall, the newest first."""
    found = Publication.objects.on_show().visible_to(reach)
    return found.select_related("session__type", "session__village", "published_by").order_by("-pk")


def _reviews() -> QuerySet[BlurReview]:
    return BlurReview.objects.filter(media__session=OuterRef("pk"), media__withdrawn_at__isnull=True)


def _accepted(reach: Reach) -> QuerySet[Session]:
    """Accepted in full, of a kind that may be shown, no child among those who came, not on the wall."""
    came = SessionParticipant.objects.filter(session=OuterRef("pk")).exclude(attended=False)
    shown = Publication.objects.on_show().filter(session=OuterRef("pk"))
    sessions = Session.objects.filter(
        ~Exists(came.filter(is_minor=True)),
        ~Exists(shown),
        county__in=reach.counties(*PUBLISHERS),
        state=SessionState.SUBMITTED,
    ).exclude(type__sensitive__in=sorted(NEVER_SHOWN))
    return (
        with_verdict(sessions)
        .filter(result="accept")
        .select_related("type", "village", "town", "station", "provider", "site")
        .order_by("-starts_at", "-id")
    )


def _came(session: Session) -> QuerySet[SessionParticipant]:
    return SessionParticipant.objects.filter(session=session).exclude(attended=False)


def _people(session: Session) -> list[Person]:
    return list(Person.objects.filter(pk__in=_came(session).values("person")))
