"""Handing in: everything the type wants, said in sentences; late is allowed and flagged."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import walk
from tests.cast import Cast
from yimi.kernel import clock
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.evidence import actions, queries
from yimi.rooms.evidence.models import Flag


def test_a_complete_session_is_submitted_in_its_review_week(cast: Cast) -> None:
    session = walk.submitted_session(cast, process=True)
    assert (session.state, session.review_week) == ("submitted", "2026-W46")
    assert queries.missing(session) == []
    assert [flag.reason for flag in queries.flags_of(session)] == []


def test_an_empty_session_is_refused_with_everything_that_is_missing(cast: Cast) -> None:
    session = walk.delivered_session(cast)
    with pytest.raises(Refusal) as refused:
        walk.submit(session)
    assert refused.value.code == "incomplete"
    for words in ("照片 0/3 张", "需要一段 10–60 秒的视频", "还没有文字说明"):
        assert words in refused.value.message
    session.refresh_from_db()
    assert session.state == "delivered"


def test_documents_and_subjects_of_the_type_are_asked_for_by_name(cast: Cast) -> None:
    session = walk.delivered_session(cast, "MP05", people=8)
    said = " ".join(queries.missing(session))
    for words in ("助浴车辆", "排队处", "健康检查表", "照片 0/4"):
        assert words in said


def test_a_burst_counts_as_one_photo_and_identical_files_too(cast: Cast) -> None:
    session = walk.delivered_session(cast)
    photo = walk.next_photo()
    for picture in (photo, photo, photo):
        walk.upload(session, picture)
    assert queries.photos_counted(session) == 1
    assert "照片 1/3" in queries.missing(session)[0]


def test_late_submission_is_allowed_and_flagged_with_the_delay(cast: Cast) -> None:
    session = walk.fill(walk.delivered_session(cast), process=False)
    walk.submit(session, at=session.ends_at + timedelta(hours=75))
    late = Flag.objects.get(session=session, code="late")
    assert (late.strength, late.detail) == ("certain", {"minutes": 180})
    assert "72 小时" in late.reason and "3 小时" in late.reason


def test_only_the_workers_of_the_session_and_their_manager_submit(cast: Cast) -> None:
    session = walk.fill(walk.delivered_session(cast), process=False)
    for stranger in (cast.provider_b_manager, cast.station_zhou, cast.reviewer_chen, cast.stranger):
        with pytest.raises(NotYours), clock.frozen(session.ends_at + timedelta(hours=1)):
            actions.submit_session(session=session, by=stranger)
    with clock.frozen(session.ends_at + timedelta(hours=1)):
        assert actions.submit_session(session=session, by=cast.provider_a_manager).state == "submitted"


def test_after_submission_nothing_is_added_withdrawn_or_rewritten(cast: Cast) -> None:
    session = walk.submitted_session(cast)
    media = queries.media_of(session)[0]
    with pytest.raises(Stale):
        walk.upload(session, walk.next_photo(), coded=False, process=False)
    with pytest.raises(Stale):
        actions.withdraw_media(media=media, by=media.uploaded_by)
    with pytest.raises(Stale):
        actions.write_narrative(session=session, text=walk.WORDS, by=media.uploaded_by)


def test_a_text_of_nineteen_characters_is_refused(cast: Cast) -> None:
    session = walk.delivered_session(cast)
    with pytest.raises(Refusal, match="19 个字"):
        actions.write_narrative(session=session, text="字" * 19, by=walk.worker_of(session))


def test_beneficiaries_words_are_public_only_with_their_consent(cast: Cast) -> None:
    session = walk.delivered_session(cast)
    written = actions.write_narrative(
        session=session, text=walk.WORDS, beneficiary_words="很好", by=walk.worker_of(session)
    )
    assert written.words_consented is False
