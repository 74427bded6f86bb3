"""A session walked through real actions, as far as a test needs it: planned, delivered, submitted, accepted.

Each step freezes the clock at its own hour of November 2026 and leaves it as it was. Pictures are the shipped
ones; no two sessions of a test share one unless it asks for it.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.cast import BY, Cast
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.workdays import CalendarDay, load_calendar
from yimi.rooms.accounts.models import User
from yimi.rooms.catalogue.actions import load_catalogue
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.evidence import actions as evidence
from yimi.rooms.evidence.actions import Where
from yimi.rooms.evidence.demo_pictures import clips, photos, taken
from yimi.rooms.evidence.models import Media
from yimi.rooms.evidence.queries import spec_of
from yimi.rooms.evidence.states import MediaState
from yimi.rooms.network.actions import record_licence, verify_licence
from yimi.rooms.network.models import Licence
from yimi.rooms.people.actions import give_consent
from yimi.rooms.people.models import Person
from yimi.rooms.places.models import Division
from yimi.rooms.projects import actions as projects
from yimi.rooms.projects.models import Allotment, Programme, Session
from yimi.rooms.review import actions as review
from yimi.rooms.review.models import Verdict
from yimi.rooms.review.queries import callbacks_missing

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 2, 9, tzinfo=SHANGHAI)
START = datetime(2026, 11, 10, 9, tzinfo=SHANGHAI)  # Tuesday of the week after
REVIEW_DAY = datetime(2026, 11, 17, 10, tzinfo=SHANGHAI)  # Tuesday of the week after submission
WORDS = "今天在村民活动室开展活动，大家从头坐到尾，散场时还在问下一次什么时候来。"
HERE = Where(108.7702, 29.5334, 12.0)
_next_photo = itertools.cycle(range(60))
_next_clip = itertools.cycle(range(10))


def county_ready(cast: Cast) -> Programme:
    """Catalogue, calendar, licences and a programme with money; once per test."""
    known = Programme.objects.first()
    if known is not None:
        return known
    if not MicroType.objects.exists():
        load_catalogue(by=BY)
    if not CalendarDay.objects.exists():
        load_calendar()
    for number, worker in enumerate([cast.provider_a_worker, cast.provider_b_worker]):
        if not Licence.objects.filter(user=worker).exists():
            licence = record_licence(user=worker, kind="social_worker", number=f"WALK-{number}", by=BY)
            verify_licence(licence=licence, by=BY)
    fund = projects.set_up_fund(
        county="500114", name="区级资金", purpose="微项目", amount_fen=50_000_000, by=cast.business_he
    )
    return projects.sign_programme(
        fund_source=fund, name="微项目", year=2026, ceiling_fen=40_000_000, by=cast.business_he
    )


def planned_session(
    cast: Cast,
    code: str = "MP15",
    *,
    start: datetime = START,
    village: Division | None = None,
    by_b: bool = False,
) -> Session:
    """Called out by the station of 黎水镇, answered, awarded, confirmed; three elders who may be called."""
    with clock.frozen(MONDAY):
        programme, micro_type = county_ready(cast), MicroType.objects.get(pk=code)
        if not Allotment.objects.filter(type=micro_type, town=cast.lishui).exists():
            projects.allot(
                programme=programme,
                micro_type=micro_type,
                town=cast.lishui,
                quarter="2026Q4",
                ceiling_fen=4_000_000,
                by=cast.business_he,
            )
        place = village or cast.xinhua
        callout = projects.open_callout(
            micro_type=micro_type,
            division=place,
            wished_from=date(2026, 11, 9),
            wished_to=date(2026, 12, 20),
            site=cast.hall if place == cast.xinhua else None,
            by=cast.station_zhou,
        )
        response = projects.respond(
            callout=callout,
            provider=cast.provider_b if by_b else cast.provider_a,
            proposed_starts=[start],
            staff=_crew(cast, by_b),
            by=cast.provider_b_manager if by_b else cast.provider_a_manager,
        )
    with clock.frozen(callout.respond_by + timedelta(minutes=1)):
        award = projects.award(
            callout=callout, response=response, reason="人员齐、路近", by=cast.station_zhou
        )
        manager = cast.provider_b_manager if by_b else cast.provider_a_manager
        session = projects.confirm_award(award=award, by=manager)[0]
        people = [elder(cast, place, consenting=True) for _ in range(3)]
        projects.name_participants(session=session, persons=people, by=cast.station_zhou)
    session.refresh_from_db()
    return session


def elder(cast: Cast, place: Division, *, consenting: bool) -> Person:
    person = Person.objects.create(
        name=f"王桂{'兰英芳秀珍梅'[Person.objects.count() % 6]}",
        birth_date=date(1946, 5, 1),
        division=place,
        county="500114",
    )
    if consenting:
        give_consent(person=person, use="callback", given_by="self", by=cast.station_zhou)
    return person


def worker_of(session: Session) -> User:
    return session.staff.order_by("pk").first().user  # type: ignore[union-attr]


def delivered_session(
    cast: Cast, code: str = "MP15", *, people: int = 40, minutes: int | None = None, **planned: Any
) -> Session:
    """Held as planned, everybody on the list came."""
    session = planned_session(cast, code, **planned)
    ended = session.starts_at + timedelta(minutes=minutes) if minutes else session.ends_at
    with clock.frozen(max(ended, session.starts_at) + timedelta(minutes=10)):
        return projects.deliver_session(
            session=session,
            actual_start=session.starts_at,
            actual_end=ended,
            attended=list(session.participants.values_list("pk", flat=True)),
            people_count=people,
            by=worker_of(session),
        )


def upload(
    session: Session,
    path: Path | bytes,
    kind: str = "photo",
    *,
    at: datetime | None = None,
    coded: bool = True,
    process: bool = True,
    **given: Any,
) -> Media:
    """One upload from the phone of a worker of the session, during the session, with a valid code."""
    moment = at or session.starts_at + timedelta(minutes=30)
    by = given.pop("by", None) or worker_of(session)
    with clock.frozen(moment):
        code = evidence.issue_challenge(session=session, by=by).code if coded else ""
        facts: dict[str, Any] = {
            "where": HERE,
            "taken_at": moment - timedelta(seconds=7),  # a phone does not measure full minutes
            "client_id": uuid.uuid4(),
            "challenge_code": code,
        }
        media = evidence.receive_media(
            session=session,
            kind=kind,
            upload=path.read_bytes() if isinstance(path, Path) else path,
            by=by,
            **(facts | given),
        )
        return evidence.process_media(media_id=media.pk, by=System("tests")) if process else media


def next_photo() -> bytes:
    """A shipped photo that no other session of this run has used, unless all sixty are used up."""
    return photos()[next(_next_photo)].read_bytes()


def next_clip() -> bytes:
    return clips()[next(_next_clip)].read_bytes()


def fill(session: Session, *, process: bool = True, pictures: Sequence[bytes] | None = None) -> Session:
    """Everything the type wants: photos, clip, named documents, text."""
    spec = spec_of(session)
    named = [one for one in spec.evidence if one["kind"] in ("photo", "document")]
    subjects = [one["subject"] for one in named if one["kind"] == "photo" for _ in range(one["count"])]
    subjects += [""] * (spec.min_photos - len(subjects))
    for number, subject in enumerate(subjects):
        at = session.starts_at + timedelta(minutes=20 + number)
        picture = pictures[number] if pictures else taken(next_photo(), at, HERE.longitude, HERE.latitude)
        upload(session, picture, subject=subject, at=at, process=process)
    if spec.clip_required:
        spoken = [one["subject"] for one in spec.evidence if one["kind"] == "clip"]
        upload(session, next_clip(), "clip", subject=spoken[0] if spoken else "", process=process)
    for one in named:
        if one["kind"] == "document":
            upload(session, next_photo(), "document", subject=one["subject"], coded=False, process=process)
    with clock.frozen(session.ends_at + timedelta(minutes=30)):
        evidence.write_narrative(session=session, text=WORDS, by=worker_of(session))
    return session


def submit(session: Session, *, at: datetime | None = None) -> Session:
    with clock.frozen(at or session.ends_at + timedelta(hours=2)):
        return evidence.submit_session(session=session, by=worker_of(session))


def submitted_session(cast: Cast, code: str = "MP15", *, process: bool = False, **given: Any) -> Session:
    """Complete and handed in two hours after the end. `process` also runs the picture jobs (slower); without
    it the material stands as if they had run and found nothing."""
    session = submit(fill(delivered_session(cast, code, **given), process=process))
    Media.objects.filter(session=session, state=MediaState.RECEIVED).update(state=MediaState.READY)
    return session


def prechecked_session(cast: Cast, code: str = "MP15", *, at: datetime = REVIEW_DAY, **given: Any) -> Session:
    session = submitted_session(cast, code, **given)
    with clock.frozen(at):
        review.pre_check(session=session, result="passed", by=cast.station_head_ma)
    return session


def call_back(cast: Cast, session: Session, *, satisfaction: int = 5, happened: bool = True) -> None:
    """As many call-backs as the type wants, all of them content unless told otherwise."""
    for participant in session.participants.order_by("pk")[: callbacks_missing(session)]:
        review.record_callback(
            session=session,
            participant=participant,
            outcome="reached",
            happened=happened,
            satisfaction=satisfaction,
            by=cast.station_zhou,
        )


def accepted_session(
    cast: Cast, code: str = "MP15", *, at: datetime = REVIEW_DAY, by: User | None = None, **given: Any
) -> tuple[Session, Verdict]:
    """Pre-checked, called back and accepted in full by 陈明理."""
    session = prechecked_session(cast, code, at=at, **given)
    with clock.frozen(at + timedelta(hours=1)):
        call_back(cast, session)
        verdict = review.accept_session(session=session, by=by or cast.reviewer_chen)
    return session, verdict


def _crew(cast: Cast, by_b: bool) -> list[User]:
    if by_b:
        return [cast.provider_b_worker, cast.provider_b_manager]
    return [cast.provider_a_worker, cast.provider_a_worker_2, cast.provider_a_worker_3]
