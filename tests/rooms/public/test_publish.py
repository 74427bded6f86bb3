from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.apps import apps

from tests.cast import BY, Cast, build_cast
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.files import StoredFile, store
from yimi.kernel.workdays import load_calendar
from yimi.rooms.accounts.models import User
from yimi.rooms.catalogue.actions import load_catalogue
from yimi.rooms.network.queries import reach
from yimi.rooms.public import actions, queries
from yimi.rooms.public.models import Complaint, WallEntry


@pytest.fixture
def cast(db: None) -> Cast:
    made = build_cast()
    load_catalogue(by=BY)
    load_calendar()
    return made


def plain(**changes: Any) -> dict[str, Any]:
    return {
        "county": "500114", "type_code": "MP11", "type_name": "理发助洁", "title": "院坝理发",
        "place": "黎水镇 新花村", "held_on": datetime.date(2026, 11, 20), "people": 12,
        "station_name": "黎水镇社工站", "provider_name": "青杠社工服务中心",
    } | changes  # fmt: skip


def photo() -> StoredFile:
    return store(b"a picture", media_type="image/jpeg", by=BY)


def test_the_public_room_holds_no_key_back_to_a_person_or_a_session() -> None:
    """B11: public copies lead nowhere; the only table outside that is pointed at holds file bytes."""
    pointed = {
        field.related_model._meta.label
        for model in apps.get_app_config("public").get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.many_to_one and field.related_model
    }
    assert pointed == {"public.WallEntry", "kernel.StoredFile"}


def test_the_town_is_the_first_word_of_the_place(cast: Cast) -> None:
    assert actions.publish_entry(**plain(), by=cast.editor_lin).town == "黎水镇"


@pytest.mark.parametrize("code", ["MP12", "MP13", "MP03"])
def test_pictures_of_children_patients_and_casework_are_never_published(cast: Cast, code: str) -> None:
    with pytest.raises(Refusal, match="一律不公开"):
        actions.publish_entry(**plain(type_code=code), pictures=[actions.Picture(photo(), "照片")], by=BY)
    assert not WallEntry.objects.exists()


@pytest.mark.parametrize(
    "who", ["village_li", "station_head_ma", "provider_a_manager", "auditor", "stranger"]
)
def test_only_the_county_publishes_and_withdraws(cast: Cast, who: str) -> None:
    user: User = getattr(cast, who)
    with pytest.raises(NotYours):
        actions.publish_entry(**plain(), by=user)
    entry = actions.publish_entry(**plain(), by=BY)
    with pytest.raises(NotYours):
        actions.withdraw_entry(slug=entry.slug, reason="不想要了", by=user)


def test_a_station_publishes_its_award_and_nothing_else(cast: Cast) -> None:
    common = {"county": "500114", "title": "公示", "body": [], "by": cast.station_head_ma}
    assert actions.publish_notice(kind="award", **common).expires_on is not None  # type: ignore[arg-type]
    with pytest.raises(NotYours):
        actions.publish_notice(kind="bulletin", **common)  # type: ignore[arg-type]


def test_an_entry_is_withdrawn_once_and_with_a_reason(cast: Cast) -> None:
    entry = actions.publish_entry(**plain(), by=BY)
    with pytest.raises(Refusal, match="为什么"):
        actions.withdraw_entry(slug=entry.slug, reason=" ", by=BY)
    actions.withdraw_entry(slug=entry.slug, reason="本人要求", by=BY)
    with pytest.raises(Stale):
        actions.withdraw_entry(slug=entry.slug, reason="本人要求", by=BY)


def test_a_block_that_no_page_can_draw_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal, match="第 1 段"):
        actions.publish_notice(county="500114", kind="other", title="x", body=[{"kind": "html"}], by=BY)


def test_publishing_the_list_again_replaces_it(cast: Cast) -> None:
    assert actions.publish_service_list(county="500114", by=BY) == 31
    assert actions.publish_service_list(county="500114", by=BY) == 31


def test_a_complaint_is_replied_to_then_answered_once(cast: Cast) -> None:
    made = actions.lodge_complaint(county="500114", text="照片不是那天的。", address="10.0.0.1", by=BY)
    assert queries.waiting_for(reach(cast.business_he))["complaints"] == 1
    assert queries.waiting_for(reach(cast.station_head_ma))["complaints"] == 0
    actions.reply_to_complaint(complaint=made, reply="正在核实。", by=cast.business_he)
    actions.answer_complaint(complaint=made, answer="已退回该场。", by=cast.business_he)
    with pytest.raises(Stale):
        actions.answer_complaint(complaint=made, answer="再答一次。", by=cast.business_he)
    assert Complaint.objects.get().state == "answered"


def test_another_village_s_card_is_another_code(cast: Cast) -> None:
    assert queries.card_of(cast.xinhua)[:6] == "109203"
    assert queries.village_of(queries.card_of(cast.xinhua), "500114") == cast.xinhua
    cards = {
        queries.card_of(place)[7:] for place in (cast.xinhua, cast.changping, cast.puhua, cast.shuanglong)
    }
    assert len(cards) > 1
