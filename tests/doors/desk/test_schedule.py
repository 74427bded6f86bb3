"""A session left open by a confirmation: it waits, is given a time or given back."""

from __future__ import annotations

from datetime import timedelta

from tests.doors.client import StrictClient
from tests.rooms.projects.conftest import NEXT_WEEK, Town
from yimi.kernel.outbox import OutboxMessage
from yimi.rooms.projects import actions
from yimi.rooms.projects.models import Allotment, CallOut, Commitment, Request, Session
from yimi.rooms.projects.queries import imbalances
from yimi.rooms.projects.states import RequestState


def left_open(town: Town) -> CallOut:
    """Two sessions ordered for one elder; on the first offered day the workers have become busy elsewhere."""
    elder = town.person("王桂英")
    wish = actions.place_request(
        division=town.cast.xinhua, channel="phone", wished_from=NEXT_WEEK.date(),
        wished_to=(NEXT_WEEK + timedelta(days=9)).date(), micro_type=town.type("MP14"), persons=[elder],
        by=town.cast.village_li,
    )  # fmt: skip
    callout = town.call_out(sessions=2, requests=[wish])
    town.two_offers(callout)
    busy = town.call_out(division=town.cast.changping)
    town.two_offers(busy)
    actions.confirm_award(award=town.awarded(busy), by=town.cast.provider_a_manager)
    actions.confirm_award(award=town.awarded(callout), by=town.cast.provider_a_manager)
    callout.refresh_from_db()
    return callout


def slot(town: Town, **changed: object) -> dict[str, object]:
    start = NEXT_WEEK + timedelta(days=3)
    staff = [each.pk for each in town.crew()]
    given = {
        "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{start + timedelta(hours=2):%Y-%m-%dT%H:%M}",
    }
    return given | {"staff": staff} | changed


def test_what_cannot_be_held_as_offered_stays_open_and_waits_for_both_parties(town: Town) -> None:
    callout = left_open(town)
    address = f"/desk/callouts/{callout.pk}/schedule/"
    (held,) = Session.objects.filter(callout=callout)
    assert Commitment.objects.left_open().get().callout == callout and imbalances() == []
    told = OutboxMessage.objects.filter(topic="session_left_open")
    assert set(told.values_list("recipient_id", flat=True)) >= {
        town.cast.provider_a_manager.pk,
        town.cast.station_zhou.pk,
    }
    for user in (town.cast.provider_a_manager, town.cast.station_zhou):
        client = StrictClient.of(user)
        for page in ("/desk/", f"/desk/sessions/{held.pk}/", f"/desk/callouts/{callout.pk}/"):
            assert address in client.get(page).content.decode(), page
    for user in (town.cast.village_li, town.cast.provider_a_worker, town.cast.business_he):
        assert address not in StrictClient.of(user).get(f"/desk/sessions/{held.pk}/").content.decode()


def test_the_station_plans_it_once_with_the_people_of_the_request(town: Town) -> None:
    callout = left_open(town)
    client, address = StrictClient.of(town.cast.station_zhou), f"/desk/callouts/{callout.pk}/schedule/"
    elder = Request.objects.get().persons.get().person
    assert f'value="{elder.pk}" checked' in client.get(address).content.decode()
    answer = client.post(address, slot(town, persons=[elder.pk], site=town.cast.hall.pk))
    planned = Session.objects.filter(callout=callout).latest("pk")
    assert answer.url == f"/desk/sessions/{planned.pk}/"
    assert planned.participants.get().person == elder and planned.site == town.cast.hall
    again = client.post(address, slot(town))
    assert again.status_code in (409, 422) and Session.objects.filter(callout=callout).count() == 2
    assert (
        "都已排好" in client.get(address).content.decode()
        and address not in client.get("/desk/").content.decode()
    )
    assert imbalances() == []


def test_the_provider_plans_it_without_seeing_the_register(town: Town) -> None:
    callout = left_open(town)
    client, address = StrictClient.of(town.cast.provider_a_manager), f"/desk/callouts/{callout.pk}/schedule/"
    shown = client.get(address).content.decode()
    assert "王桂英" not in shown and 'name="persons"' not in shown
    elder = Request.objects.get().persons.get().person
    other = town.person("李大山")
    assert client.post(address, slot(town, persons=[other.pk])).status_code == 302
    planned = Session.objects.filter(callout=callout).latest("pk")
    assert planned.participants.get().person == elder


def test_a_slot_that_the_rules_forbid_is_refused_beside_its_field(town: Town) -> None:
    callout = left_open(town)
    client, address = StrictClient.of(town.cast.station_zhou), f"/desk/callouts/{callout.pk}/schedule/"
    for starts, said in (("2026-11-01T09:00", "开始时间已经过去"), ("2027-01-04T09:00", "额度只管这一季度")):
        answer = client.post(address, slot(town, starts_at=starts, ends_at=starts.replace("09:", "12:")))
        assert answer.status_code == 422 and said in answer.content.decode()
    backwards = client.post(address, slot(town, ends_at="2026-11-10T08:00"))
    assert backwards.status_code == 422 and "结束时间应晚于开始时间" in backwards.content.decode()
    assert Session.objects.filter(callout=callout).count() == 1


def test_others_have_no_such_page(town: Town) -> None:
    address = f"/desk/callouts/{left_open(town).pk}/"
    others = (
        town.cast.provider_b_manager,
        town.cast.provider_a_worker,
        town.cast.village_li,
        town.cast.business_he,
    )
    for user in (*others, town.cast.station_head_wu):
        client = StrictClient.of(user)
        assert client.get(f"{address}schedule/").status_code == 404
        assert client.post(f"{address}give-back/", {"reason": "不排"}).status_code == 404
    assert Commitment.objects.left_open().count() == 1


def test_what_is_given_back_returns_its_money_and_the_held_one_stays(town: Town) -> None:
    callout = left_open(town)
    before = Allotment.objects.get(pk=callout.allotment_id).committed_fen
    client, address = StrictClient.of(town.cast.station_zhou), f"/desk/callouts/{callout.pk}/give-back/"
    client.post(address, {"reason": ""})
    assert Commitment.objects.left_open().exists()
    for _time in range(2):
        assert client.post(address, {"reason": "村里不需要了"}).status_code == 302
    assert Allotment.objects.get(pk=callout.allotment_id).committed_fen == before - callout.price_fen
    assert imbalances() == [] and Request.objects.get().state == RequestState.CALLED_OUT


def test_the_last_session_called_off_leaves_the_wish_with_the_one_still_open(town: Town) -> None:
    callout = left_open(town)
    held = Session.objects.get(callout=callout)
    actions.cancel_session(session=held, reason="天气", by=town.cast.station_zhou)
    assert Request.objects.get().state == RequestState.CALLED_OUT
    actions.give_back_open_sessions(callout=callout, reason="不排了", by=town.cast.station_zhou)
    assert Request.objects.get().state == RequestState.OPEN
