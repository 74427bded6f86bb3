"""The station on the phone: calling providers out, and the first look at what was handed in."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import walk
from tests.cast import Cast
from tests.doors.api.phone import Phone
from yimi.kernel import clock
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.evidence.models import Media
from yimi.rooms.projects import actions as projects
from yimi.rooms.projects.models import CallOut, Request
from yimi.rooms.review.models import PreCheck


def body(answer: Any) -> Any:
    return answer.json()


@pytest.fixture
def wish(cast: Cast) -> Request:
    programme, micro_type = walk.county_ready(cast), MicroType.objects.get(pk="MP15")
    with clock.frozen(walk.MONDAY):
        projects.allot(
            programme=programme, micro_type=micro_type, town=cast.lishui, quarter="2026Q4",
            ceiling_fen=200_000, by=cast.business_he,
        )  # fmt: skip
        first = clock.today() + timedelta(days=14)
        return projects.place_request(
            division=cast.xinhua, channel="phone", micro_type=micro_type, reason="大概三十人",
            wished_from=first, wished_to=first + timedelta(days=10), by=cast.village_li,
        )  # fmt: skip


def call(wish: Request, **more: Any) -> dict[str, Any]:
    days = {"wished_from": wish.wished_from.isoformat(), "wished_to": wish.wished_to.isoformat()}
    return {"requests": [wish.pk], "micro_type": "MP15", "sessions": 2, **days, **more}


def test_a_wish_is_called_out_once(cast: Cast, wish: Request) -> None:
    with clock.frozen(walk.MONDAY):
        phone = Phone.of(cast.station_zhou)
        shown = body(phone.get("/callouts/choices"))
        assert [(each["id"], each["types"][0]["code"]) for each in shown["wishes"]] == [(wish.pk, "MP15")]
        assert [each["name"] for each in shown["sites"]] == [cast.hall.name]
        asked = f"micro_type=MP15&village={cast.xinhua.code}&sessions=2&wished_from={wish.wished_from}"
        reckoned = body(phone.get(f"/callouts/reckoning?{asked}"))
        assert reckoned["enough"] and reckoned["allotment"].startswith("微项目")
        said = phone.post("/callouts", call(wish, site=cast.hall.pk, brief="要有音响"))
        assert said.status_code == 201, said.content
        callout = CallOut.objects.get(number=body(said)["number"])
        assert (callout.sessions_wanted, callout.site, callout.opened_by) == (2, cast.hall, "周晓岚")
        again = phone.post("/callouts", call(wish))
        assert (again.status_code, body(again)["code"]) == (422, "answered")
        assert body(phone.get("/callouts/choices"))["wishes"] == []


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2030-05-01"])
def test_days_of_other_ages_are_refused_not_broken(cast: Cast, wish: Request, day: str) -> None:
    with clock.frozen(walk.MONDAY):
        phone = Phone.of(cast.station_zhou)
        asked = f"micro_type=MP15&village={cast.xinhua.code}&wished_from={day}"
        assert phone.get(f"/callouts/reckoning?{asked}").status_code in (200, 422)
        assert phone.post("/callouts", call(wish, wished_from=day, wished_to=day)).status_code == 422


def test_nobody_calls_out_for_another_town(cast: Cast, wish: Request) -> None:
    with clock.frozen(walk.MONDAY):
        other = Phone.of(cast.station_head_wu)
        assert body(other.get("/callouts/choices"))["wishes"] == []
        assert other.post("/callouts", call(wish)).status_code == 422
        asked = f"micro_type=MP15&village={cast.xinhua.code}&wished_from={wish.wished_from}"
        assert other.get(f"/callouts/reckoning?{asked}").status_code == 403
        for name in ("village_li", "provider_a_manager", "leader_tang"):
            phone = Phone.without_second_factor(getattr(cast, name))
            assert phone.get("/callouts/choices").status_code == 403, name
            assert phone.post("/callouts", call(wish)).status_code == 403, name
            assert phone.get("/prechecks").status_code == 403, name
    assert not CallOut.objects.exists()


def test_the_station_looks_first(cast: Cast) -> None:
    session = walk.submitted_session(cast, process=False)
    with clock.frozen(walk.REVIEW_DAY):
        phone, other = Phone.of(cast.station_zhou), Phone.of(cast.station_head_wu)
        assert [each["id"] for each in body(phone.get("/prechecks"))["sessions"]] == [session.pk]
        file = body(phone.get(f"/prechecks/{session.pk}"))
        assert (file["text"], file["people_count"], file["missing"]) == (walk.WORDS, 40, [])
        assert [each["kind"] for each in file["pictures"]].count("photo") >= 3
        where = f"/prechecks/{session.pk}/pictures/{file['pictures'][0]['id']}"
        assert body(phone.get(where)) == {"data": ""}  # no copy before the picture job
        for path in (f"/prechecks/{session.pk}", where):
            assert other.get(path).status_code == 404
        passed = {"result": "passed"}
        assert other.post(f"/prechecks/{session.pk}", passed).status_code == 404
        assert phone.post(f"/prechecks/{session.pk}", {"result": "returned"}).status_code == 422
        assert body(phone.post(f"/prechecks/{session.pk}", passed)) == {"sessions": []}
        assert phone.post(f"/prechecks/{session.pk}", passed).status_code == 404  # waits no more
    assert PreCheck.objects.get().checked_by == cast.station_zhou


def test_a_picture_is_the_marked_copy(cast: Cast) -> None:
    session = walk.delivered_session(cast)
    media = walk.upload(session, walk.next_photo())
    session.state, session.review_week = "submitted", "2026-W46"
    session.submitted_at, session.submitted_by = clock.now(), "冯小满"
    session.save()
    answer = Phone.of(cast.station_zhou).get(f"/prechecks/{session.pk}/pictures/{media.pk}")
    assert body(answer)["data"].startswith("data:image/")


@pytest.fixture
def clip(cast: Cast) -> Media:
    """Of a session that waits for its pre-check, with its marked copy."""
    session = walk.delivered_session(cast)
    media = walk.upload(session, walk.next_clip(), "clip")
    session.state, session.review_week = "submitted", "2026-W46"
    session.submitted_at, session.submitted_by = clock.now(), "冯小满"
    session.save()
    media.refresh_from_db()
    return media


def played(url: str, **headers: str) -> Any:
    """As a `<video>` asks: no token, no proof."""
    return Client().get(url, headers=headers)


def test_a_clip_is_played_with_ranges_and_only_its_marked_copy(cast: Cast, clip: Media) -> None:
    url = body(Phone.of(cast.station_zhou).get(f"/prechecks/{clip.session_id}/clips/{clip.pk}"))["url"]
    whole = played(url)
    assert whole.status_code == 200 and whole.headers["Content-Type"] == "video/mp4"
    assert clip.display is not None
    sent = hashlib.sha256(b"".join(whole)).hexdigest()
    assert sent == clip.display.sha256 != clip.file.sha256
    part = played(url, Range="bytes=100-199")
    assert (part.status_code, len(b"".join(part))) == (206, 100)
    assert part.headers["Content-Range"] == f"bytes 100-199/{clip.display.size}"
    assert played(url, Range="bytes=999999999-").status_code == 416


def test_the_address_of_a_clip_is_nobody_elses_and_ends(cast: Cast, clip: Media) -> None:
    where = f"/prechecks/{clip.session_id}/clips/{clip.pk}"
    for name in ("station_head_wu", "village_li", "provider_a_manager", "stranger", "leader_tang"):
        assert Phone.without_second_factor(getattr(cast, name)).get(where).status_code == 404, name
    phone = Phone.of(cast.station_zhou)
    url = body(phone.get(where))["url"]
    forged = url.replace(f".{clip.pk}.", f".{clip.pk + 1}.", 1)
    for wrong in (
        forged,
        url[:-1] + ("0" if url[-1] != "0" else "1"),
        "/api/clips/x",
        "/api/clips/1.2.3.4.5",
    ):
        assert played(wrong).status_code == 404
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert played(url).status_code == 404
    assert phone.post(f"/prechecks/{clip.session_id}", {"result": "passed"}).status_code == 200
    assert played(url).status_code == 404  # it waits no more


def test_the_address_ends_with_its_token(cast: Cast, clip: Media) -> None:
    phone = Phone.of(cast.station_zhou)
    url = body(phone.get(f"/prechecks/{clip.session_id}/clips/{clip.pk}"))["url"]
    assert phone.delete("/tokens/current").status_code == 204
    assert played(url).status_code == 404
