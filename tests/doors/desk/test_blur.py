"""Public copies are released by a pair of eyes, one at a time, by the county's editor or reviewer only."""

from __future__ import annotations

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cast import Cast
from tests.doors.client import StrictClient
from tests.walk import accepted_session
from yimi.rooms.evidence.actions import make_public_copy
from yimi.rooms.evidence.models import BlurReview, Media
from yimi.rooms.projects.models import Session


@pytest.fixture
def session(cast: Cast) -> Session:
    return accepted_session(cast)[0]


@pytest.fixture
def copy(cast: Cast, session: Session) -> BlurReview:
    photo = Media.objects.filter(session=session, kind="photo").order_by("pk")[0]
    return make_public_copy(media=photo, by=cast.editor_lin)


def test_copies_are_asked_for_by_session(cast: Cast, session: Session) -> None:
    client = StrictClient.of(cast.editor_lin)
    assert session.title in client.get("/desk/blur/").content.decode()
    assert "画面还没有打码" in client.get("/desk/").content.decode()
    assert "画面还没有打码" not in StrictClient.of(cast.reviewer_chen).get("/desk/").content.decode()
    page = client.post(f"/desk/blur/sessions/{session.pk}/", follow=True).content.decode()
    assert "正在打码" in page
    asked = ProcrastinateJob.objects.filter(task_name="evidence.make_public_copy")
    assert asked.count() == Media.objects.filter(session=session, kind__in=["photo", "clip"]).count()


def test_only_the_blurred_copy_is_shown(cast: Cast, copy: BlurReview) -> None:
    page = StrictClient.of(cast.editor_lin).get("/desk/blur/").content.decode()
    assert f"/files/public-copy/{copy.media_id}" in page
    assert "/files/display/" not in page and "/files/thumbnail/" not in page
    assert StrictClient.of(cast.editor_lin).get(f"/files/public-copy/{copy.media_id}").status_code == 200


def test_yes_and_no_with_a_reason(cast: Cast, copy: BlurReview) -> None:
    client = StrictClient.of(cast.editor_lin)
    silent = client.post(f"/desk/blur/{copy.pk}/refuse/", {"note": ""})
    assert silent.status_code == 422
    client.post(f"/desk/blur/{copy.pk}/refuse/", {"note": "右后方一张脸没有模糊。"})
    copy.refresh_from_db()
    assert copy.state == "refused" and copy.reviewed_by == cast.editor_lin
    again = client.post(f"/desk/blur/{copy.pk}/approve/", follow=True).content.decode()
    assert "已经核对过" in again


def test_nobody_else_releases_a_picture(cast: Cast, copy: BlurReview) -> None:
    for other in (cast.provider_a_manager, cast.business_he, cast.stranger):
        assert StrictClient.of(other).get("/desk/blur/").status_code == 403
    assert StrictClient.of(cast.business_he).post(f"/desk/blur/{copy.pk}/approve/").status_code == 403
    assert StrictClient.of(cast.stranger).post(f"/desk/blur/{copy.pk}/approve/").status_code == 404
    copy.refresh_from_db()
    assert copy.state == "waiting"
