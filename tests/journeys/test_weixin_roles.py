"""The compiled mini program in everybody's hands: cards, walk-ins and consents, the volunteer, the village, the station."""

from __future__ import annotations

import json
import subprocess
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from tests import walk
from tests.cast import BY, PASSWORD, Cast, build_cast
from tests.journeys.test_weixin import FIELD, NODE, pytestmark  # noqa: F401 - needs the same build
from yimi.kernel import clock
from yimi.rooms.accounts.actions import create_user
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import Role
from yimi.rooms.evidence.demo_pictures import clips, photos
from yimi.rooms.evidence.examining import take_in_waiting
from yimi.rooms.evidence.models import Media
from yimi.rooms.network.actions import assign
from yimi.rooms.people.actions import issue_card, withdraw_card
from yimi.rooms.people.models import Consent
from yimi.rooms.projects.actions import place_request
from yimi.rooms.projects.models import Session
from yimi.rooms.review.models import PreCheck
from yimi.rooms.volunteers.actions import register_volunteer
from yimi.rooms.volunteers.models import SessionHelper

ADDRESS = "https://yimi.example/card/#"


def walks(server: str, role: str, user: User, **more: Any) -> dict[str, Any]:
    """What one phone says at the end of its way."""
    told = {"server": server, "role": role, "login": user.username, "password": PASSWORD, **more}
    command = [str(NODE), "node_modules/.bin/vite-node", "tests/weixin/roles.ts", json.dumps(told)]
    done = subprocess.run(command, cwd=FIELD, capture_output=True, timeout=240, check=False)
    assert done.returncode == 0, f"{role}: {done.stderr.decode()[-4000:]}"
    said: dict[str, Any] = json.loads(done.stdout.decode().splitlines()[-1])
    assert "PATCH" not in said["methods"]
    return said


def cards_of(cast: Cast, session: Session) -> tuple[list[str], str]:
    """What a scanner reads: a named person's card, a walk-in's, another QR, a withdrawn one; and digits to type."""
    people = [each.person for each in session.participants.order_by("pk")]
    people.append(walk.elder(cast, cast.changping, consenting=False))
    named, typed, gone, came = (issue_card(person=each, by=cast.station_zhou) for each in people if each)
    withdraw_card(card=gone, reason="lost", by=cast.station_zhou)
    other = "https://yimi.example/services/order/?card=1"
    return [ADDRESS + named.code, ADDRESS + came.code, other, ADDRESS + gone.code], typed.number


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("journey")
def test_worker_volunteer_and_village(live_server: Any) -> None:
    cache.clear()
    cast = build_cast()
    session = walk.planned_session(cast)
    codes, digits = cards_of(cast, session)
    helper = create_user(username="luo", display_name="罗小燕", phone="", password=PASSWORD, by=BY)
    assign(
        user=helper, role=Role.VOLUNTEER, organisation=cast.station_lishui, starts_on=date(2025, 1, 1), by=BY
    )
    register_volunteer(name="罗小燕", station=cast.station_lishui, by=cast.station_zhou, user=helper)
    shown = {"cards": codes, "digits": digits, "photo": str(photos()[30]), "clip": str(clips()[0])}
    with clock.frozen(session.starts_at + timedelta(minutes=5)):
        said = walks(live_server.url, "worker", walk.worker_of(session), **shown)
        assert said["asked"] == ["camera", "location", "record", "scan"]
        # the photo may still be with the examiner, and the line then goes on to say so
        assert said["said"]["left"].split(" · ")[0] == "已存在手机，待上传 1 份"
        walks(live_server.url, "volunteer", helper, code=said["said"]["code"])
        walks(live_server.url, "village", cast.village_li)
        take_in_waiting(by=BY)  # nobody works the queue here
    session.refresh_from_db()
    assert (session.participants.count(), session.host_held) == (5, True)
    assert SessionHelper.objects.get(session=session).arrived_by == "罗小燕"
    kinds = {each.client_id: each.kind for each in Media.objects.filter(session=session)}
    agreed = {
        (each.how, each.use, each.given, kinds[each.proof])
        for each in Consent.objects.exclude(how="")
        if each.proof
    }
    assert agreed == {
        ("signed", "photo", True, "document"),
        ("signed", "public_photo", False, "document"),
        ("spoken", "callback", True, "clip"),
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("journey")
def test_the_station_calls_out_and_looks_first(live_server: Any) -> None:
    cache.clear()
    cast = build_cast()
    walk.submitted_session(cast, process=True)
    with clock.frozen(walk.REVIEW_DAY):
        first = clock.today() + timedelta(days=14)
        wish = place_request(
            division=cast.xinhua, channel="phone", micro_type=Session.objects.get().type, reason="大概三十人",
            wished_from=first, wished_to=first + timedelta(days=10), by=cast.village_li,
        )  # fmt: skip
        said = walks(live_server.url, "station", cast.station_zhou)
    assert said["said"]["played"] == "206 video/mp4 100"
    wish.refresh_from_db()
    assert wish.callout is not None and wish.callout.site == cast.hall
    assert PreCheck.objects.get().checked_by == cast.station_zhou
