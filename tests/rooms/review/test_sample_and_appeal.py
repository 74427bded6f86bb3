"""The blind second look, the ruling between two opinions, and the provider's appeal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import walk
from tests.cast import Cast
from yimi.kernel import clock
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.periods import Week
from yimi.rooms.evidence.models import Flag
from yimi.rooms.network.queries import reach
from yimi.rooms.projects.models import Allotment, Session
from yimi.rooms.review import actions, queries
from yimi.rooms.review.models import Sample, Verdict

WEEK = "2026-W47"  # in which 17 November lies
MONDAY = walk.REVIEW_DAY + timedelta(days=6)
REJECT = {"reason_codes": ["not_at_place"], "note": "照片不在活动室"}


def accepted(cast: Cast, count: int) -> list[Session]:
    days = (timedelta(days=number) for number in range(count))
    return [walk.accepted_session(cast, start=walk.START + day)[0] for day in days]


def rejected(cast: Cast) -> tuple[Session, Verdict]:
    session = walk.prechecked_session(cast)
    with clock.frozen(walk.REVIEW_DAY):
        return session, actions.reject_session(session=session, by=cast.reviewer_chen, **REJECT)


def committed() -> int:
    return sum(Allotment.objects.values_list("committed_fen", flat=True))


def drawn(cast: Cast, seed: str = "abc") -> list[Sample]:
    with clock.frozen(MONDAY):
        draw = actions.draw_sample(county="500114", week=WEEK, seed=seed, by=cast.business_he)
    return list(draw.samples.order_by("pk"))


def test_a_week_is_drawn_once_and_goes_to_another_reviewer(cast: Cast) -> None:
    accepted(cast, 2)
    with pytest.raises(Refusal, match="还没有结束"), clock.frozen(MONDAY - timedelta(days=1)):
        actions.draw_sample(county="500114", week=WEEK, by=cast.business_he)
    samples = drawn(cast)
    assert len(samples) == 2 and {one.assigned_to for one in samples} == {cast.reviewer_sun}
    assert samples[0].draw.seed == "abc" and samples[0].draw.reviewed == 2
    with pytest.raises(Stale):
        drawn(cast)


def test_the_second_reader_does_not_see_the_first_verdict(cast: Cast) -> None:
    [session] = accepted(cast, 1)
    [sample] = drawn(cast)
    assert queries.is_blind(reach(cast.reviewer_sun), session)
    assert not queries.is_blind(reach(cast.reviewer_chen), session)
    assert list(queries.my_samples(reach(cast.reviewer_sun))) == [sample]
    with pytest.raises(NotYours):
        actions.rereview(sample=sample, result="accept", reason_codes=["all_in_order"], by=cast.reviewer_chen)
    done = actions.rereview(
        sample=sample, result="accept", reason_codes=["all_in_order"], by=cast.reviewer_sun
    )
    assert done.agrees and not queries.is_blind(reach(cast.reviewer_sun), session)
    assert not queries.disagreements(reach(cast.business_he)).exists()


def test_a_disagreement_binds_nobody_until_county_business_rules(cast: Cast) -> None:
    [session] = accepted(cast, 1)
    [sample] = drawn(cast)
    before = committed()
    actions.rereview(sample=sample, result="reject", by=cast.reviewer_sun, **REJECT)
    verdict = queries.effective_verdict(session)
    assert verdict is not None and verdict.result == "accept"
    assert [line.kind for line in queries.waiting_for(reach(cast.business_he))] == ["disagreement"]
    for stranger in (cast.reviewer_chen, cast.provider_a_manager):
        with pytest.raises(NotYours):
            actions.rule_on_disagreement(sample=sample, result="reject", by=stranger, **REJECT)
    actions.rule_on_disagreement(sample=sample, result="reject", by=cast.business_he, **REJECT)
    verdict = queries.effective_verdict(session)
    assert verdict is not None and (verdict.kind, verdict.percent) == ("ruling", 0)
    assert committed() == before - session.price_fen
    with pytest.raises(Stale):
        actions.rule_on_disagreement(
            sample=sample, result="accept", reason_codes=["other"], note="再看过", by=cast.business_he
        )


def test_the_provider_appeals_and_a_second_reviewer_upholds(cast: Cast) -> None:
    session, verdict = rejected(cast)
    for stranger in (cast.provider_b_manager, cast.provider_a_worker, cast.station_zhou):
        with pytest.raises(NotYours):
            actions.appeal(verdict=verdict, reason="当天换到了院坝", by=stranger)
    with clock.frozen(walk.REVIEW_DAY + timedelta(days=7)):
        appeal = actions.appeal(verdict=verdict, reason="当天换到了院坝", by=cast.provider_a_manager)
        with pytest.raises(Stale):
            actions.appeal(verdict=verdict, reason="再说一次", by=cast.provider_a_manager)
    assert not queries.open_appeals(reach(cast.reviewer_chen)).exists()
    with pytest.raises(NotYours):
        actions.decide_appeal(appeal=appeal, upheld=False, decision="维持", by=cast.reviewer_chen)
    before = committed()
    decided = actions.decide_appeal(
        appeal=appeal, upheld=True, decision="村委会证实改在院坝", by=cast.reviewer_sun
    )
    verdict = queries.effective_verdict(session) or verdict
    assert (decided.upheld, verdict.kind, verdict.percent) == (True, "appeal", 100)
    assert committed() == before + session.price_fen


def test_an_appeal_has_five_working_days(cast: Cast) -> None:
    _, verdict = rejected(cast)  # Tuesday 17 November; the fifth working day is Tuesday 24
    with pytest.raises(Refusal, match="11月24日"), clock.frozen(walk.REVIEW_DAY + timedelta(days=8)):
        actions.appeal(verdict=verdict, reason="当天换到了院坝", by=cast.provider_a_manager)


def test_a_dismissed_appeal_leaves_the_verdict(cast: Cast) -> None:
    session, verdict = rejected(cast)
    with clock.frozen(walk.REVIEW_DAY + timedelta(days=1)):
        appeal = actions.appeal(verdict=verdict, reason="当天换到了院坝", by=cast.provider_a_manager)
    actions.decide_appeal(appeal=appeal, upheld=False, decision="没有证据", by=cast.reviewer_sun)
    assert queries.effective_verdict(session) == verdict


def test_a_full_acceptance_is_not_appealed(cast: Cast) -> None:
    _, verdict = walk.accepted_session(cast)
    with pytest.raises(Refusal):
        actions.appeal(verdict=verdict, reason="想要更多", by=cast.provider_a_manager)


def test_the_queue_shows_the_riskiest_first_with_a_constant_number_of_queries(cast: Cast) -> None:
    first = walk.submitted_session(cast)
    second = walk.submitted_session(cast, start=walk.START + timedelta(days=1))
    for code in ("same_file", "late"):
        Flag.objects.create(
            county="500114",
            session=second,
            code=code,
            strength="certain",
            reason="…",
            raised_at=walk.REVIEW_DAY,
        )
    mine = reach(cast.reviewer_chen)

    def look() -> list[Session]:
        return list(queries.week_queue(mine, Week.parse("2026-W46")))

    with CaptureQueriesContext(
        connection,
    ) as few:
        rows = look()
    assert [(row.pk, row.risk, row.flag_count) for row in rows] == [(second.pk, 56, 2), (first.pk, 0, 0)]  # type: ignore[attr-defined]
    assert [row.precheck for row in rows] == [None, None]  # type: ignore[attr-defined]
    walk.submitted_session(cast, start=walk.START + timedelta(days=2))
    with CaptureQueriesContext(connection) as more:
        assert len(look()) == 3
    assert len(more) == len(few) == 1
    assert list(queries.week_queue(reach(cast.stranger), Week.parse("2026-W46"))) == []


def test_today_knows_the_pre_check_and_the_review_with_their_days(cast: Cast) -> None:
    session = walk.submitted_session(cast)
    [line] = queries.waiting_for(reach(cast.station_zhou))
    assert (line.kind, line.args, f"{line.due:%m-%d}") == ("precheck", (session.pk,), "11-17")
    assert queries.waiting_for(reach(cast.station_head_wu)) == []
    assert queries.waiting_for(reach(cast.reviewer_chen)) == []
    actions.pre_check(session=session, result="passed", by=cast.station_zhou)
    assert queries.waiting_for(reach(cast.station_zhou)) == []
    [line] = queries.waiting_for(reach(cast.reviewer_chen))
    assert (line.kind, line.args, line.count, f"{line.due:%m-%d}") == ("review", ("2026-W46",), 1, "11-20")
