"""The wall seen from the desk: what is ready, what waits for pictures, the preview, and taking it down."""

from __future__ import annotations

import pytest

from tests import walk
from tests.cast import Cast
from tests.doors.desk.papers import asked, get, post, words
from tests.doors.desk.rows import copies_of
from tests.rooms.reports.test_publish import blurred
from yimi.rooms.projects.models import Session
from yimi.rooms.public.models import WallEntry
from yimi.rooms.review.models import Verdict

LIST = "/desk/publishing/"
NOW = walk.REVIEW_DAY


@pytest.fixture
def accepted(cast: Cast) -> Session:
    session, _verdict = walk.accepted_session(cast)
    return Session.objects.get(pk=session.pk)


def accept_copies(session: Session, count: int) -> None:
    verdict = Verdict.objects.get(session=session)
    for twin in copies_of(session, count):
        verdict.pk, verdict.session = None, twin
        verdict.save(force_insert=True)


def test_a_session_without_checked_pictures_leads_to_where_they_are_made(cast: Cast, accepted: Session):
    assert "现在没有可以发布的场次" in words(get(cast.editor_lin, LIST, NOW))
    page = get(cast.editor_lin, f"{LIST}?list=waiting", NOW)
    assert accepted.title in words(page)
    assert "没有一份核对通过、可以公开的画面" in words(page)
    assert f"/desk/blur/sessions/{accepted.pk}/" in page.content.decode()


def test_the_editor_sees_it_as_the_public_will_publishes_and_withdraws(cast: Cast, accepted: Session):
    media = blurred(accepted)
    assert accepted.title in words(get(cast.editor_lin, LIST, NOW))
    page = get(cast.editor_lin, f"{LIST}{accepted.pk}/", NOW)
    assert "公众看到的样子" in words(page)
    assert f"/files/public-copy/{media.pk}" in page.content.decode()
    post(cast.editor_lin, f"{LIST}{accepted.pk}/publish/", at=NOW)
    assert WallEntry.objects.on_show().count() == 1
    assert accepted.title in words(get(cast.editor_lin, f"{LIST}?list=shown", NOW))
    post(cast.editor_lin, f"{LIST}{accepted.pk}/withdraw/", {"reason": ""}, at=NOW)
    assert WallEntry.objects.on_show().count() == 1
    post(cast.editor_lin, f"{LIST}{accepted.pk}/withdraw/", {"reason": "本人要求"}, at=NOW)
    assert not WallEntry.objects.on_show().exists()


def test_what_stands_in_the_way_is_said_and_the_button_is_not_there(cast: Cast, accepted: Session):
    blurred(accepted)
    blurred(accepted, state="waiting")
    page = words(get(cast.business_he, f"{LIST}{accepted.pk}/", NOW))
    assert "还有 1 份模糊后的画面没有人核对" in page
    assert "发布到公示墙" not in page
    post(cast.business_he, f"{LIST}{accepted.pk}/publish/", at=NOW)
    assert not WallEntry.objects.exists()


@pytest.mark.parametrize(
    "who", ["reviewer_chen", "leader_tang", "provider_a_manager", "station_head_ma", "village_li", "stranger"]
)
def test_only_the_editor_and_business_come_here(cast: Cast, accepted: Session, who: str):
    blurred(accepted)
    user = getattr(cast, who)
    assert get(user, LIST, NOW).status_code == 403
    assert get(user, f"{LIST}{accepted.pk}/", NOW).status_code == 403
    assert post(user, f"{LIST}{accepted.pk}/publish/", at=NOW).status_code == 403


def test_the_lists_ask_as_often_for_many_rows_as_for_few(cast: Cast, accepted: Session):
    few = asked(cast.editor_lin, f"{LIST}?list=waiting", NOW)
    accept_copies(accepted, 11)
    assert asked(cast.editor_lin, f"{LIST}?list=waiting", NOW) == few
