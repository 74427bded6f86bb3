"""Fetching sessions within the reach and laying out their sheets, in as many queries for many as for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from yimi.doors.api import returning, sheets
from yimi.doors.api.asking import Asked
from yimi.kernel.figures import figure
from yimi.rooms.accounts.states import PROVIDER
from yimi.rooms.catalogue.models import MicroType, TypeSpec, in_language
from yimi.rooms.catalogue.queries import describe_spec, label_of
from yimi.rooms.catalogue.rules import guide_frame
from yimi.rooms.evidence.models import Upload
from yimi.rooms.evidence.queries.uploads import Uploads, uploads_in
from yimi.rooms.evidence.queries.wanted import missing_in, specs_of
from yimi.rooms.evidence.queries.who import OPEN_STATES, require_own_session, staffed_session
from yimi.rooms.evidence.rules import TEXT_LEAST
from yimi.rooms.people.carding import key_of
from yimi.rooms.people.models import ServiceCard
from yimi.rooms.people.queries import agreed_uses, cards_of, marks_of
from yimi.rooms.projects.models import Session, SessionParticipant
from yimi.rooms.projects.rules import submission_due
from yimi.rooms.projects.states import SessionState

MOST = 200


@dataclass(frozen=True)
class Figures:
    """Rules that are the same for every session of the answer."""

    geofence_m: int
    return_days: int


@dataclass(frozen=True)
class Named:
    """What the register says of those on the lists of sessions that are still open."""

    agreed: dict[int, list[str]]
    cards: dict[int, ServiceCard]


def own_session(request: Asked, session_id: int) -> Session:
    """The session for those who work on it: 404 outside the reach, NotYours for anybody else inside it."""
    session = _with_places(Session.objects.visible_to(request.reach)).filter(pk=session_id).first()
    if session is None:
        raise Http404
    require_own_session(request.user, session)
    return session


def worked_session(request: Asked, session_id: int) -> Session:
    """`own_session` with what the rules ask, not with what a sheet shows."""
    mine = staffed_session(request.user, session_id)
    session = mine or Session.objects.visible_to(request.reach).filter(pk=session_id).first()
    if session is None:
        raise Http404
    require_own_session(request.user, session)
    return session


def mine(request: Asked, first: date, last: date) -> tuple[list[Session], bool]:
    """Sessions the asker works on in these days, or open from before; and: are there more?"""
    start, end = _midnight(first), _midnight(last + timedelta(days=1))
    wanted = Q(starts_at__gte=start) | Q(state__in=OPEN_STATES)
    found = (
        _with_places(Session.objects.visible_to(request.reach))
        .filter(wanted, starts_at__lt=end, staff__user=request.user)
        .filter(provider__in=request.reach.organisations(*PROVIDER))
        .order_by("starts_at", "pk")[: MOST + 1]
    )
    rows = list(found)
    return rows[:MOST], len(rows) > MOST


def sheets_of(sessions: Sequence[Session]) -> list[sheets.SessionSheet]:
    """The sheets of these sessions, in their order."""
    open_ones = [session for session in sessions if session.state in OPEN_STATES]
    specs, missing = specs_of(sessions), missing_in(open_ones)
    agreed, cards = agreed_uses(_named(open_ones)), cards_of(_named(open_ones))
    uploads = uploads_in(open_ones)
    back = returning.back_of(open_ones, uploads)
    figures = Figures(figure("geofence_m"), figure("return_days"))
    return [
        _sheet(
            session,
            specs[session.pk],
            missing.get(session.pk, []),
            back,
            figures,
            Named(agreed, cards),
            uploads.get(session.pk, Uploads()),
        )
        for session in sessions
    ]


def sheet_of(session: Session) -> sheets.SessionSheet:
    return sheets_of([session])[0]


def _with_places(sessions: QuerySet[Session]) -> QuerySet[Session]:
    listed = SessionParticipant.objects.order_by("pk")
    return sessions.select_related("type", "village", "site", "host", "station").prefetch_related(
        Prefetch("participants", queryset=listed)
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _sheet(
    session: Session,
    spec: TypeSpec,
    missing: list[str],
    back: returning.Back,
    figures: Figures,
    named: Named,
    uploads: Uploads,
) -> sheets.SessionSheet:
    return sheets.SessionSheet(
        id=session.pk,
        number=session.number,
        title=session.title,
        type=sheets.MicroType(
            code=session.type_id, name=session.type.label, sensitive=session.type.sensitive
        ),
        state=session.state,
        state_label=str(SessionState(session.state).label),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        due_at=submission_due(session.actual_end or session.ends_at, spec.submit_hours),
        place=_place(session, figures),
        host=session.host.name if session.host else "",
        station=session.station.name,
        station_phone=session.station.phone,
        participants=[_participant(each, named) for each in session.participants.all()],
        card_key=key_of(session.pk),
        actual_start=session.actual_start,
        actual_end=session.actual_end,
        people_count=session.people_count,
        wanted=_wanted(spec, session.type),
        missing=missing,
        being_examined=len(uploads.waiting),
        refused=[_refused(each.upload) for each in uploads.refused],
        returned=returning.sheet_of(session, back, figures.return_days),
    )


def _refused(upload: Upload) -> sheets.RefusedUpload:
    assert upload.received_at is not None
    return sheets.RefusedUpload(
        client_id=str(upload.client_id),
        kind=str(upload.said["kind"]),
        subject=str(upload.said["subject"]),
        received_at=upload.received_at,
        reason=upload.refusal,
        code=upload.refusal_code,
    )


def _place(session: Session, figures: Figures) -> sheets.Place:
    site = session.site
    return sheets.Place(
        village=session.village.name,
        site=site.name if site else "",
        address=site.address if site else "",
        longitude=site.longitude if site else None,
        latitude=site.latitude if site else None,
        radius_m=max(site.radius_m if site else 0, figures.geofence_m),
    )


def _named(sessions: Sequence[Session]) -> list[int]:
    everybody = [each.person_id for session in sessions for each in session.participants.all()]
    return [person for person in everybody if person is not None]


def _participant(each: SessionParticipant, named: Named) -> sheets.Participant:
    card = named.cards.get(each.person_id or 0)
    return sheets.Participant(
        id=each.pk,
        label=each.label,
        age_band=each.age_band,
        is_minor=each.is_minor,
        attended=each.attended,
        consents=named.agreed.get(each.person_id or 0, []),
        cards=marks_of(card, each.session_id) if card else [],
        client_key=str(each.client_key) if each.client_key else None,
    )


def _wanted(spec: TypeSpec, kind: MicroType) -> sheets.Specification:
    plain = "min_minutes min_staff min_photos clip_required clip_min_s clip_max_s text_required allow_faces"
    return sheets.Specification(
        **{
            name: getattr(spec, name)
            for name in [*plain.split(), "photo_long_side", "photo_quality", "submit_hours"]
        },
        text_min_characters=TEXT_LEAST,
        frame=guide_frame(kind.sensitive, spec.allow_faces),
        pictures=in_language(spec.pictures, spec.pictures_en),
        outputs=[
            [
                sheets.Output(unit=str(one["unit"]), minimum=int(one["minimum"]), per=one.get("per"))
                for one in group
            ]
            for group in spec.outputs
        ],
        evidence=[
            sheets.Evidence(
                kind=str(one["kind"]),
                subject=str(one["subject"]),
                label=label_of(one),
                count=int(one.get("count", 1)),
                min_s=one.get("min_s"),
                max_s=one.get("max_s"),
            )
            for one in spec.evidence
        ],
        sentences=describe_spec(spec),
    )
