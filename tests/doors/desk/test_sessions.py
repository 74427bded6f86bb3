"""A session's record: who may do what next, and what each step says."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.doors.client import StrictClient
from tests.rooms.projects.conftest import NEXT_WEEK, Town
from yimi.kernel import clock
from yimi.rooms.projects import actions
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.states import SessionState

AFTER = timedelta(hours=5)


def test_the_station_names_people_of_the_register_and_the_provider_sees_masks(town: Town) -> None:
    session, elder = town.planned(), town.person("王桂英")
    here = f"/desk/sessions/{session.pk}/"
    station = StrictClient.of(town.cast.station_zhou)
    assert "王桂英" in station.get(f"{here}participants/").content.decode()

    station.post(f"{here}participants/", {"persons": [elder.pk], "walk_ins": "张大爷 78\n刘婶"})

    assert session.participants.count() == 3
    assert "王桂英" in station.get(here).content.decode()
    seen = StrictClient.of(town.cast.provider_a_manager).get(here).content.decode()
    assert "王*英" in seen and "王桂英" not in seen and "张*爷" in seen and "张大爷" not in seen


def test_a_walk_in_that_cannot_be_read_is_named_by_its_line(town: Town) -> None:
    session = town.planned()
    answer = StrictClient.of(town.cast.provider_a_worker).post(
        f"/desk/sessions/{session.pk}/participants/", {"walk_ins": "张大爷 78\n1234567"}
    )

    assert answer.status_code == 422 and "第 2 行看不懂" in answer.content.decode()


def test_somebody_is_taken_off_the_list_by_who_may(town: Town) -> None:
    session, elder = town.planned(), town.person("王桂英")
    station = StrictClient.of(town.cast.station_zhou)
    station.post(f"/desk/sessions/{session.pk}/participants/", {"persons": [elder.pk]})
    remove = f"/desk/sessions/{session.pk}/participants/{session.participants.get().pk}/remove/"

    assert StrictClient.of(town.cast.provider_a_manager).post(remove).status_code == 403
    station.post(remove)

    assert not session.participants.exists()


def test_it_is_moved_with_a_reason_and_the_timeline_tells(town: Town) -> None:
    session = town.planned()
    here = f"/desk/sessions/{session.pk}/"
    client = StrictClient.of(town.cast.provider_a_manager)
    new = {"starts_at": "2026-11-12T14:00", "ends_at": "2026-11-12T15:30"}

    assert client.post(f"{here}reschedule/", new | {"reason": ""}).status_code == 422
    client.post(f"{here}reschedule/", new | {"reason": "下雨路滑"})

    page = client.get(here).content.decode()
    assert "改期" in page and "下雨路滑" in page and "11-12 周四 14:00" in page


def test_a_worker_says_that_it_was_held(town: Town) -> None:
    session, elder = town.planned(), town.person("王桂英")
    StrictClient.of(town.cast.station_zhou).post(
        f"/desk/sessions/{session.pk}/participants/", {"persons": [elder.pk]}
    )
    here, came = f"/desk/sessions/{session.pk}/", session.participants.get()
    client = StrictClient.of(town.cast.provider_a_worker)
    assert "登记开展" not in client.get(here).content.decode()

    with clock.frozen(session.ends_at + AFTER):
        client = StrictClient.of(town.cast.provider_a_worker)
        page = client.get(f"{here}deliver/").content.decode()
        assert "王*英" in page and "checked" in page
        given = {"actual_start": "2026-11-10T14:00", "actual_end": "2026-11-10T15:30", "attended": [came.pk]}
        few = client.post(f"{here}deliver/", given | {"people_count": 0})
        assert few.status_code == 422 and "总人数不能少于" in few.content.decode()
        client.post(f"{here}deliver/", given | {"people_count": 24})
        after = client.get(here).content.decode()

    session.refresh_from_db()
    assert session.state == SessionState.DELIVERED and session.people_count == 24
    assert "补材料并提交" in after


def test_the_provider_does_not_record_its_own_absence(town: Town) -> None:
    session = town.planned()
    here = f"/desk/sessions/{session.pk}/no-show/"
    with clock.frozen(session.ends_at + AFTER):
        refused = StrictClient.of(town.cast.provider_a_manager).post(here, {"who": "provider"})
        assert refused.status_code == 403
        StrictClient.of(town.cast.village_li).post(here, {"who": "provider"})
    session.refresh_from_db()
    assert session.state == SessionState.NO_SHOW


def test_it_is_called_off_with_a_reason(town: Town) -> None:
    session = town.planned()
    client = StrictClient.of(town.cast.station_zhou)

    client.post(f"/desk/sessions/{session.pk}/cancel/", {"reason": "村里有急事"})

    assert "村里有急事" in client.get(f"/desk/sessions/{session.pk}/").content.decode()


def test_sessions_of_others_do_not_exist(town: Town) -> None:
    session, cast = town.planned(), town.cast
    for user in (cast.stranger, cast.village_zhao, cast.station_head_wu, cast.provider_b_manager):
        for page in ("", "deliver/", "participants/", "reschedule/"):
            assert StrictClient.of(user).get(f"/desk/sessions/{session.pk}/{page}").status_code == 404
    assert StrictClient.of(cast.sysadmin).get("/desk/sessions/").status_code == 403


def test_the_list_is_filtered_and_exported_as_seen(town: Town) -> None:
    session = town.planned()
    client = StrictClient.of(town.cast.business_he)
    assert session.number in client.get(f"/desk/sessions/?text={session.number}").content.decode()
    assert session.number in client.get("/desk/sessions/?place=500114109000").content.decode()
    assert session.number not in client.get("/desk/sessions/?state=submitted").content.decode()
    assert session.number not in client.get("/desk/sessions/?place=500114109204").content.decode()

    book = client.get("/desk/sessions/export/?state=planned")

    with zipfile.ZipFile(io.BytesIO(book.content)) as parts:
        cells = "".join(parts.read(name).decode() for name in parts.namelist())
    assert session.number in cells


def test_the_list_and_the_record_ask_as_often_for_many_as_for_few(town: Town) -> None:
    session, counts = town.planned(), []
    client = StrictClient.of(town.cast.station_zhou)
    pages = ("/desk/sessions/", f"/desk/sessions/{session.pk}/")
    for more in (1, 4):
        for _ in range(more):
            day = NEXT_WEEK + timedelta(days=1 + Session.objects.count())
            callout = town.call_out()
            town.two_offers(callout, start=day)
            actions.confirm_award(award=town.awarded(callout), by=town.cast.provider_a_manager)
            session.participants.create(label="王*", age_band="80+")
        counts.append([_asked(client, page) for page in pages])
    assert counts[0] == counts[1]


def _asked(client: StrictClient, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)
