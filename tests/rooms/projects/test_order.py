"""From request to award: who may, what is refused, where the money is."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.rooms.projects.conftest import MONDAY, NEXT_WEEK, SHANGHAI, Town
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.outbox import OutboxMessage
from yimi.rooms.catalogue.models import ServiceItem
from yimi.rooms.network.actions import declare_relation, suspend
from yimi.rooms.projects import actions, queries
from yimi.rooms.projects.models import Award, Request, Response
from yimi.rooms.projects.states import AwardState, CallOutState, RequestState

FIRST, LAST = date(2026, 11, 9), date(2026, 11, 30)


def order(town: Town, **changed: object) -> Request:
    given: dict[str, object] = {
        "division": town.cast.xinhua,
        "channel": "village",
        "wished_from": FIRST,
        "wished_to": LAST,
        "micro_type": town.type("MP05"),
        "by": town.cast.village_li,
    }
    return actions.place_request(**(given | changed))  # type: ignore[arg-type]


def test_a_village_orders_for_named_elders_and_the_station_is_told(town: Town) -> None:
    request = order(town, persons=[town.person("王秀兰")], requested_by_name="王小明")
    assert (request.state, request.town_id, request.proxy) == ("open", "500114109000", town.cast.village_li)
    assert request.requested_by_name == "王*明"
    told = set(OutboxMessage.objects.filter(topic="request_placed").values_list("recipient_id", flat=True))
    assert told == {town.cast.station_zhou.pk, town.cast.station_head_ma.pk}


def test_an_item_nobody_purchases_becomes_a_station_task(town: Town) -> None:
    unpurchased = ServiceItem.objects.filter(links__isnull=True).first()
    assert unpurchased is not None
    assert order(town, micro_type=None, service_item=unpurchased).state == RequestState.STATION_TASK


def test_nobody_orders_for_another_village_or_for_strangers(town: Town) -> None:
    with pytest.raises(NotYours):
        order(town, division=town.cast.puhua)
    with pytest.raises(NotYours):
        order(town, by=town.cast.provider_a_manager)
    with pytest.raises(NotYours):
        order(town, by=town.cast.stranger)
    elsewhere = town.person("外村人")
    elsewhere.division = town.cast.changping
    elsewhere.save()
    with pytest.raises(NotYours):
        order(town, persons=[elsewhere])


def test_past_wishes_are_refused(town: Town) -> None:
    with pytest.raises(Refusal, match="已经过去"):
        order(town, wished_from=date(2026, 10, 1), wished_to=date(2026, 10, 2))


def test_a_sentence_reminds_of_missing_consent(town: Town) -> None:
    assert "王*兰" in (queries.consent_reminder([town.person("王秀兰")]) or "")


def test_like_requests_are_found_and_merged_and_answered_together(town: Town) -> None:
    one = order(town, persons=[town.person("王秀兰")])
    two = order(
        town, division=town.cast.changping, persons=[town.person("李桂花")], by=town.cast.station_zhou
    )
    order(town, micro_type=town.type("MP14"))
    assert list(queries.similar_requests(one)) == [two]
    actions.merge_requests(into=one, requests=[two], by=town.cast.station_zhou)
    assert list(Request.objects.unanswered().filter(type="MP05")) == [one]
    callout = town.call_out("MP05", requests=[one])
    states = dict(Request.objects.values_list("pk", "state"))
    assert states[one.pk] == states[two.pk] == RequestState.CALLED_OUT
    family = Request.objects.filter(callout=callout)
    assert {person.name for person in queries.persons_of(family)} == {"王秀兰", "李桂花"}


def test_declining_needs_a_reason(town: Town) -> None:
    request = order(town)
    with pytest.raises(Refusal):
        actions.decline_request(request=request, reason=" ", by=town.cast.station_zhou)
    done = actions.decline_request(request=request, reason="上周刚做过", by=town.cast.station_zhou)
    assert done.state == RequestState.DECLINED
    with pytest.raises(Stale):
        actions.withdraw_request(request=request, by=town.cast.village_li)


def test_a_callout_freezes_price_and_windows_and_commits_the_money_of_all_sessions(town: Town) -> None:
    callout = town.call_out("MP05", sessions=2)
    town.bathing.refresh_from_db()
    assert (callout.number, callout.price_fen) == ("C-500114-26Q4-0001", 50_000)
    assert callout.respond_by.astimezone(SHANGHAI) == datetime(2026, 11, 5, 23, 59, 59, tzinfo=SHANGHAI)
    assert town.bathing.committed_fen == 100_000
    assert callout.commitments.standing().count() == 2
    assert queries.imbalances() == []


def test_only_the_towns_own_station_calls_out(town: Town) -> None:
    for by in (town.cast.village_li, town.cast.station_head_wu, town.cast.business_he, town.cast.stranger):
        with pytest.raises(NotYours):
            town.call_out(by=by)


def test_no_room_names_the_allotment_what_is_left_and_the_cure(town: Town) -> None:
    with pytest.raises(Refusal, match=r"黎水镇 · 助浴 · 2026Q4”还剩 5,000\.00 元.*5,500\.00.*调整额度"):
        town.call_out("MP05", sessions=11)
    town.bathing.refresh_from_db()
    assert town.bathing.committed_fen == 0


def test_an_allotment_pays_for_its_own_quarter_type_and_town(town: Town) -> None:
    with pytest.raises(Refusal, match="季度"):
        town.call_out(wished_to=date(2027, 1, 5))
    with pytest.raises(Refusal, match="额度不是"):
        town.call_out("MP05", allotment=town.talks)
    with pytest.raises(Refusal, match=r"没有“.*”的额度"):
        town.call_out("MP01")


def test_the_budget_tree_is_refused_past_every_ceiling(town: Town) -> None:
    business = town.cast.business_he
    fund = town.programme.fund_source
    with pytest.raises(Refusal, match="不够"):
        actions.sign_programme(fund_source=fund, name="超", year=2026, ceiling_fen=5_000_001, by=business)
    with pytest.raises(Refusal, match="不够"):
        actions.allot(
            programme=town.programme,
            micro_type=town.type("MP01"),
            town=town.cast.lishui,
            quarter="2026Q4",
            ceiling_fen=4_200_001,
            by=business,
        )
    with pytest.raises(NotYours):
        actions.set_up_fund(county="500114", name="x", purpose="", amount_fen=1, by=town.cast.finance_qian)
    town.call_out()
    with pytest.raises(Refusal, match="不能低于"):
        actions.change_allotment(allotment=town.talks, ceiling_fen=1, reason="错", by=business)
    actions.change_allotment(allotment=town.talks, ceiling_fen=30_000, reason="收回", by=business)
    assert queries.imbalances() == []


def test_offers_are_checked_and_may_be_revised(town: Town) -> None:
    callout, cast = town.call_out(), town.cast
    given = {"callout": callout, "provider": cast.provider_a, "by": cast.provider_a_manager}

    def offer(start: datetime, staff: list[object]) -> Response:
        return actions.respond(proposed_starts=[start], staff=staff, **given)  # type: ignore[arg-type]

    with pytest.raises(Refusal, match="不在希望的时间"):
        offer(MONDAY + timedelta(days=1), town.crew())
    with pytest.raises(Refusal, match="至少要 2 名"):
        offer(NEXT_WEEK, town.crew()[:1])
    with pytest.raises(Refusal, match="不是本机构的人员"):
        offer(NEXT_WEEK, town.crew_b())
    with pytest.raises(NotYours):
        given["by"] = cast.provider_a_worker
        offer(NEXT_WEEK, town.crew())
    given["by"] = cast.provider_a_manager
    offer(NEXT_WEEK, town.crew())
    with pytest.raises(Refusal, match="理由"):
        actions.decline_response(reason="", **given)  # type: ignore[arg-type]
    actions.decline_response(reason="车坏了", **given)  # type: ignore[arg-type]
    offer(NEXT_WEEK, town.crew()[:2])
    response = Response.objects.get(callout=callout, provider=cast.provider_a)
    assert (response.kind, response.staff.count()) == ("offer", 2)
    with clock.frozen(callout.respond_by + timedelta(seconds=1)), pytest.raises(Stale, match="截止"):
        offer(NEXT_WEEK, town.crew())


def test_a_suspended_provider_may_not_offer(town: Town) -> None:
    suspend(organisation=town.cast.provider_a, until=date(2027, 1, 1), reason="造假", by=System("test"))
    town.cast.provider_a.refresh_from_db()
    with pytest.raises(Refusal, match="不能接单"):
        town.two_offers(town.call_out())


def test_bathing_needs_three_workers_and_a_licence(town: Town) -> None:
    callout, cast = town.call_out("MP05"), town.cast
    unlicensed = [cast.provider_a_manager, cast.provider_a_worker_2, cast.provider_a_worker_3]
    with pytest.raises(Refusal, match="证书"):
        actions.respond(
            callout=callout,
            provider=cast.provider_a,
            proposed_starts=[NEXT_WEEK],
            staff=unlicensed,
            by=cast.provider_a_manager,
        )


def test_award_needs_a_reason_and_an_unrelated_hand(town: Town) -> None:
    callout, cast = town.call_out(), town.cast
    town.two_offers(callout)
    mine = callout.responses.get(provider=cast.provider_a)
    with pytest.raises(Refusal, match="理由"):
        actions.award(callout=callout, response=mine, reason="", by=cast.station_zhou)
    declare_relation(
        user_a=cast.station_zhou, user_b=cast.provider_a_worker, relation="sibling", by=cast.station_zhou
    )
    with pytest.raises(Refusal, match="其他人选定"):
        actions.award(callout=callout, response=mine, reason="好", by=cast.station_zhou)
    given = actions.award(callout=callout, response=mine, reason="好", by=cast.station_head_ma)
    codes = {signal["code"] for signal in given.signals}
    assert codes == {"relatives", "closed_early"}
    states = dict(Award.objects.values_list("rank", "state"))
    assert states == {1: AwardState.OFFERED, 2: AwardState.RESERVE}


def test_a_single_offer_waits_for_the_window(town: Town) -> None:
    callout, cast = town.call_out(), town.cast
    response = actions.respond(
        callout=callout,
        provider=cast.provider_a,
        proposed_starts=[NEXT_WEEK],
        staff=town.crew(),
        by=cast.provider_a_manager,
    )
    with pytest.raises(Refusal, match="截止"):
        actions.award(callout=callout, response=response, reason="好", by=cast.station_zhou)
    with clock.frozen(callout.respond_by + timedelta(hours=9)):
        actions.lapse_overdue(by=System("projects"))
        actions.award(callout=callout, response=response, reason="唯一应征", by=cast.station_zhou)
    callout.refresh_from_db()
    assert callout.state == CallOutState.AWARDED


def test_nobody_answers_then_the_money_returns_and_the_wish_waits_again(town: Town) -> None:
    request = order(town)
    callout = town.call_out("MP05", requests=[request])
    with clock.frozen(callout.respond_by + timedelta(minutes=1)):
        assert actions.lapse_overdue(by=System("projects")) == 1
        assert actions.lapse_overdue(by=System("projects")) == 0
    callout.refresh_from_db()
    request.refresh_from_db()
    town.bathing.refresh_from_db()
    assert (callout.state, request.state, town.bathing.committed_fen) == ("failed", "open", 0)
    assert OutboxMessage.objects.filter(
        topic="callout_failed", recipient_id=town.cast.station_zhou.pk
    ).exists()
    assert queries.imbalances() == []


def test_an_unconfirmed_award_passes_on_and_a_refused_one_at_once(town: Town) -> None:
    callout = town.call_out()
    town.two_offers(callout)
    award = town.awarded(callout)
    callout.refresh_from_db()
    assert callout.confirm_by is not None
    with clock.frozen(callout.confirm_by + timedelta(minutes=1)):
        with pytest.raises(Stale):
            actions.confirm_award(award=award, by=town.cast.provider_a_manager)
        actions.lapse_overdue(by=System("projects"))
        second = Award.objects.get(callout=callout, state=AwardState.OFFERED)
        assert second.response.provider == town.cast.provider_b
        with pytest.raises(NotYours):
            actions.confirm_award(award=second, by=town.cast.provider_a_manager)
        failed = actions.decline_award(award=second, reason="排不开", by=town.cast.provider_b_manager)
    assert failed.state == CallOutState.FAILED
    assert queries.imbalances() == []
    town.talks.refresh_from_db()
    assert town.talks.committed_fen == 0


def test_cancelling_an_order_gives_the_money_back(town: Town) -> None:
    callout = town.call_out(sessions=2)
    actions.cancel_callout(callout=callout, reason="村里停电", by=town.cast.station_zhou)
    town.talks.refresh_from_db()
    assert town.talks.committed_fen == 0
    with pytest.raises(Stale):
        actions.cancel_callout(callout=callout, reason="再来", by=town.cast.station_zhou)
