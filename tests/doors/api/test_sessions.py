"""My sessions: what the worker needs in the village, and nothing about anybody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import walk
from tests.cast import BY, Cast
from tests.doors.api.phone import Phone
from yimi.kernel import clock
from yimi.rooms.evidence.queries.wanted import missing, missing_in
from yimi.rooms.network.actions import end_assignment
from yimi.rooms.network.models import Assignment
from yimi.rooms.people.models import Person
from yimi.rooms.projects import actions as projects
from yimi.rooms.projects.models import Session
from yimi.rooms.review import actions as review


def mine(phone: Phone, query: str = "") -> dict[str, Any]:
    answer = phone.get(f"/sessions/mine{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()  # type: ignore[no-any-return, attr-defined]


def test_the_list_says_where_when_for_whom_and_what_is_missing(cast: Cast) -> None:
    session = walk.planned_session(cast)
    with clock.frozen(session.starts_at - timedelta(days=2)):
        listed = mine(Phone.of(walk.worker_of(session)))
    assert (listed["first"], listed["last"]) == ("2026-11-08", "2026-11-14")
    [sheet] = listed["sessions"]
    assert sheet["number"] == session.number
    assert (sheet["state"], sheet["state_label"]) == ("planned", "待开展")
    assert sheet["place"] == {
        "village": "新花村",
        "site": "新花村村民活动室",
        "address": "",
        "longitude": 108.7702,
        "latitude": 29.5334,
        "radius_m": 500,
    }
    assert (sheet["host"], sheet["station"]) == ("新花村村民委员会", "黎水镇社会工作服务站")
    assert sheet["wanted"]["min_photos"] == 3 and "至少 3 张照片" in " ".join(sheet["wanted"]["sentences"])
    assert sheet["missing"] == missing(session)
    assert sheet["returned"] is None


def test_people_are_shown_masked_and_by_number_only(cast: Cast) -> None:
    session = walk.planned_session(cast)
    phone = Phone.of(walk.worker_of(session))
    with clock.frozen(session.starts_at):
        answer = phone.get(f"/sessions/{session.pk}")
    people = answer.json()["participants"]
    known = {"id", "label", "age_band", "is_minor", "attended", "consents", "client_key", "cards"}
    assert [set(each) for each in people] == [known] * 3
    for name in Person.objects.values_list("name", flat=True):
        assert name not in answer.content.decode()


def test_named_requirements_of_the_type_carry_the_subject_to_send(cast: Cast) -> None:
    session = walk.planned_session(cast, "MP05")
    with clock.frozen(session.starts_at):
        sheet = mine(Phone.of(walk.worker_of(session)))["sessions"][0]
    assert sheet["type"]["sensitive"] == "bathing"
    assert {each["kind"] for each in sheet["wanted"]["evidence"]} >= {"photo", "document"}
    assert all(each["subject"] and each["label"] for each in sheet["wanted"]["evidence"])


def test_a_colleague_who_is_not_on_the_session_does_not_list_it(cast: Cast) -> None:
    session = walk.planned_session(cast)
    with clock.frozen(session.starts_at):
        for other in (cast.provider_a_manager, cast.provider_b_worker, cast.station_zhou, cast.stranger):
            assert mine(Phone.of(other))["sessions"] == []


def test_the_manager_may_open_any_session_of_the_house(cast: Cast) -> None:
    session = walk.planned_session(cast)
    with clock.frozen(session.starts_at):
        assert Phone.of(cast.provider_a_manager).get(f"/sessions/{session.pk}").status_code == 200


def test_who_has_left_the_provider_sees_its_sessions_no_more(cast: Cast) -> None:
    session = walk.planned_session(cast)
    worker = walk.worker_of(session)
    with clock.frozen(session.starts_at):
        phone = Phone.of(worker)
        yesterday = clock.today() - timedelta(days=1)
        end_assignment(assignment=Assignment.objects.get(user=worker), on=yesterday, by=BY)
        assert mine(phone)["sessions"] == []
        assert phone.get(f"/sessions/{session.pk}").status_code == 404


def test_what_was_never_handed_in_stays_on_the_list_and_what_was_does_not(cast: Cast) -> None:
    session = walk.delivered_session(cast)
    phone = Phone.of(walk.worker_of(session))
    later = session.ends_at + timedelta(days=20)
    with clock.frozen(later):
        assert [each["state"] for each in mine(phone)["sessions"]] == ["delivered"]
    walk.submit(walk.fill(session, process=False))
    with clock.frozen(later):
        assert mine(phone)["sessions"] == []
        assert len(mine(phone, "?from=2026-11-10&to=2026-11-10")["sessions"]) == 1


def test_a_returned_session_says_why_and_by_when(cast: Cast) -> None:
    session = walk.submitted_session(cast)
    with clock.frozen(walk.REVIEW_DAY):
        review.pre_check(session=session, result="returned", note="第二张照片看不清", by=cast.station_head_ma)
        sheet = mine(Phone.of(walk.worker_of(session)))["sessions"][0]
    assert sheet["state"] == "delivered"
    assert sheet["returned"]["reason"] == "第二张照片看不清"
    assert sheet["returned"]["by_when"].startswith("2026-11-22")


def test_the_countys_reasons_are_words_and_not_codes(cast: Cast) -> None:
    session = walk.prechecked_session(cast)
    with clock.frozen(walk.REVIEW_DAY + timedelta(hours=1)):
        review.return_session(
            session=session, reason_codes=["pictures_unclear"], note="请重拍", by=cast.reviewer_chen
        )
        sheet = Phone.of(walk.worker_of(session)).get(f"/sessions/{session.pk}").json()
    assert sheet["returned"]["reason"] == "照片看不清：请重拍"


def test_a_cancelled_session_is_shown_as_such_and_wants_nothing(cast: Cast) -> None:
    session = walk.planned_session(cast)
    with clock.frozen(session.starts_at - timedelta(days=1)):
        projects.cancel_session(session=session, reason="大雾封路", by=cast.station_zhou)
        sheet = mine(Phone.of(walk.worker_of(session)))["sessions"][0]
    assert (sheet["state"], sheet["missing"]) == ("cancelled", [])


def test_a_window_backwards_too_wide_or_unreadable_is_refused(cast: Cast) -> None:
    phone = Phone.of(cast.provider_a_worker)
    for query, field in {
        "?from=2026-11-10&to=2026-11-09": "to",
        "?from=2026-01-01&to=2026-12-31": "to",
        "?from=9999-12-31": "from",
        "?from=gestern": "from",
    }.items():
        answer = phone.get(f"/sessions/mine{query}")
        assert (answer.status_code, answer.json()["field"]) == (422, field), query


def test_the_number_of_queries_does_not_grow_with_the_sessions(cast: Cast) -> None:
    first = walk.planned_session(cast)
    with clock.frozen(walk.START):
        phone = Phone.of(walk.worker_of(first))
        counts = []
        for _each in range(2):
            with CaptureQueriesContext(connection) as queries:
                listed = len(mine(phone)["sessions"])
            counts.append((listed, len(queries)))
            if listed == 1:
                for day in (1, 2):
                    walk.planned_session(cast, start=walk.START + timedelta(days=day))
                late = walk.delivered_session(cast, "MP01", start=walk.START - timedelta(days=1))
                walk.fill(late, process=False)
                walk.planned_session(
                    cast, "MP05", village=cast.changping, start=walk.START + timedelta(days=3)
                )
    assert [listed for listed, _queries in counts] == [1, 5]
    assert counts[0][1] == counts[1][1]


def test_what_many_sessions_miss_is_what_each_of_them_misses(cast: Cast) -> None:
    walk.planned_session(cast)
    walk.delivered_session(cast, "MP05", people=8, start=walk.START + timedelta(days=1))
    photo = walk.next_photo()
    burst = walk.delivered_session(cast, start=walk.START + timedelta(days=3))
    for _each in range(3):
        walk.upload(burst, photo, coded=False)
    sessions = list(Session.objects.order_by("pk"))
    assert missing_in(sessions) == {session.pk: missing(session) for session in sessions}
    assert "照片 1/3" in missing(burst)[0]
