"""The village's word at the desk: asked once it has begun, with nothing chosen beforehand."""

from __future__ import annotations

from datetime import timedelta

from tests import walk
from tests.cast import Cast
from tests.doors.client import StrictClient
from yimi.kernel import clock


def test_the_village_answers_on_the_sessions_page_and_the_station_reads_it(cast: Cast) -> None:
    session = walk.planned_session(cast)
    here, question = f"/desk/sessions/{session.pk}/", "这一场在本村开展了吗"
    with clock.frozen(session.starts_at - timedelta(hours=1)):
        assert question not in StrictClient.of(cast.village_li).get(here).content.decode()
    with clock.frozen(session.starts_at + timedelta(minutes=5)):
        village, station = StrictClient.of(cast.village_li), StrictClient.of(cast.station_zhou)
        asked = village.get(here).content.decode()
        assert question in asked and 'value="yes" checked' not in asked
        assert question not in station.get(here).content.decode()
        assert "请写明情况" in village.post(f"{here}host/", {"held": "no"}, follow=True).content.decode()
        village.post(f"{here}host/", {"held": "yes"})
        assert "村（社区）确认在这里开展" in station.get(here).content.decode()
        assert question not in village.get(here).content.decode()
    session.refresh_from_db()
    assert session.host_held is True
