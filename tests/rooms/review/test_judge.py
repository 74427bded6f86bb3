"""Pre-check and verdict: who may, on what grounds, what follows for the money, and the ten seconds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests import walk
from tests.cast import BY, Cast
from yimi.kernel import clock
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.outbox import OutboxMessage
from yimi.rooms.evidence.models import Flag, Media, PictureMatch
from yimi.rooms.network.actions import declare_relation
from yimi.rooms.projects import actions as projects
from yimi.rooms.projects.models import Allotment, Commitment, Session
from yimi.rooms.review import actions, queries
from yimi.rooms.review.models import PreCheck, Verdict
from yimi.rooms.review.queries.voices import Voices

LATER = walk.REVIEW_DAY + timedelta(hours=1)


def committed() -> int:
    return sum(Allotment.objects.values_list("committed_fen", flat=True))


def heard(cast: Cast, session: Session, **said: object) -> None:
    with clock.frozen(LATER):
        walk.call_back(cast, session, **said)  # type: ignore[arg-type]


def test_a_clean_session_is_accepted_in_full(cast: Cast) -> None:
    session, verdict = walk.accepted_session(cast)
    assert (verdict.result, verdict.percent, verdict.round) == ("accept", 100, 1)
    assert queries.effective_verdict(session) == verdict
    annotated = queries.with_verdict(Session.objects.filter(pk=session.pk)).get()
    assert (annotated.result, annotated.percent, annotated.verdict_at) == ("accept", 100, verdict.given_at)
    assert OutboxMessage.objects.filter(topic="verdict", recipient_id=cast.provider_a_manager.pk).exists()


def test_the_county_waits_for_the_station(cast: Cast) -> None:
    session = walk.submitted_session(cast)
    with pytest.raises(Refusal, match="初核"):
        actions.accept_session(session=session, by=cast.reviewer_chen)


def test_what_is_still_being_compared_is_not_accepted(cast: Cast) -> None:
    session = walk.submitted_session(cast)
    heard(cast, session)
    actions.pre_check(session=session, result="passed", by=cast.station_zhou)
    Media.objects.filter(pk=Media.objects.filter(session=session).latest("pk").pk).update(state="received")
    with clock.frozen(LATER), pytest.raises(Refusal, match="1 份材料正在核对"):
        actions.accept_session(session=session, by=cast.reviewer_chen)
    assert not Verdict.objects.filter(session=session).exists()


def test_only_the_towns_own_station_pre_checks_once(cast: Cast) -> None:
    session = walk.submitted_session(cast)
    for stranger in (cast.station_head_wu, cast.provider_a_manager, cast.reviewer_chen, cast.stranger):
        with pytest.raises(NotYours):
            actions.pre_check(session=session, result="passed", by=stranger)
    actions.pre_check(session=session, result="passed", by=cast.station_zhou)
    with pytest.raises(Stale):
        actions.pre_check(session=session, result="passed", by=cast.station_head_ma)


def test_a_pre_check_returns_with_a_reason_and_opens_another_round(cast: Cast) -> None:
    session = walk.submitted_session(cast)
    with pytest.raises(Refusal):
        actions.pre_check(session=session, result="returned", by=cast.station_zhou)
    actions.pre_check(session=session, result="returned", note="缺一张全景", by=cast.station_zhou)
    session.refresh_from_db()
    assert (session.state, session.review_week) == ("delivered", None)
    again = walk.submit(session, at=session.ends_at + timedelta(days=2))
    assert actions.pre_check(session=again, result="passed", by=cast.station_zhou).round == 2
    assert PreCheck.objects.count() == 2
    assert not Flag.objects.filter(session=session, code="late").exists()


def test_nobody_reviews_without_the_role_or_with_a_relation(cast: Cast) -> None:
    session = walk.prechecked_session(cast)
    heard(cast, session)
    for stranger in (
        cast.station_zhou,
        cast.provider_a_manager,
        cast.finance_qian,
        cast.business_he,
        cast.stranger,
    ):
        with pytest.raises(NotYours):
            actions.accept_session(session=session, by=stranger)
    declare_relation(user_a=cast.reviewer_chen, user_b=cast.provider_a_worker, relation="sibling", by=BY)
    with pytest.raises(NotYours, match="关系"):
        actions.accept_session(session=session, by=cast.reviewer_chen)
    actions.accept_session(session=session, by=cast.reviewer_sun)


def test_two_reviewers_at_once_leave_one_verdict(cast: Cast) -> None:
    session, _ = walk.accepted_session(cast)
    with pytest.raises(Stale):
        actions.reject_session(
            session=session, reason_codes=["not_at_place"], note="位置不对", by=cast.reviewer_sun
        )
    assert Verdict.objects.count() == 1


def test_acceptance_waits_for_the_voices_of_beneficiaries(cast: Cast) -> None:
    session = walk.prechecked_session(cast)
    assert queries.callbacks_needed(session) == 2
    assert queries.voices_of([session])[session.pk] == Voices(heard=0, needed=2)
    with pytest.raises(Refusal) as refused:
        actions.accept_session(session=session, by=cast.reviewer_chen)
    assert refused.value.code == "callbacks" and "2 位" in refused.value.message


def test_what_the_beneficiary_said_counts(cast: Cast) -> None:
    session = walk.prechecked_session(cast)
    heard(cast, session, satisfaction=2)
    with pytest.raises(Refusal, match="低于 3 分"):
        actions.accept_session(session=session, by=cast.reviewer_chen)
    with pytest.raises(Refusal, match="说明"):
        actions.accept_session(session=session, reason_codes=["opinion_weighed"], by=cast.reviewer_chen)
    actions.accept_session(
        session=session,
        reason_codes=["opinion_weighed"],
        note="两位嫌等候久，服务属实",
        by=cast.reviewer_chen,
    )


def test_a_denial_blocks_plain_acceptance(cast: Cast) -> None:
    session = walk.prechecked_session(cast)
    heard(cast, session, happened=False, satisfaction=3)
    with pytest.raises(Refusal, match="没有做过"):
        actions.accept_session(session=session, by=cast.reviewer_chen)


def test_a_reuse_flag_needs_an_explanation_but_never_decides(cast: Cast) -> None:
    session = walk.prechecked_session(cast)
    heard(cast, session)
    Flag.objects.create(
        county="500114", session=session, code="same_file", strength="certain", reason="…", raised_at=LATER
    )
    with pytest.raises(Refusal, match="重复使用"):
        actions.accept_session(session=session, by=cast.reviewer_chen)
    actions.accept_session(
        session=session,
        reason_codes=["flags_explained"],
        note="两场同一活动室，照片为横幅",
        by=cast.reviewer_chen,
    )


def test_eighteen_of_twenty_people_are_accepted_at_eighty_per_cent_only(cast: Cast) -> None:
    session = walk.prechecked_session(cast, people=18)
    heard(cast, session)
    with pytest.raises(Refusal, match="90%"):
        actions.accept_session(session=session, by=cast.reviewer_chen)
    verdict = actions.accept_partially(
        session=session, reason_codes=["fewer_people"], note="少两人", by=cast.reviewer_chen
    )
    assert (verdict.percent, committed()) == (80, session.price_fen)


def test_partial_is_refused_for_a_full_session_and_below_eighty(cast: Cast) -> None:
    full = walk.prechecked_session(cast)
    heard(cast, full)
    with pytest.raises(Refusal, match="都达到"):
        actions.accept_partially(
            session=full, reason_codes=["fewer_people"], note="少两人", by=cast.reviewer_chen
        )
    short = walk.prechecked_session(cast, people=15, start=walk.START + timedelta(days=1))
    heard(cast, short)
    with pytest.raises(Refusal, match="低于 80%"):
        actions.accept_partially(
            session=short, reason_codes=["fewer_people"], note="少五人", by=cast.reviewer_chen
        )


def test_partial_is_never_for_missing_evidence(cast: Cast) -> None:
    session = walk.prechecked_session(cast, people=18)
    heard(cast, session)
    # found after submission: two of the three photos are of one moment
    one, two = Media.objects.filter(session=session, kind="photo").order_by("pk")[:2]
    PictureMatch.objects.create(media=two, other_media=one, verdict="same_picture")
    with pytest.raises(Refusal, match="材料不全"):
        actions.accept_partially(
            session=session, reason_codes=["fewer_people"], note="少两人", by=cast.reviewer_chen
        )


def test_the_county_returns_once(cast: Cast) -> None:
    session = walk.prechecked_session(cast)
    with clock.frozen(LATER):
        actions.return_session(
            session=session, reason_codes=["text_too_thin"], note="请写清经过", by=cast.reviewer_chen
        )
    session.refresh_from_db()
    assert session.state == "delivered" and queries.effective_verdict(session) is None
    session = walk.submit(session, at=LATER + timedelta(days=1))
    actions.pre_check(session=session, result="passed", by=cast.station_zhou)
    with pytest.raises(Refusal) as refused:
        actions.return_session(
            session=session, reason_codes=["text_too_thin"], note="再补一张", by=cast.reviewer_chen
        )
    assert refused.value.code == "returned_before"
    heard(cast, session)
    assert actions.accept_session(session=session, by=cast.reviewer_chen).round == 2


def test_a_returned_session_left_lying_is_rejected_after_five_days(cast: Cast) -> None:
    session = walk.prechecked_session(cast)
    with clock.frozen(LATER):
        actions.return_session(
            session=session, reason_codes=["text_too_thin"], note="请写清经过", by=cast.reviewer_chen
        )
    given = {"session": session, "reason_codes": ["other"], "note": "逾期未补充", "by": cast.reviewer_chen}
    with pytest.raises(Stale), clock.frozen(LATER + timedelta(days=4)):
        actions.reject_session(**given)
    with clock.frozen(LATER + timedelta(days=6)):
        assert actions.reject_session(**given).percent == 0


def test_a_rejection_gives_the_money_back_and_ten_seconds_take_it_again(cast: Cast) -> None:
    session = walk.prechecked_session(cast)
    before = committed()
    with clock.frozen(LATER):
        verdict = actions.reject_session(
            session=session, reason_codes=["not_at_place"], note="照片不在活动室", by=cast.reviewer_chen
        )
    assert committed() == before - session.price_fen
    with clock.frozen(LATER + timedelta(seconds=9)):
        with pytest.raises(NotYours):
            actions.retract_verdict(verdict=verdict, by=cast.reviewer_sun)
        actions.retract_verdict(verdict=verdict, by=cast.reviewer_chen)
    assert committed() == before and Commitment.objects.filter(session=session).standing().count() == 1
    assert queries.effective_verdict(session) is None and Verdict.objects.count() == 1
    heard(cast, session)
    actions.accept_session(session=session, by=cast.reviewer_chen)


def test_after_ten_seconds_a_verdict_stands(cast: Cast) -> None:
    _, verdict = walk.accepted_session(cast)
    with pytest.raises(Refusal) as refused, clock.frozen(verdict.given_at + timedelta(seconds=11)):
        actions.retract_verdict(verdict=verdict, by=cast.reviewer_chen)
    assert refused.value.code == "too_late"


def test_a_retracted_return_is_submitted_again(cast: Cast) -> None:
    session = walk.prechecked_session(cast)
    with clock.frozen(LATER):
        verdict = actions.return_session(
            session=session, reason_codes=["clip_unclear"], note="听不清", by=cast.reviewer_chen
        )
        actions.retract_verdict(verdict=verdict, by=cast.reviewer_chen)
    session.refresh_from_db()
    assert session.state == "submitted" and queries.round_of(session) == 1


def test_a_retracted_return_leaves_the_submission_as_it_was(cast: Cast) -> None:
    """Its moment, its worker and its review week: whole weeks later nobody gains or loses a place in the queue."""
    session = walk.prechecked_session(cast)
    before = (session.submitted_at, session.submitted_by, session.review_week, session.first_submitted_at)
    with clock.frozen(LATER + timedelta(days=14)):
        verdict = actions.return_session(
            session=session, reason_codes=["clip_unclear"], note="听不清", by=cast.reviewer_chen
        )
        session.refresh_from_db()
        assert session.submitted_at is None and session.returned_at is not None
        actions.retract_verdict(verdict=verdict, by=cast.reviewer_chen)
    session.refresh_from_db()
    after = (session.submitted_at, session.submitted_by, session.review_week, session.first_submitted_at)
    assert after == before and session.returned_at is None and session.set_aside_at is None
    with pytest.raises(NotYours):
        projects.restore_submission(session=session, by=cast.reviewer_chen)


def test_a_verdict_cannot_be_edited_or_deleted_even_by_hand(cast: Cast) -> None:
    walk.accepted_session(cast)
    for change in ("UPDATE review_verdict SET percent = 0, result = 'reject'", "DELETE FROM review_verdict"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    assert Verdict.objects.get().percent == 100
