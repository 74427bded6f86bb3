"""The station's look before the county's: what waits, pass, send back with a reason, only one's own town."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.doors.client import StrictClient
from tests.doors.desk.rows import copies_of, queries_for
from tests.walk import REVIEW_DAY, submitted_session
from yimi.kernel import clock
from yimi.rooms.projects.models import Session
from yimi.rooms.review.models import PreCheck


@pytest.fixture
def session(cast: Cast) -> Session:
    return submitted_session(cast)


def test_the_queue_shows_what_waits_until_tuesday(cast: Cast, session: Session) -> None:
    page = StrictClient.of(cast.station_zhou).get("/desk/precheck/").content.decode()
    assert session.title in page and "2026年11月17日 周二前看完" in page
    assert session.title not in StrictClient.of(cast.station_head_wu).get("/desk/precheck/").content.decode()


def test_passing_goes_on_to_the_county(cast: Cast, session: Session) -> None:
    client = StrictClient.of(cast.station_zhou)
    file = client.get(f"/desk/review/{session.pk}/").content.decode()
    assert "初核通过" in file and "do-return" in file
    with clock.frozen(REVIEW_DAY):
        client = StrictClient.of(cast.station_zhou)
        page = client.post(f"/desk/precheck/{session.pk}/pass/", follow=True).content.decode()
        assert "初核通过" in page and "没有等你初核的场次" in page
        assert client.post(f"/desk/precheck/{session.pk}/pass/").status_code == 409
    assert PreCheck.objects.get(session=session).result == "passed"


def test_sending_back_takes_a_reason(cast: Cast, session: Session) -> None:
    client = StrictClient.of(cast.station_zhou)
    silent = client.post(f"/desk/precheck/{session.pk}/return/", {"note": ""})
    assert silent.status_code == 422 and PreCheck.objects.count() == 0
    client.post(f"/desk/precheck/{session.pk}/return/", {"note": "缺一张能看清场地的照片。"})
    session.refresh_from_db()
    assert session.state == "delivered" and PreCheck.objects.get(session=session).result == "returned"


def test_nobody_else_pre_checks(cast: Cast, session: Session) -> None:
    for other, code in [(cast.station_head_wu, 404), (cast.provider_a_manager, 404), (cast.stranger, 404)]:
        assert StrictClient.of(other).post(f"/desk/precheck/{session.pk}/pass/").status_code == code
    assert StrictClient.of(cast.reviewer_chen).post(f"/desk/precheck/{session.pk}/pass/").status_code == 403
    assert StrictClient.of(cast.reviewer_chen).get("/desk/precheck/").status_code == 403


def test_the_queue_asks_no_more_for_twelve_than_for_two(cast: Cast, session: Session) -> None:
    client = StrictClient.of(cast.station_zhou)
    [twin] = copies_of(session, 1)
    few = queries_for(client, "/desk/precheck/")
    twin.delete()
    copies_of(session, 11)
    assert queries_for(client, "/desk/precheck/") == few
