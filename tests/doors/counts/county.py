"""A county with a row in every state somebody waits for or looks at, on a morning in January 2027.

Written straight into the tables, as `tests/rooms/settlement/quarter.py` does: the walks are proved elsewhere, here it
only matters that each page has something to show and each row everything a page might ask for.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from tests.cast import BY, COUNTY
from tests.house.test_scope import one_of_everything
from tests.rooms.settlement.quarter import JANUARY, Books
from yimi.kernel import files, outbox
from yimi.kernel.periods import Month
from yimi.kernel.workdays import CalendarDay, load_calendar
from yimi.rooms.accounts.actions import issue_token
from yimi.rooms.accounts.models import User
from yimi.rooms.care.models import Alert, Standing, Visit, Window
from yimi.rooms.catalogue.actions import load_catalogue
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.evidence.models import (
    AllowedReuse,
    BlurReview,
    Challenge,
    Flag,
    Media,
    Narrative,
    PictureMatch,
)
from yimi.rooms.network.actions import record_licence
from yimi.rooms.network.models import DeclaredRelation, FrameworkContract, StatusChange
from yimi.rooms.people.models import (
    Consent,
    Guardian,
    Household,
    ImportBatch,
    ImportRow,
    Membership,
    Person,
    PersonCategory,
    ServiceCard,
)
from yimi.rooms.places.actions import add_hamlet
from yimi.rooms.places.models import Equipment
from yimi.rooms.projects.models import (
    Award,
    CallOut,
    Commitment,
    Request,
    RequestPerson,
    Reschedule,
    Response,
    ResponseStaff,
    Series,
    Session,
    SessionParticipant,
    SessionStaff,
    Theme,
    ThemeVariant,
)  # fmt: skip
from yimi.rooms.public.actions import Picture, publish_entry, publish_notice, publish_service_list
from yimi.rooms.public.models import Complaint
from yimi.rooms.reports.models import Bulletin, Publication
from yimi.rooms.reports.queries import figures_of
from yimi.rooms.review.models import CallBack, PreCheck, Sample, Verdict
from yimi.rooms.settlement.models import Clawback, Objection
from yimi.rooms.volunteers.models import SessionHelper, Volunteer

TODAY = JANUARY.date()
SOON = TODAY + timedelta(days=2)


def build(books: Books) -> dict[str, Any]:
    """The rows behind every address (as `tests/house/test_scope.py` names them), and much around them."""
    books.type.delete()  # the books' is bare; the shipped one has a price and requirements
    load_catalogue(by=BY)
    books.type = MicroType.objects.get(pk="MP15")
    load_calendar()
    days = (date(2027, 1, 1) + timedelta(days=n) for n in range(365))
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, is_working=day.weekday() < 5, source="通知") for day in days
    )
    rows = one_of_everything(books)
    session = Session.objects.get(pk=rows["sessions"])
    theme, series = _themes(books, rows)
    sessions = _sessions(books, theme, series)
    by_state = [session, *sessions]
    rows |= {key: [each.pk for each in by_state] for key in ("sessions", "review", "callbacks", "publishing")}
    for each in by_state:
        _material(books, each, rows)
    _review(books, sessions)
    _calls(books, rows)
    _register(books, rows)
    _papers(books, session)
    _care(books, Person.objects.get(pk=rows["people"]))
    rows["samples"] = rows["disagreements"] = list(Sample.objects.order_by("pk").values_list("pk", flat=True))
    rows["callouts"] = list(CallOut.objects.order_by("pk").values_list("pk", flat=True))
    for user in User.objects.all():
        outbox.tell(user_ids=[user.pk], topic="test", text="有一条消息。", link="/desk/")
        issue_token(user=user, device="手机", by=BY)
    return rows


def _themes(books: Books, rows: dict[str, Any]) -> tuple[Theme, Series]:
    cast = books.cast
    theme = Theme.objects.get(pk=rows["themes"])
    for station in (cast.station_lishui, cast.station_zhuoshui):
        ThemeVariant.objects.create(
            theme=theme, station=station, variant="本镇做法", joined_at=JANUARY, joined_by="test"
        )
    series = Series.objects.create(
        county=COUNTY,
        title="夕阳课堂",
        type=books.type,
        division=cast.xinhua,
        started_at=JANUARY,
        started_by="test",
    )
    return theme, series


def _sessions(books: Books, theme: Theme, series: Series) -> list[Session]:
    """One in every state: to be held, to be handed in, to be checked, to be judged, called off, not held, returned."""
    blank = {"submitted_at": None, "submitted_by": None, "review_week": None}
    unheld = {
        "actual_start": None,
        "actual_end": None,
        "delivered_at": None,
        "delivered_by": None,
        "people_count": None,
    }
    ended = {**blank, **unheld}
    common = {"theme": theme, "series": series}
    return [
        books.session(result=None, day=SOON, state="planned", **ended, **common, series_number=1),
        books.session(result=None, day=TODAY - timedelta(days=3), state="delivered", **blank, **common, series_number=2),
        books.session(result=None, day=TODAY - timedelta(days=4), review_week="2027-W01", **common, series_number=3),
        books.session(result=None, day=TODAY - timedelta(days=5), review_week="2027-W01", **common, series_number=4),
        books.session(
            result=None, day=TODAY - timedelta(days=6), state="cancelled", cancelled_at=JANUARY,
            cancelled_by="test", cancel_reason="下雪", **ended,
        ),
        books.session(
            result=None, day=TODAY - timedelta(days=7), state="no_show", no_show_at=JANUARY, no_show_by="test", **ended
        ),
        books.session(result="accept", day=TODAY - timedelta(days=20), review_week="2026-W53"),
        books.session(result="reject", day=TODAY - timedelta(days=21), review_week="2026-W53"),
        books.session(result="partial", day=TODAY - timedelta(days=22), review_week="2026-W53"),
        books.session(result="accept", day=TODAY - timedelta(days=23), review_week="2026-W53"),
    ]  # fmt: skip


def _material(books: Books, session: Session, rows: dict[str, Any]) -> None:
    """What a session carries: crew, people, pictures, words, a flag, a change of the day, a helper."""
    cast = books.cast
    person = Person.objects.get(pk=rows["people"])
    for worker in (cast.provider_a_worker, cast.provider_a_worker_2):
        SessionStaff.objects.get_or_create(session=session, user=worker)
    known = SessionParticipant.objects.create(session=session, person=person, label="王*", attended=True)
    CallBack.objects.create(
        county=COUNTY, session=session, participant=known, outcome="reached", happened=True, satisfaction=5,
        called_at=JANUARY, called_by=cast.station_zhou,
    )  # fmt: skip
    Narrative.objects.create(
        session=session, text="大家都来了。", written_at=JANUARY, written_by=cast.provider_a_worker
    )
    Reschedule.objects.create(
        session=session, from_starts_at=session.starts_at, from_ends_at=session.ends_at, to_starts_at=session.starts_at,
        to_ends_at=session.ends_at, reason="下雨", moved_at=JANUARY, moved_by="test",
    )  # fmt: skip
    volunteer = Volunteer.objects.create(
        county=COUNTY, name="志愿者", station=cast.station_lishui, registered_at=JANUARY, registered_by="test"
    )
    SessionHelper.objects.create(
        session=session, volunteer=volunteer, minutes=60, added_at=JANUARY, added_by="test"
    )
    Commitment.objects.create(
        allotment=session.allotment, session=session, fen=session.price_fen, made_at=JANUARY, made_by="test"
    )
    pictures = [_picture(books, session, kind) for kind in ("photo", "photo", "clip")]
    PictureMatch.objects.create(media=pictures[0], other_media=pictures[1], verdict="same_picture")
    AllowedReuse.objects.create(
        county=COUNTY, picture=pictures[0], seen_in=pictures[1], because="公告栏", allowed_at=JANUARY,
        allowed_by=books.cast.business_he,
    )  # fmt: skip
    for picture, other in ((pictures[0], pictures[1]), (pictures[1], pictures[0])):
        Flag.objects.create(
            county=COUNTY, session=session, media=picture, other_media=other, code="same_picture", strength="strong",
            reason="与另一张照片相似", raised_at=JANUARY,
        )  # fmt: skip


def _picture(books: Books, session: Session, kind: str) -> Media:
    by = books.cast.provider_a_worker
    stored = files.store(uuid.uuid4().bytes, media_type="image/jpeg", by=BY)
    challenge = Challenge.objects.create(
        session=session,
        code="4711",
        issued_at=JANUARY,
        issued_by=by,
        expires_at=JANUARY,
        used_at=JANUARY,
        used_by=by,
    )
    media = Media.objects.create(
        client_id=uuid.uuid4(), county=COUNTY, session=session, kind=kind, source="camera", received_at=JANUARY,
        file=stored, display=stored, thumbnail=stored, public_copy=stored, public_poster=stored, uploaded_by=by,
        challenge=challenge, state="ready",
    )  # fmt: skip
    approved = Verdict.objects.filter(session=session).exists()
    BlurReview.objects.create(
        media=media, faces=2, state="approved" if approved else "waiting",
        reviewed_at=JANUARY if approved else None, reviewed_by=books.cast.editor_lin if approved else None,
    )  # fmt: skip
    return media


def _review(books: Books, sessions: list[Session]) -> None:
    """One checked, one returned, one drawn and disagreed about, one appealed, one clawed back, one on the wall."""
    cast = books.cast
    _planned, delivered, _fresh, checked, _off, _none, accepted, rejected, partial, _shown = sessions
    for session in (checked, accepted, rejected, partial, _shown):
        PreCheck.objects.create(
            session=session, result="passed", checked_at=JANUARY, checked_by=cast.station_head_ma
        )
    Verdict.objects.create(
        session=delivered, county=COUNTY, round=1, kind="first", result="return", percent=0, note="补照片",
        reason_codes=["pictures_unclear"], given_at=JANUARY, given_by=cast.reviewer_chen,
    )  # fmt: skip
    sample = Sample.objects.get()
    for session, ruled in ((accepted, False), (partial, None)):
        first = Verdict.objects.get(session=session)
        second = Verdict.objects.create(
            session=session, county=COUNTY, round=1, kind="rereview", result="reject", percent=0, note="不同意见",
            reason_codes=["other"], given_at=JANUARY, given_by=cast.reviewer_sun,
        )  # fmt: skip
        Sample.objects.create(
            draw=sample.draw, county=COUNTY, week=sample.week, session=session, why="random", first_verdict=first,
            assigned_to=cast.reviewer_sun, verdict=second if ruled is not None else None, agrees=ruled,
        )  # fmt: skip
    Clawback.objects.create(
        county=COUNTY, session=accepted, provider=cast.provider_a, fen=10000, reason="旧照片", found_at=JANUARY,
        found_by=cast.business_he,
    )  # fmt: skip


def _calls(books: Books, rows: dict[str, Any]) -> None:
    """Call-outs that wait for answers, for a choice and for a word of the chosen; requests in their states."""
    cast = books.cast
    person = Person.objects.get(pk=rows["people"])
    closed = CallOut.objects.get(pk=rows["callouts"])
    calls = [closed]
    for number, state in enumerate(("open", "awarded", "confirmed"), start=2):
        call = CallOut.objects.get(pk=rows["callouts"])
        call.pk, call.number, call.state = None, f"C-500114-26Q4-{number:06d}", state
        call.respond_by = call.confirm_by = JANUARY + timedelta(hours=4)
        call.theme_id = rows["themes"]
        call.save(force_insert=True)
        calls.append(call)
    closed = calls[0] = CallOut.objects.get(pk=rows["callouts"])
    for call in calls:
        houses = [(cast.provider_a, cast.provider_a_worker), (cast.provider_b, cast.provider_b_worker)]
        for rank, (house, worker) in enumerate(houses[call.state == "open" :], start=1):
            response = Response.objects.create(
                callout=call, provider=house, kind="offer", plan="三人一车", proposed_starts=[JANUARY],
                responded_at=JANUARY, responded_by="test",
            )  # fmt: skip
            ResponseStaff.objects.create(response=response, user=worker)
            if call.state in ("awarded", "confirmed"):
                first = {"awarded": "offered", "confirmed": "confirmed"}[call.state]
                done = (
                    {"confirmed_at": JANUARY, "confirmed_by": "test"}
                    if first == "confirmed" and rank == 1
                    else {}
                )
                Award.objects.create(
                    callout=call, response=response, rank=rank, reason="路近", awarded_at=JANUARY, awarded_by="test",
                    state=first if rank == 1 else "reserve", **done,
                )  # fmt: skip
    request = Request.objects.get(pk=rows["requests"])
    for state in ("station_task", "called_out"):
        twin = Request.objects.get(pk=request.pk)
        twin.pk, twin.state, twin.callout = None, state, calls[0] if state == "called_out" else None
        twin.save(force_insert=True)
        RequestPerson.objects.create(request=twin, person=person)
    RequestPerson.objects.create(request=request, person=person)


def _register(books: Books, rows: dict[str, Any]) -> None:
    cast = books.cast
    person = Person.objects.get(pk=rows["people"])
    person.household = Household.objects.get(pk=rows["households"])
    person.save(update_fields=["household"])
    other = Person(division=cast.xinhua, county=COUNTY, household=person.household)
    other.take_name("王大山")
    other.save()
    for each in (person, other):
        Membership.objects.create(
            household=person.household, person=each, came="filed", entered_at=JANUARY, entered_by="test"
        )
    Membership.objects.create(
        household=person.household, person=other, came="filed", entered_at=JANUARY, entered_by="test", until=TODAY, left="moved",
        ended_at=JANUARY, ended_by="test",
    )  # fmt: skip
    ServiceCard.objects.create(
        person=person, code="C", code_index="C", number="N", number_index="N", issued_at=JANUARY, issued_by=cast.village_li
    )  # fmt: skip
    for use in ("photo", "callback"):
        Consent.objects.create(
            person=person,
            use=use,
            given=True,
            given_by="self",
            recorded_at=JANUARY,
            recorded_by=cast.station_zhou,
        )
    Guardian.objects.create(person=person, name="王小山", relation="儿子")
    PersonCategory.objects.create(
        person=person, category="lives_alone", valid_from=date(2026, 1, 1), source="走访",
        confirmed_at=JANUARY, confirmed_by=cast.station_head_ma,
    )  # fmt: skip
    batch = ImportBatch.objects.get(pk=rows["imports"])
    for number, outcome in enumerate(("new", "update", "unchanged", "refused"), start=1):
        ImportRow.objects.create(
            batch=batch, row_number=number, outcome=outcome, person=person if outcome == "update" else None,
            problems=[] if outcome != "refused" else [{"column": "姓名", "message": "没有填"}],
        )  # fmt: skip
    Equipment.objects.create(site=cast.hall, name="轮椅", count=2)
    add_hamlet(village=cast.xinhua, name="一组", by=BY)
    licence = {"kind": "social_worker", "level": "assistant", "valid_from": date(2026, 1, 1)}
    record_licence(user=cast.provider_a_worker, number="DEMO-1", by=BY, **licence)
    StatusChange.objects.create(
        organisation=cast.provider_a, from_status="active", to_status="suspended", reason="整改", changed_at=JANUARY,
        changed_by="test",
    )  # fmt: skip
    FrameworkContract.objects.create(
        purchaser=cast.bureau, provider=cast.provider_b, number="HT-2026-02", starts_on=date(2026, 1, 1),
        ends_on=date(2027, 12, 31), ceiling_fen=5_000_000, signed_at=JANUARY, signed_by="test",
    )  # fmt: skip
    pair = sorted([cast.provider_a_worker.pk, cast.station_zhou.pk])
    DeclaredRelation.objects.create(
        user_a_id=pair[0], user_b_id=pair[1], relation="spouse", declared_at=JANUARY, declared_by="test"
    )


def _care(books: Books, person: Person) -> None:
    """Visits that were made, windows that are due and overdue, an alert for the board."""
    zhou, standing = books.cast.station_zhou, Standing.objects.get(person=person)
    for days in (40, 9, 3):
        at = JANUARY - timedelta(days=days)
        Visit.objects.create(
            client_id=uuid.uuid4(), person=person, county=COUNTY, mode="home", outcome="met", visited_at=at,
            visited_by=zhou, recorded_at=at, recorded_by=zhou,
        )  # fmt: skip
        Window.objects.create(
            standing=standing,
            colour="blue",
            opens_on=TODAY - timedelta(days=days + 10),
            closes_on=TODAY - timedelta(days=days - 6),
        )
    Alert.objects.filter(person=person).update(level="P1")


def _papers(books: Books, session: Session) -> None:
    cast = books.cast
    statement = books.statement()
    Objection.objects.create(
        statement=statement, reason="少了一场", raised_at=JANUARY, raised_by=cast.provider_a_manager,
        answered_at=JANUARY, answered_by=cast.business_he, answer="已补",
    )  # fmt: skip
    Bulletin.objects.filter(month="2026-10").update(figures=figures_of(COUNTY, Month.parse("2026-10")))
    publish_service_list(county=COUNTY, by=BY)
    picture = Picture(file=files.store(b"wall", media_type="image/jpeg", by=BY), alt="现场")
    entry = publish_entry(
        county=COUNTY, pictures=[picture, picture], by=BY, type_code="MP15", type_name="家和活动", title="院坝会",
        town="黎水镇", place="新花村", held_on=TODAY, people=12, station_name="黎水社工站", provider_name="青杠社工",
        text="来了十二位。",
    )  # fmt: skip
    Publication.objects.create(
        county=COUNTY, session=session, slug=entry.slug, published_at=JANUARY, published_by=cast.editor_lin
    )
    for kind in ("award", "bulletin", "statement", "other"):
        publish_notice(county=COUNTY, kind=kind, title="公告", body=[], by=BY)
    Complaint.objects.filter(number="T-1").update(about_slug=entry.slug)
