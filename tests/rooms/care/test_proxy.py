"""A visit or a lead that somebody else writes down (E5): who told, who wrote, when."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.rooms.care.conftest import Ward
from yimi.kernel import clock
from yimi.kernel.audit import AuditEvent
from yimi.kernel.errors import Refusal
from yimi.rooms.care import actions
from yimi.rooms.care.models import Visit


def met(ward: Ward, **given: Any) -> Visit:
    plain = {"person": ward.elder(), "mode": "home", "outcome": "met", "visited_at": clock.now(), "sentence": "还好。",
             "client_id": uuid.uuid4(), "by": ward.cast.station_zhou}  # fmt: skip
    return actions.record_visit(**plain | given)


def test_a_visit_says_who_made_it_who_wrote_it_and_who_told(ward: Ward) -> None:
    visit = met(ward, source="told", told_by="邻居老李", visited_by=ward.cast.village_li)
    assert (visit.visited_by, visit.recorded_by) == (ward.cast.village_li, ward.cast.station_zhou)
    assert (visit.source, visit.told_by) == ("told", "邻居老李")
    assert "邻居老李" not in str(AuditEvent.objects.get(verb="care.record_visit").detail)
    assert met(ward, person=ward.elder("李大"), source="paper").told_by == ""
    assert met(ward, person=ward.elder("李二")).source == "seen"


def test_told_by_whom_is_asked_and_a_visitor_serves_there(ward: Ward) -> None:
    with pytest.raises(Refusal, match="谁告知"):
        met(ward, source="told")
    with pytest.raises(Refusal, match="不在当地"):
        met(ward, visited_by=ward.cast.village_zhao)
    with pytest.raises(Refusal):
        met(ward, source="guessed")


def test_a_lead_by_phone_says_who_called(ward: Ward) -> None:
    lead = {"person": ward.elder(), "rule": "AL04", "text": "断药三天", "by": ward.cast.station_zhou}
    assert actions.raise_alert(**lead, told_by="侄女来电").text == "侄女来电告知：断药三天"
    assert actions.raise_alert(**lead).text == "断药三天"
