"""What waits today, and lists that page by key."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.rooms.projects.conftest import NEXT_WEEK, Town
from yimi.kernel import clock
from yimi.kernel.errors import Refusal
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import User
from yimi.rooms.network.queries import reach
from yimi.rooms.projects import actions, queries
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.queries import SessionFilter, find_sessions, page_after, waiting_for


def kinds(user: User) -> list[str]:
    return [line.kind for line in waiting_for(reach(user))]


def many_sessions(town: Town, count: int) -> None:
    """Rows beside one that went the whole way; only lists read them."""
    one = town.planned()
    hour = timedelta(hours=1)
    same = {
        field.attname: getattr(one, field.attname)
        for field in Session._meta.concrete_fields
        if field.attname not in ("id", "number", "title", "starts_at", "ends_at", "state")
    } | {"no_show_at": one.planned_at, "no_show_by": "x", "no_show_who": "nobody"}
    rows = [
        Session(
            number=f"S-500114-26Q4-{n + 100:06d}",
            title=f"宣教 {n}",
            state="no_show",
            starts_at=one.starts_at + timedelta(days=n // 2 + 1),  # two share a moment: the key decides
            ends_at=one.ends_at + timedelta(days=n // 2 + 1) + hour,
            **same,
        )
        for n in range(count)
    ]
    Session.objects.bulk_create(rows)


def test_today_follows_the_loop_from_hand_to_hand(town: Town) -> None:
    cast = town.cast
    request = actions.place_request(
        division=cast.xinhua,
        channel="code",
        wished_from=date(2026, 11, 9),
        wished_to=date(2026, 11, 30),
        micro_type=town.type("MP14"),
        by=cast.village_li,
    )
    assert kinds(cast.village_li) == ["request_unanswered"]
    assert kinds(cast.station_zhou) == ["request"]
    assert kinds(cast.station_head_wu) == []
    callout = town.call_out(requests=[request])
    assert kinds(cast.station_zhou) == []
    assert kinds(cast.provider_a_manager) == ["callout_to_answer"]
    town.two_offers(callout)
    assert kinds(cast.provider_a_manager) == []
    with clock.frozen(callout.respond_by + timedelta(minutes=1)):
        assert kinds(cast.station_zhou) == ["callout_to_award"]
    award = town.awarded(callout)
    assert kinds(cast.provider_a_manager) == ["award_to_confirm"]
    session = actions.confirm_award(award=award, by=cast.provider_a_manager)[0]
    assert kinds(cast.provider_a_worker) == []
    with clock.frozen(NEXT_WEEK - timedelta(days=1)):
        assert kinds(cast.provider_a_worker) == ["session_to_deliver"]
        assert kinds(cast.village_li) == ["hosting"]
    with clock.frozen(session.ends_at):
        town.delivered(session)
        (line,) = waiting_for(reach(cast.provider_a_worker))
    assert (line.kind, line.due) == ("session_to_submit", session.ends_at + timedelta(hours=72))
    assert kinds(cast.provider_b_worker) == kinds(cast.stranger) == []
    assert waiting_for(Reach.nothing()) == []


def test_the_county_hears_of_allotments_nearly_used(town: Town) -> None:
    town.call_out(sessions=9)
    (line,) = waiting_for(reach(town.cast.business_he))
    assert (line.kind, line.count) == ("allotment_nearly_used", 1)


def test_today_asks_the_same_number_of_questions_whatever_waits(town: Town) -> None:
    def asked() -> int:
        hats = reach(town.cast.station_zhou)
        with CaptureQueriesContext(
            connection,
        ) as queries_seen:
            waiting_for(hats)
        return len(queries_seen)

    given = {"division": town.cast.xinhua, "channel": "phone", "wished_from": date(2026, 11, 9)}
    rest = {"wished_to": date(2026, 11, 30), "micro_type": town.type("MP14"), "by": town.cast.village_li}
    actions.place_request(**given, **rest)  # type: ignore[arg-type]
    before = asked()
    for _more in range(5):
        actions.place_request(**given, **rest)  # type: ignore[arg-type]
        town.call_out()
    assert asked() == before


def test_pages_follow_each_other_without_gap_or_repeat(town: Town) -> None:
    many_sessions(town, 25)
    hats = reach(town.cast.station_zhou)
    seen: list[int] = []
    cursor = ""
    while True:
        page = page_after(find_sessions(hats, SessionFilter()), cursor, size=10)
        seen += [row.pk for row in page.rows]
        cursor = page.next
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 26
    assert seen == list(Session.objects.order_by("-starts_at", "-pk").values_list("pk", flat=True))


@pytest.mark.parametrize("cursor", ["x", "!!!!", "MjAyNi0xMS0wMiAx", "A" * 500])
def test_a_broken_cursor_is_refused_politely(town: Town, cursor: str) -> None:
    with pytest.raises(Refusal):
        page_after(Session.objects.all(), cursor)


def test_sessions_are_found_by_number_title_type_place_state_and_day(town: Town) -> None:
    many_sessions(town, 5)
    hats = reach(town.cast.reviewer_chen)

    def found(**wanted: object) -> int:
        return find_sessions(hats, SessionFilter(**wanted)).count()  # type: ignore[arg-type]

    assert found() == 6
    assert found(text="S-500114-26Q4-000101") == found(text="s-500114-26q4-000101") == found(text="101") == 1
    assert found(text="S-500114") == 6
    assert found(text="宣教 3") == 1
    assert found(text="宣教") == found(text="宣") == 6 and found(text="教宣") == found(text="没有") == 0
    assert found(text="%") == found(text="_") == 0
    assert found(type="MP05") == 0
    assert found(village=town.cast.xinhua.code) == 6
    assert found(state="planned") == 1
    assert found(first=NEXT_WEEK.date(), last=NEXT_WEEK.date()) == 1
    assert found(provider=town.cast.provider_b.pk) == 0


def test_a_list_costs_one_query_however_long_it_is(town: Town) -> None:
    many_sessions(town, 60)
    hats = reach(town.cast.provider_a_manager)
    with CaptureQueriesContext(connection) as seen:
        page = page_after(find_sessions(hats, SessionFilter()))
        assert [f"{row.type.name} {row.village.name} {row.provider}" for row in page.rows]
    assert (len(seen), len(page.rows)) == (1, 50)


def test_signals_are_shown_for_the_same_pair_and_winner(town: Town) -> None:
    for day in range(3):
        callout = town.call_out()
        town.two_offers(callout, NEXT_WEEK + timedelta(days=day))
        with clock.frozen(callout.opened_at + timedelta(minutes=day)):
            award = town.awarded(callout)
        actions.confirm_award(award=award, by=town.cast.provider_a_manager)
    with clock.frozen(clock.now() + timedelta(minutes=30)):
        last = town.call_out()
        town.two_offers(last, NEXT_WEEK + timedelta(days=5))
        codes = {signal.code for signal in queries.signals(last)}
    assert codes == {"same_pair", "same_winner", "closed_early"}
