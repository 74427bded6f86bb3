"""Who serves where: appointed within one's hands, ended, certified, related."""

from __future__ import annotations

from tests.cast import BY, Cast
from tests.doors.client import StrictClient
from yimi.kernel import clock
from yimi.rooms.accounts.actions import create_user
from yimi.rooms.accounts.models import User
from yimi.rooms.network.models import Assignment, DeclaredRelation, Licence


def newcomer() -> User:
    return create_user(username="newcomer", display_name="新来的", phone="19900009999", by=BY)


def test_a_head_sees_the_station_and_not_the_others(cast: Cast) -> None:
    page = StrictClient.of(cast.station_head_ma).get("/desk/staff/").content.decode()
    assert "周晓岚" in page and "吴秋水" not in page
    client = StrictClient.of(cast.station_head_ma)
    assert client.get(f"/desk/staff/{cast.station_head_wu.pk}/").status_code == 404
    assert "何知行" in StrictClient.of(cast.secadmin).get("/desk/staff/").content.decode()


def test_a_head_appoints_a_worker_by_exact_phone(cast: Cast) -> None:
    user, client = newcomer(), StrictClient.of(cast.station_head_ma)
    given = {"role": "station_worker", "organisation": cast.station_lishui.pk, "starts_on": clock.today()}
    unknown = client.post("/desk/staff/assign/", given | {"user": "1990000"})
    assert unknown.status_code == 422 and "没有这个账号" in unknown.content.decode()
    assert (
        client.post("/desk/staff/assign/", given | {"user": "19900009999"}).url == f"/desk/staff/{user.pk}/"
    )
    assert Assignment.objects.get(user=user).granted_by == "station_head_ma"


def test_incompatible_roles_are_refused_in_place(cast: Cast) -> None:
    given = {"user": "provider_a_worker", "role": "county_reviewer", "organisation": cast.bureau.pk}
    answer = StrictClient.of(cast.secadmin).post("/desk/staff/assign/", given | {"starts_on": clock.today()})
    assert answer.status_code == 422 and "不能自己评审自己" in answer.content.decode()


def test_an_assignment_ended_today_is_over_at_once(cast: Cast) -> None:
    row = Assignment.objects.get(user=cast.station_zhou)
    client = StrictClient.of(cast.station_head_ma)
    assert client.post(f"/desk/assignments/{row.pk}/end/", {"on": clock.today()}).status_code == 302
    assert StrictClient.of(cast.station_zhou).get("/desk/people/").status_code == 403
    assert StrictClient.of(cast.station_head_wu).get(f"/desk/assignments/{row.pk}/end/").status_code == 404
    assert StrictClient.of(cast.business_he).get(f"/desk/assignments/{row.pk}/end/").status_code == 403


def test_a_certificate_is_recorded_by_its_holder_and_verified_by_another(cast: Cast) -> None:
    own = StrictClient.of(cast.station_head_ma)
    given = {"kind": "social_worker", "level": "assistant", "number": "演示-99", "valid_from": "2026-01-01"}
    own.post(f"/desk/staff/{cast.station_head_ma.pk}/licence/", given)
    licence = Licence.objects.get()
    assert own.post(f"/desk/licences/{licence.pk}/verify/").status_code == 403
    StrictClient.of(cast.business_he).post(f"/desk/licences/{licence.pk}/verify/")
    licence.refresh_from_db()
    assert licence.verified_by == "business_he"
    assert StrictClient.of(cast.stranger).post(f"/desk/licences/{licence.pk}/verify/").status_code == 404


def test_everybody_finds_their_own_page_and_declares_a_relation(cast: Cast) -> None:
    client = StrictClient.of(cast.provider_a_worker)
    mine = client.get("/desk/staff/me/").url
    assert "冯小满" in client.get(mine).content.decode()
    given = {"user_b": "reviewer_chen", "relation": "spouse"}
    assert client.post("/desk/staff/relation/", given).status_code == 302
    assert DeclaredRelation.objects.get().declared_by == "provider_a_worker"
    assert client.get("/desk/staff/assign/").status_code == 403
