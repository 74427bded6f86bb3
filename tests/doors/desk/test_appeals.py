"""The provider appeals within five working days; somebody who has not judged the session decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import Cast
from tests.doors.client import StrictClient
from tests.walk import REVIEW_DAY, prechecked_session
from yimi.kernel import clock
from yimi.rooms.projects.models import Session
from yimi.rooms.review import actions
from yimi.rooms.review.models import Appeal

GIVEN = REVIEW_DAY + timedelta(hours=1)
NEXT_DAY = REVIEW_DAY + timedelta(days=1)


@pytest.fixture
def rejected(cast: Cast) -> Session:
    session = prechecked_session(cast)
    with clock.frozen(GIVEN):
        actions.reject_session(
            session=session, reason_codes=["did_not_happen"], note="回访都说没有来过。", by=cast.reviewer_chen
        )
    return session


def _lodge(cast: Cast, session: Session) -> Appeal:
    with clock.frozen(NEXT_DAY):
        StrictClient.of(cast.provider_a_manager).post(
            f"/desk/sessions/{session.pk}/appeal/", {"reason": "那天来了四十人，签到表在。"}
        )
    return Appeal.objects.get()


def test_the_provider_finds_what_it_may_appeal_and_lodges_it(cast: Cast, rejected: Session) -> None:
    client = StrictClient.of(cast.provider_a_manager)
    with clock.frozen(NEXT_DAY):
        assert f"/desk/sessions/{rejected.pk}/appeal/" in client.get("/desk/appeals/").content.decode()
        assert "回访都说没有来过" in client.get(f"/desk/sessions/{rejected.pk}/appeal/").content.decode()
    lodged = _lodge(cast, rejected)
    page = StrictClient.of(cast.provider_a_manager).get(f"/desk/appeals/{lodged.pk}/").content.decode()
    assert "等待决定" in page and "机器提示" not in page


def test_the_session_leads_to_its_appeal_while_there_is_one_to_lodge(cast: Cast, rejected: Session) -> None:
    record, address = f"/desk/sessions/{rejected.pk}/", f"/desk/sessions/{rejected.pk}/appeal/"
    with clock.frozen(NEXT_DAY):
        assert address in StrictClient.of(cast.provider_a_manager).get(record).content.decode()
        for user in (cast.provider_a_worker, cast.station_zhou, cast.reviewer_chen):
            assert address not in StrictClient.of(user).get(record).content.decode()
    _lodge(cast, rejected)
    with clock.frozen(NEXT_DAY):
        assert address not in StrictClient.of(cast.provider_a_manager).get(record).content.decode()


def test_after_five_working_days_it_is_too_late(cast: Cast, rejected: Session) -> None:
    client = StrictClient.of(cast.provider_a_manager)
    with clock.frozen(REVIEW_DAY + timedelta(days=12)):
        assert f"/desk/sessions/{rejected.pk}/appeal/" not in client.get("/desk/appeals/").content.decode()
        late = client.post(f"/desk/sessions/{rejected.pk}/appeal/", {"reason": "晚了"})
    assert late.status_code == 422 and "已经过了" in late.content.decode()


def test_another_reviewer_decides(cast: Cast, rejected: Session) -> None:
    lodged = _lodge(cast, rejected)
    with clock.frozen(NEXT_DAY):
        first = StrictClient.of(cast.reviewer_chen)
        assert "你的决定" not in first.get(f"/desk/appeals/{lodged.pk}/").content.decode()
        client = StrictClient.of(cast.reviewer_sun)
        assert "签到表在" in client.get(f"/desk/appeals/{lodged.pk}/").content.decode()
        silent = client.post(f"/desk/appeals/{lodged.pk}/", {"choice": "accept", "decision": ""})
        assert silent.status_code == 422
        decided = {"choice": "accept", "decision": "签到表和照片都对得上。"}
        assert client.post(f"/desk/appeals/{lodged.pk}/", decided).status_code == 302
    lodged.refresh_from_db()
    assert lodged.upheld is True and lodged.outcome is not None
    assert "申诉成立" in StrictClient.of(cast.provider_a_manager).get("/desk/appeals/").content.decode()


def test_other_houses_and_counties_see_no_appeal(cast: Cast, rejected: Session) -> None:
    lodged = _lodge(cast, rejected)
    assert StrictClient.of(cast.provider_b_manager).get(f"/desk/appeals/{lodged.pk}/").status_code == 404
    assert (
        StrictClient.of(cast.provider_b_manager).get(f"/desk/sessions/{rejected.pk}/appeal/").status_code
        == 404
    )
    assert StrictClient.of(cast.provider_a_worker).get("/desk/appeals/").status_code == 403
    assert StrictClient.of(cast.stranger).get(f"/desk/appeals/{lodged.pk}/").status_code == 403
