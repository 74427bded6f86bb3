"""Law 7: every address of the desk and of the files, as the wrong person. Scope fails closed on all of them.

A county is built with one of everything; the addresses come from the resolver, so a new one cannot be forgotten: an
address whose argument this test cannot fill fails it. The interface has the same test over its description
(tests/doors/api/test_doors_closed.py).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from tests.doors.client import StrictClient
from tests.rooms.casework.rows import a_case_and_a_group
from tests.rooms.settlement.quarter import Books, build_books
from yimi.kernel import files
from yimi.kernel.action import ACTIONS, System
from yimi.kernel.audit import AuditEvent
from yimi.rooms.accounts.models import AdminGrant, User
from yimi.rooms.care.models import (
    Alert,
    Assessment,
    CareGroup,
    CareMember,
    Hazard,
    JointPart,
    JointStep,
    JointTask,
    Policy,
    PolicyMatch,
    Sheet,
    Standing,
    Visit,
    WeatherNotice,
)
from yimi.rooms.care.queries.sheets import shipped_sheets
from yimi.rooms.evidence.models import AllowedReuse, BlurReview, Flag, Media
from yimi.rooms.network.models import Assignment, VillagePost
from yimi.rooms.people.models import (
    Carer,
    ChangeRequest,
    Crosscheck,
    CrosscheckLine,
    CrosscheckList,
    Household,
    ImportBatch,
    Person,
    PersonCategory,
    RetentionProposal,
    RightsRequest,
    SurveyForm,
    SurveyRound,
)
from yimi.rooms.projects.models import CallOut, Request, SessionParticipant, Theme
from yimi.rooms.public.models import Complaint
from yimi.rooms.reports.models import Bulletin
from yimi.rooms.review.models import Appeal, Sample, Verdict, WeeklyDraw

# What belongs to nobody in particular and everybody on the desk may read; writing to it is refused like the rest.
FOR_ALL_STAFF = {"micro_type", "price_new", "spec_revise", "figure", "paper_blank", "sheet_blank"}
SECRET = ("王桂兰", "990101", "S-500114", "青杠社工服务中心")  # what no page of a stranger may say


def addresses(
    resolver: Any = None, prefix: str = "", within: str = ""
) -> Iterator[tuple[str, str, list[str]]]:
    """Name, path and argument names of every address below /desk/."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each, prefix + str(each.pattern), each.namespace or within)
        elif isinstance(each, URLPattern) and within == "desk":
            yield str(each.name), f"/{prefix}{each.pattern}", list(each.pattern.converters)


@pytest.fixture
def books(db: None) -> Books:
    cache.clear()
    return build_books()


def one_of_everything(books: Books) -> dict[str, Any]:
    """A row behind every kind of address, all in the cast's county, by the first word of the address."""
    cast, now = books.cast, timezone.now()
    session = books.session()
    verdict = Verdict.objects.get(session=session)
    draw = WeeklyDraw.objects.create(
        county="500114", week="2026-W47", seed="s", reviewed=1, drawn_at=now, drawn_by="test"
    )
    sample = Sample.objects.create(
        draw=draw, county="500114", week=draw.week, session=session, why="random", first_verdict=verdict,
        assigned_to=cast.reviewer_sun,
    )  # fmt: skip
    appeal = Appeal.objects.create(
        verdict=verdict, reason="请再看一次。", appealed_at=now, appealed_by=cast.provider_a_manager
    )
    person = Person(division=cast.xinhua, county="500114")
    person.take_name("王桂兰")
    person.save()
    media = Media.objects.create(
        client_id=uuid.uuid4(), county="500114", session=session, kind="photo", source="camera", received_at=now,
        file=files.store(b"picture", media_type="image/jpeg", by=System("test")), uploaded_by=cast.provider_a_worker,
    )  # fmt: skip
    window = {
        "wished_from": now.date(),
        "wished_to": now.date(),
        "division": cast.xinhua,
        "town": cast.lishui,
    }
    allotment = books.allotment(cast.lishui, "2026Q4")
    callout = CallOut.objects.create(
        county="500114", number="C-500114-26Q4-000001", type=books.type, allotment=allotment, station=cast.station_lishui,
        respond_by=now, price_fen=30000, price_from=now.date(), opened_at=now, opened_by="test", state="closed", **window,
    )  # fmt: skip
    books.freeze()
    sheet = Sheet.objects.create(
        county="500114",
        kind="elder",
        version=1,
        content=shipped_sheets()["sheets"]["elder"],
        source="随附",
        drafted_at=now,
        drafted_by="test",
    )
    weighed = Assessment.objects.create(
        person=person,
        county="500114",
        sheet=sheet,
        score=0,
        colour="blue",
        assessed_at=now,
        assessed_by="test",
    )
    Standing.objects.create(
        person=person,
        county="500114",
        colour="blue",
        ruled="blue",
        changed_on=now.date(),
        reassess_on=now.date(),
    )
    household = Household.objects.create(
        code19=f"{cast.xinhua.code}0000001", division=cast.xinhua, county="500114", head=person
    )
    survey = SurveyRound.objects.create(
        county="500114", division=cast.county, title="秋季调查", starts_on=now.date(), ends_on=now.date(), started_at=now,
        started_by=cast.business_he,
    )  # fmt: skip
    policy = Policy.objects.create(
        county="500114", title="高龄津贴", who="老人", what="津贴", where="村里", conditions={"sex": "unknown"}, drafted_at=now,
        drafted_by="test", state="released", released_at=now, released_by="test",
    )  # fmt: skip
    PolicyMatch.objects.create(policy=policy, person=person, county="500114", found_on=now.date())
    right = {"person": person, "asked_at": now, "asked_by": cast.village_li}
    group = CareGroup.objects.create(
        person=person, county="500114", kind="pair", next_on=now.date(), opened_at=now, opened_by="test"
    )
    member = CareMember.objects.create(group=group, seat="party", name="某党员", joined_on=now.date())
    task = JointTask.objects.create(
        person=person, county="500114", goal="一起办", due_on=now.date(), lead=cast.station_zhou,
        lead_organisation=cast.station_lishui, opened_at=now, opened_by="test",
    )  # fmt: skip
    part = JointPart.objects.create(
        task=task,
        organisation=cast.provider_a,
        asked="送饭",
        due_on=now.date(),
        asked_at=now,
        asked_by="test",
    )
    JointStep.objects.create(task=task, part=part, what="请了一家", stepped_at=now, stepped_by="test")
    return {
        "weather": WeatherNotice.objects.create(
            county="500114", kind="rain", level="orange", starts_on=now.date(), ends_on=now.date(), entered_at=now,
            entered_by="test",
        ).pk,
        "joint-tasks": task.pk, "joint-parts": part.pk,
        "care-groups": group.pk, "member_pk": member.pk,
        "carers": Carer.objects.create(
            person=person, name="王桂兰", relation="儿媳", lives_with=True, since=now.date(), entered_at=now, entered_by="test"
        ).pk,
        "village-posts": VillagePost.objects.create(
            division=cast.xinhua, post="love_mother", name="田小荷", since=now.date(), named_at=now, named_by="test"
        ).pk,
        "hazards": Hazard.objects.create(
            person=person, county="500114", kind="fire", before="火盆", found_at=now, found_by="test"
        ).pk,
        "changes": ChangeRequest.objects.create(kind="id_number", content="{}", evidence="证件", **right).pk,
        "rights": RightsRequest.objects.create(
            kind="access", said="想看", given_by="self", due_on=now.date(), **right
        ).pk,
        "retention": RetentionProposal.objects.create(person=person, rule="deceased", proposed_on=now.date()).pk,
        "policies": policy.pk, "policy_pk": policy.pk,
        "surveys": survey.pk,
        "survey-forms": SurveyForm.objects.create(
            round=survey, division=cast.xinhua, household=household, sentence="王桂兰一个人住"
        ).pk,
        "alerts": Alert.objects.create(
            county="500114", division=cast.xinhua, person=person, rule="AL03", level="P2", key="k", raised_at=now,
            raised_by="test", due_at=now,
        ).pk,
        "visits": Visit.objects.create(
            client_id=uuid.uuid4(), person=person, county="500114", mode="home", outcome="met", sentence="一个人住",
            visited_at=now, visited_by=cast.station_zhou, recorded_at=now, recorded_by=cast.station_zhou,
        ).pk,
        "handover": cast.station_zhou.pk, "word": "visit",
        **a_case_and_a_group(cast, person, now),
        "tier-sheets": sheet.pk, "assessments": weighed.pk,
        "sessions": session.pk, "review": session.pk, "precheck": session.pk, "callbacks": session.pk,
        "publishing": session.pk, "callouts": callout.pk, "allotments": allotment.pk, "samples": sample.pk,
        "disagreements": sample.pk, "appeals": appeal.pk, "people": person.pk,
        "requests": Request.objects.create(
            county="500114", type=books.type, channel="phone", created_at=now, created_by="test", **window
        ).pk,
        "themes": Theme.objects.create(
            county="500114", title="主题", started_by_station=cast.station_lishui, type=books.type,
            started_at=now, started_by="test",
        ).pk,
        "reuses": AllowedReuse.objects.create(
            county="500114", picture=media, seen_in=media, because="公告栏", allowed_at=now, allowed_by=cast.business_he
        ).pk,
        "flag_pk": Flag.objects.create(
            county="500114", session=session, media=media, other_media=media, code="same_picture", strength="strong",
            reason="同一画面", raised_at=now,
        ).pk,
        "blur": BlurReview.objects.create(media=media, faces=0).pk,
        "statements": books.statement().pk,
        "bulletins": Bulletin.objects.create(
            county="500114", month="2026-10", figures={}, drawn_up_at=now, drawn_up_by=cast.business_he
        ).pk,
        "complaints": Complaint.objects.create(
            county="500114", number="T-1", text="意见", received_at=now, reply_due=now.date(), answer_due=now.date()
        ).pk,
        "categories": PersonCategory.objects.create(
            person=person, category="dibao", valid_from=now.date(), source="名单"
        ).pk,
        "imports": ImportBatch.objects.create(
            county="500114", digest="0" * 64, file_name="名单.xlsx", staged_at=now, staged_by=cast.village_li
        ).pk,
        "crosschecks": _a_crosscheck(cast, person, now).pk,
        "number": 1,
        "households": household.pk,
        "organisations": cast.provider_a.pk, "staff": cast.provider_a_worker.pk, "sites": cast.hall.pk,
        "assignments": Assignment.objects.filter(user=cast.provider_a_worker).first().pk,  # type: ignore[union-attr]
        "users": cast.village_li.pk,
        "grants": AdminGrant.objects.first().pk,  # type: ignore[union-attr]
        "licences": 1, "tokens": 1, "notices": 1,  # nobody's row: 404 for anybody
        "participant": SessionParticipant.objects.create(session=session, label="王*").pk,
        "media_pk": media.pk, "verdict_pk": verdict.pk,
        "week": "2026-W46", "quarter": "2026Q4", "use": "photo", "verb": "suspend",
        "year": 2027, "kind": "people", "place": cast.xinhua.code, "row_number": 1, "key": "geofence_m", "code": "MP15",
    }  # fmt: skip


def _a_crosscheck(cast: Any, person: Person, now: Any) -> Crosscheck:
    check = Crosscheck.objects.create(
        county="500114", area=cast.lishui, created_at=now, created_by=cast.station_head_ma, kept_until=now.date(), state="done",
    )  # fmt: skip
    CrosscheckList.objects.create(crosscheck=check, side="right", name="名单.csv")
    CrosscheckLine.objects.create(crosscheck=check, number=1, kind="review", person=person, right_label="A1")
    return check


def filled(path: str, arguments: list[str], rows: dict[str, Any]) -> str:
    """The address of a real row. Raises KeyError for an argument nobody has thought of."""
    words = path.split("/")
    topic = "statements" if "statements" in words else words[2]
    for argument in arguments:
        first = argument in ("pk", "session_pk") or argument not in rows
        value = rows["participant" if argument == "participant_pk" else topic if first else argument]
        if argument == "session_pk":
            value = rows["sessions"]
        start = path.index("<")
        path = path[:start] + str(value) + path[path.index(">") + 1 :]
    return path


def trespasses(books: Books, user: User) -> list[str]:
    """Every address of another county's row that answered this person with anything but a no."""
    rows, wrong = one_of_everything(books), []
    client = StrictClient.of(user)
    before = AuditEvent.objects.exclude(verb__endswith=":refused").count()
    for name, path, arguments in addresses():
        if not arguments:
            continue
        where = filled(path, arguments, rows)
        if name not in FOR_ALL_STAFF | {"review_week", "quarter", "map_layer"}:  # of whoever asks
            status = client.get(where).status_code
            if status not in (403, 404, 405):
                wrong.append(f"GET {name} {where}: {status}")
        status = client.post(where, {}).status_code
        if status not in (403, 404, 405, 409, 422) and name not in (
            "review_week",
            "micro_type",
        ):  # pages to read
            wrong.append(f"POST {name} {where}: {status}")
    if AuditEvent.objects.exclude(verb__endswith=":refused").count() != before:
        wrong.append("something was done")
    return wrong


def test_a_stranger_from_another_county_meets_a_no_at_every_row(books: Books) -> None:
    assert trespasses(books, books.cast.stranger) == []


def test_somebody_without_any_role_meets_a_no_at_every_row(books: Books) -> None:
    nobody = User.objects.create(username="nobody", display_name="路人")
    assert trespasses(books, nobody) == []


def test_lists_exports_and_counts_tell_a_stranger_nothing(books: Books) -> None:
    one_of_everything(books)
    client = StrictClient.of(books.cast.stranger)
    told = []
    for name, path, arguments in addresses():
        response = client.get(path) if not arguments else None
        body = b"".join(response) if response is not None and response.status_code == 200 else b""
        told += [f"{name} says {word}" for word in SECRET if word.encode() in body]
    assert told == []


def test_without_signing_in_every_address_of_the_desk_leads_to_the_sign_in_page(books: Books) -> None:
    rows = one_of_everything(books)
    open_ = []
    for name, path, arguments in addresses():
        response = StrictClient().get(filled(path, arguments, rows))
        if response.status_code != 302 or not response.headers["Location"].startswith("/sign-in/"):
            open_.append(f"{name}: {response.status_code}")
    assert open_ == []


def test_there_are_actions_and_addresses_to_try() -> None:
    assert len(list(addresses())) > 120
    assert len(ACTIONS) > 100
