"""Types with prices and requirements; the service list."""

from __future__ import annotations

from datetime import timedelta

from tests.cast import Cast
from tests.doors.client import StrictClient
from tests.rooms.projects.conftest import Town
from yimi.kernel import clock
from yimi.rooms.catalogue.models import TypePrice, TypeSpec


def test_everybody_at_the_desk_reads_what_a_session_must_reach(town: Town) -> None:
    for user in (town.cast.provider_a_worker, town.cast.station_zhou, town.cast.leader_tang):
        client = StrictClient.of(user)
        assert "助浴" in client.get("/desk/catalogue/").content.decode()
        page = client.get("/desk/catalogue/MP05/").content.decode()
        assert "至少 8 位老人" in page and "定新单价" not in page
    assert StrictClient.of(town.cast.leader_tang).get("/desk/catalogue/MP99/").status_code == 404


def test_the_service_list_names_the_types_or_the_station(town: Town) -> None:
    page = StrictClient.of(town.cast.station_zhou).get("/desk/service-list/").content.decode()
    assert page.count('class="d-subject"') == 31 and "社工站任务" in page


def test_county_business_sets_a_price_from_a_day_on(town: Town) -> None:
    client = StrictClient.of(town.cast.business_he)
    day = clock.today() + timedelta(days=30)
    given = {"price_fen": "1000", "effective_from": day.isoformat(), "source": "演示文号 1"}
    refused = client.post("/desk/catalogue/MP01/price/", given)
    assert refused.status_code == 422 and "填写的是 1,000.00 元" in refused.content.decode()
    assert client.post("/desk/catalogue/MP01/price/", given | {"price_fen": "350"}).status_code == 302
    assert TypePrice.objects.get(type_id="MP01", effective_from=day).price_fen == 35_000
    assert "未生效" in client.get("/desk/catalogue/MP01/").content.decode()


def spec_form(client: StrictClient) -> dict[str, object]:
    form = client.get("/desk/catalogue/MP05/revise/").context["form"]
    shown = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in shown.items() if value not in (None, False)}


def test_a_revision_becomes_the_next_version_and_no_change_is_refused(town: Town) -> None:
    client = StrictClient.of(town.cast.business_he)
    day = (clock.today() + timedelta(days=30)).isoformat()
    given = spec_form(client) | {"effective_from": day, "source": "演示文号 2"}
    same = client.post("/desk/catalogue/MP05/revise/", given)
    assert same.status_code == 422 and "没有改动" in same.content.decode()
    changed = given | {"min_minutes": 200, "output_0_0": 10}
    assert client.post("/desk/catalogue/MP05/revise/", changed).status_code == 302
    spec = TypeSpec.objects.get(type_id="MP05", version=2)
    assert (spec.min_minutes, spec.outputs[0][0]["minimum"], spec.min_staff) == (200, 10, 3)


def test_nobody_else_changes_the_catalogue(town: Town) -> None:
    for user in (town.cast.station_zhou, town.cast.provider_a_manager, town.cast.reviewer_chen):
        client = StrictClient.of(user)
        assert client.get("/desk/catalogue/MP01/price/").status_code == 403
        assert client.post("/desk/catalogue/MP01/revise/", {}).status_code == 403


def test_without_a_role_there_is_no_catalogue(cast: Cast) -> None:
    from yimi.kernel.action import System
    from yimi.rooms.accounts.actions import create_user

    nobody = create_user(username="nobody", display_name="无岗", by=System("test"))
    assert StrictClient.of(nobody).get("/desk/catalogue/").status_code == 403
