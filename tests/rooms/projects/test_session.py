"""From the confirmed award to the submitted session, and everything that may happen in between."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.rooms.projects.conftest import NEXT_WEEK, SHANGHAI, Town
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.outbox import OutboxMessage
from yimi.kernel.periods import Week
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import User
from yimi.rooms.network.queries import reach
from yimi.rooms.people.models import Person
from yimi.rooms.projects import actions, queries
from yimi.rooms.projects.models import Commitment, Reschedule, Session
from yimi.rooms.projects.rules import WalkIn


def bathing_for(town: Town, *persons: Person, start: datetime = NEXT_WEEK) -> Session:
    """A bathing session of provider A for these people; provider B has too few workers to offer."""
    request = actions.place_request(
        division=town.cast.xinhua,
        channel="phone",
        wished_from=date(2026, 11, 9),
        wished_to=date(2026, 11, 30),
        micro_type=town.type("MP05"),
        persons=persons,
        by=town.cast.village_li,
    )
    callout = town.call_out("MP05", requests=[request], site=town.cast.hall)
    response = actions.respond(
        callout=callout,
        provider=town.cast.provider_a,
        proposed_starts=[start],
        staff=town.crew(),
        by=town.cast.provider_a_manager,
    )
    actions.decline_response(
        callout=callout, provider=town.cast.provider_b, reason="人手不足", by=town.cast.provider_b_manager
    )
    award = actions.award(callout=callout, response=response, reason="唯一应征", by=town.cast.station_zhou)
    return actions.confirm_award(award=award, by=town.cast.provider_a_manager)[0]


def after(session: Session, hours: float = 1) -> Any:
    return clock.frozen(session.ends_at + timedelta(hours=hours))


def test_confirming_schedules_the_session_with_everything_on_it(town: Town) -> None:
    session = bathing_for(town, town.person("王秀兰"), town.person("李桂", date(2010, 1, 1)))
    assert session.number == "S-500114-26Q4-000001"
    assert (session.state, session.price_fen, session.host) == ("planned", 50_000, town.cast.committee_xinhua)
    assert timezone.localtime(session.starts_at) == NEXT_WEEK
    assert session.ends_at - session.starts_at == timedelta(minutes=180)
    assert {row.user_id for row in session.staff.all()} == {user.pk for user in town.crew()}
    listed = {(row.label, row.age_band, row.is_minor) for row in session.participants.all()}
    assert listed == {("王*兰", "80+", False), ("李*", "6-17", True)}
    assert Commitment.objects.get(session=session).released_at is None
    assert OutboxMessage.objects.filter(
        topic="session_planned", recipient_id=town.cast.village_li.pk
    ).exists()


def test_a_series_counts_its_sessions(town: Town) -> None:
    series = actions.start_series(
        title="赶集食堂",
        micro_type=town.type("MP14"),
        division=town.cast.xinhua,
        next_number=15,
        by=town.cast.station_zhou,
    )
    callout = town.call_out(series=series, sessions=2)
    town.two_offers(callout)
    sessions = actions.confirm_award(award=town.awarded(callout), by=town.cast.provider_a_manager)
    assert [session.title for session in sessions] == ["第15期赶集食堂", "第16期赶集食堂"]
    assert [session.number[-6:] for session in sessions] == ["000001", "000002"]


def test_nobody_is_bathed_twice_in_seven_days_at_public_cost(town: Town) -> None:
    elder, other = town.person("王秀兰"), town.person("李桂花")
    bathing_for(town, elder)
    again = bathing_for(town, elder, other, start=NEXT_WEEK + timedelta(days=3))
    assert [row.label for row in again.participants.all()] == ["李*花"]
    left_out = OutboxMessage.objects.filter(topic="participants_left_out").first()
    assert left_out is not None and "7 天内" in left_out.text
    with pytest.raises(Refusal, match="7 天内"):
        actions.name_participants(session=again, persons=[elder], by=town.cast.village_li)
    later = bathing_for(town, elder, start=NEXT_WEEK + timedelta(days=7))
    assert later.participants.count() == 1


def test_same_provider_type_village_and_day_only_once(town: Town) -> None:
    town.planned()
    with pytest.raises(Refusal, match="S-500114-26Q4-000001"):
        town.two_offers(town.call_out(), NEXT_WEEK + timedelta(hours=4))


def test_workers_are_not_in_two_places(town: Town) -> None:
    bathing_for(town)
    here, there = town.call_out(), town.call_out(division=town.cast.changping)
    town.two_offers(here, NEXT_WEEK)  # one outing may hold two sessions
    with pytest.raises(Refusal, match="另一处"):
        town.two_offers(there, NEXT_WEEK + timedelta(hours=3, minutes=59))
    town.two_offers(there, NEXT_WEEK + timedelta(hours=4))


def test_moving_a_session_keeps_the_reason_and_tells_host_and_station(town: Town) -> None:
    session, cast = town.planned(), town.cast
    start = NEXT_WEEK + timedelta(days=2)
    given: dict[str, Any] = {"session": session, "starts_at": start, "ends_at": start + timedelta(hours=1)}
    with pytest.raises(Refusal, match="理由"):
        actions.reschedule_session(reason="", by=cast.provider_a_manager, **given)
    with pytest.raises(NotYours):
        actions.reschedule_session(reason="雨", by=cast.provider_b_manager, **given)
    moved = actions.reschedule_session(reason="下大雨", by=cast.provider_a_manager, **given)
    assert timezone.localtime(moved.starts_at) == start
    assert Reschedule.objects.get().reason == "下大雨"
    told = set(OutboxMessage.objects.filter(topic="session_moved").values_list("recipient_id", flat=True))
    assert {cast.village_li.pk, cast.station_zhou.pk, cast.provider_a_worker.pk} <= told
    far = {
        "starts_at": datetime(2027, 1, 4, 9, tzinfo=SHANGHAI),
        "ends_at": datetime(2027, 1, 4, 11, tzinfo=SHANGHAI),
    }
    with pytest.raises(Refusal, match="季度"):
        actions.reschedule_session(reason="过年", by=cast.provider_a_manager, **given | far)
    with after(moved), pytest.raises(Refusal, match="开始时间已过"):
        actions.reschedule_session(reason="晚了", by=cast.provider_a_manager, **given)


def test_a_cancelled_session_gives_its_money_back_and_the_wish_waits_again(town: Town) -> None:
    session = bathing_for(town, town.person("王秀兰"))
    cancelled = actions.cancel_session(session=session, reason="水管坏了", by=town.cast.station_zhou)
    town.bathing.refresh_from_db()
    assert (cancelled.state, town.bathing.committed_fen) == ("cancelled", 0)
    assert cancelled.callout is not None
    assert not cancelled.callout.requests.exists()
    assert queries.imbalances() == []
    with pytest.raises(Stale):
        actions.cancel_session(session=session, reason="再", by=town.cast.station_zhou)


def test_who_may_say_that_the_provider_stayed_away(town: Town) -> None:
    session, cast = town.planned(), town.cast
    with pytest.raises(Refusal, match="还没有到"):
        actions.record_no_show(session=session, who_stayed_away="provider", by=cast.village_li)
    with after(session):
        with pytest.raises(NotYours):
            actions.record_no_show(session=session, who_stayed_away="provider", by=cast.provider_a_manager)
        done = actions.record_no_show(session=session, who_stayed_away="provider", by=cast.village_li)
    assert (done.state, done.no_show_who) == ("no_show", "provider")
    assert queries.imbalances() == []


def test_a_provider_adds_walk_ins_but_nobody_from_the_register(town: Town) -> None:
    session, cast = town.planned(), town.cast
    with pytest.raises(NotYours):
        actions.name_participants(session=session, persons=[town.person("王秀兰")], by=cast.provider_a_worker)
    named = actions.name_participants(
        session=session, walk_ins=[WalkIn("张大山", 72)], by=cast.provider_a_worker
    )
    assert [(row.label, row.age_band, row.walk_in_name_enc) for row in named] == [
        ("张*山", "70-79", "张大山")
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT walk_in_name_enc FROM projects_sessionparticipant")
        assert "张大山" not in str(cursor.fetchall())
    with pytest.raises(NotYours):
        actions.name_participants(session=session, walk_ins=[WalkIn("甲")], by=cast.provider_b_worker)
    actions.remove_participant(participant=named[0], by=cast.provider_a_worker)
    assert not session.participants.exists()


def test_only_its_own_workers_deliver_and_not_too_early(town: Town) -> None:
    session, cast = town.planned(), town.cast
    times: dict[str, Any] = {
        "session": session, "actual_start": session.starts_at, "actual_end": session.ends_at
    }  # fmt: skip
    with after(session):
        for by in (cast.provider_b_manager, cast.station_zhou, cast.village_li, cast.reviewer_chen):
            with pytest.raises(NotYours):
                actions.deliver_session(by=by, **times)
        early = times | {"actual_start": session.starts_at - timedelta(hours=3)}
        with pytest.raises(Refusal, match="最多早"):
            actions.deliver_session(by=cast.provider_a_worker, **early)
        with pytest.raises(Refusal, match="不属于这一场"):
            actions.deliver_session(by=cast.provider_a_worker, attended=[999_999], **times)
        done = actions.deliver_session(by=cast.provider_a_worker, people_count=35, **times)
    assert (done.state, done.people_count) == ("delivered", 35)


def test_nothing_is_delivered_in_the_future(town: Town) -> None:
    with pytest.raises(Refusal, match="还没有到"):
        town.delivered(town.planned())


def test_attendance_is_taken_of_everybody_on_the_list(town: Town) -> None:
    session = bathing_for(town, town.person("王秀兰"), town.person("李桂花"))
    came = session.participants.order_by("id").first()
    assert came is not None
    with after(session):
        done = actions.deliver_session(
            session=session,
            actual_start=session.starts_at,
            actual_end=session.ends_at,
            attended=[came.pk],
            by=town.cast.provider_a_worker,
        )
    assert done.people_count == 1
    assert list(done.participants.order_by("id").values_list("attended", flat=True)) == [True, False]


def test_the_review_week_is_that_of_the_complete_submission(town: Town) -> None:
    session, cast = town.planned(), town.cast
    with after(session), pytest.raises(Stale):
        actions.mark_submitted(session=session, by=cast.provider_a_worker)
    with after(session):
        town.delivered(session)
        sent = actions.mark_submitted(session=session, by=cast.provider_a_worker)
    assert sent.review_week == "2026-W46"
    first = sent.submitted_at
    with after(session, 24):
        with pytest.raises(NotYours):
            actions.reopen_submission(session=session, by=cast.provider_a_manager)
        back = actions.reopen_submission(session=session, by=cast.reviewer_chen)
        assert (back.state, back.review_week, back.submitted_at) == ("delivered", None, None)
    with after(session, 24 * 7):
        again = actions.mark_submitted(session=session, by=cast.provider_a_manager)
    assert again.review_week == "2026-W47"
    assert again.first_submitted_at == first
    assert list(Session.objects.submitted_in(Week.parse("2026-W47"))) == [session]


def test_money_of_a_rejected_session_comes_back_once_and_can_be_restored(town: Town) -> None:
    session, cast = town.planned(), town.cast
    with pytest.raises(NotYours):
        actions.release_commitment(session=session, reason="不合格", by=cast.station_zhou)
    for _again in range(2):
        actions.release_commitment(session=session, reason="不合格", by=cast.reviewer_chen)
    town.talks.refresh_from_db()
    assert town.talks.committed_fen == 0
    for _again in range(2):
        actions.restore_commitment(session=session, reason="申诉成立", by=cast.reviewer_chen)
    town.talks.refresh_from_db()
    assert town.talks.committed_fen == 30_000
    assert queries.imbalances() == []


def test_an_imbalance_is_found(town: Town) -> None:
    town.planned()
    Commitment.objects.update(fen=1)
    assert queries.imbalances("500114") == [f"allotment {town.talks.pk}: 30000 ≠ 1"]


def test_everybody_sees_their_own_sessions_only(town: Town) -> None:
    town.planned()

    def sees(user: User) -> bool:
        return Session.objects.visible_to(reach(user)).exists()

    cast = town.cast
    seeing = [user.username for user in cast.everybody if sees(user)]
    assert seeing == [
        "village_li", "station_zhou", "station_head_ma", "provider_a_manager", "provider_a_worker",
        "provider_a_worker_2", "provider_a_worker_3", "reviewer_chen", "reviewer_sun", "business_he",
        "finance_qian", "leader_tang", "editor_lin",
    ]  # fmt: skip
    assert not Session.objects.visible_to(Reach.nothing()).exists()


def test_themes_are_joined_and_lessons_written_back(town: Town) -> None:
    cast = town.cast
    theme = actions.start_theme(station=cast.station_lishui, title="冬日暖阳", by=cast.station_zhou)
    with pytest.raises(NotYours):
        actions.join_theme(theme=theme, station=cast.station_zhuoshui, by=cast.station_zhou)
    actions.join_theme(theme=theme, station=cast.station_zhuoshui, variant="送姜茶", by=cast.station_head_wu)
    with pytest.raises(Refusal, match="已经响应"):
        actions.join_theme(theme=theme, station=cast.station_zhuoshui, by=cast.station_head_wu)
    actions.record_lesson(
        theme=theme, station=cast.station_zhuoshui, lessons="早上人多", by=cast.station_head_wu
    )
    assert town.planned(theme=theme).theme == theme
    actions.close_theme(theme=theme, by=cast.station_zhou)
    with pytest.raises(Refusal, match="已经结束"):
        town.call_out(theme=theme)


def test_a_job_may_do_everything(town: Town) -> None:
    session = town.planned()
    done = actions.cancel_session(session=session, reason="演示", by=System("demo"))
    assert done.cancelled_by == "system:demo"
