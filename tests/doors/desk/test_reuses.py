"""The register on the desk: from the flag, with both pictures, and back out of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests import walk
from tests.cast import Cast
from tests.doors.desk.papers import get, post, words
from tests.walk import REVIEW_DAY as DAY
from yimi.rooms.evidence import demo_pictures
from yimi.rooms.evidence.models import AllowedReuse, Flag, PictureMatch

WHY = "村务公告栏，每月都要拍。"


@pytest.fixture
def flag(cast: Cast, settings: object, tmp_path: Path) -> Flag:
    settings.VAR = tmp_path  # type: ignore[attr-defined]
    photo = demo_pictures.photos()[9].read_bytes()
    walk.upload(walk.planned_session(cast), photo)
    session = walk.delivered_session(cast, start=walk.START + timedelta(days=1))
    walk.upload(session, demo_pictures.mirrored(photo))
    return Flag.objects.get(session=session, code="same_picture")


def test_a_reviewer_allows_from_the_flag_and_withdraws_from_the_register(cast: Cast, flag: Flag) -> None:
    page = f"/desk/reuses/allow/{flag.pk}/"
    assert "左右翻转" in words(get(cast.reviewer_chen, page, DAY))
    refused = post(cast.reviewer_chen, page, {"because": "嗯"}, DAY)
    assert refused.status_code == 422 and "请写明理由" in words(refused)
    assert post(cast.reviewer_chen, page, {"because": WHY}, DAY).status_code == 302
    listed = words(get(cast.business_he, "/desk/reuses/?q=公告栏", DAY))
    assert WHY in listed and cast.reviewer_chen.display_name in listed
    assert "没有找到" in words(get(cast.business_he, "/desk/reuses/?q=别的", DAY))
    again = f"/desk/reuses/{AllowedReuse.objects.get().pk}/withdraw/"
    assert post(cast.business_he, again, {"because": "公告栏拆了"}, DAY).status_code == 302
    assert "公告栏拆了" in words(get(cast.business_he, "/desk/reuses/?list=ended", DAY))


def test_the_panels_are_for_who_sees_both_sessions(cast: Cast, flag: Flag) -> None:
    panels = f"/files/panels/{PictureMatch.objects.get(panels__isnull=False).pk}"
    assert get(cast.reviewer_chen, panels, DAY)["Content-Type"] == "image/jpeg"
    assert get(cast.provider_b_manager, panels, DAY).status_code == 404
    assert get(cast.provider_a_manager, f"/desk/reuses/allow/{flag.pk}/", DAY).status_code == 403


def test_the_file_blinks_the_panels_and_offers_the_register(cast: Cast, flag: Flag) -> None:
    page = get(cast.reviewer_chen, f"/desk/review/{flag.session_id}/", DAY).content.decode()
    assert "/files/panels/" in page and f"/desk/reuses/allow/{flag.pk}/" in page
