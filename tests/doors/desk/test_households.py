"""A household at the desk: opened around its head, joined, left; each end inside one's own area."""

from __future__ import annotations

from datetime import date

from tests.cast import Cast
from tests.doors.client import StrictClient
from yimi.rooms.people import actions
from yimi.rooms.people.models import Household, Person
from yimi.rooms.places.models import Division

BORN = date(1950, 1, 1)


def filed(cast: Cast, name: str, place: Division | None = None) -> Person:
    division = place or cast.xinhua
    return actions.add_person(name=name, division=division, birth_date=BORN, by=cast.business_he)


def home(cast: Cast, *members: Person) -> Household:
    head = members[0]
    return actions.add_household(division=cast.xinhua, head=head, members=members, by=cast.village_li)


def test_a_household_is_opened_around_its_head_and_takes_in_the_family(cast: Cast) -> None:
    head, wife = filed(cast, "王大山"), filed(cast, "李桂英")
    client = StrictClient.of(cast.village_li)
    opening = f"/desk/people/{head.pk}/household/"
    assert opening in client.get(f"/desk/people/{head.pk}/").content.decode()
    address = client.post(opening, {"address": "三组 12 号"}).url
    made = Household.objects.get()
    assert (made.code19[:15], made.head, made.address) == (cast.xinhua.code + "000", head, "三组 12 号")
    assert (
        "李桂英" in client.get(address).content.decode()
    )  # an elder of the village stands ready to be ticked
    for _time in range(2):
        assert client.post(address, {"persons": [wife.pk]}).status_code == 302
    wife.refresh_from_db()
    assert wife.household == made and made.code19 in client.get(f"/desk/people/{wife.pk}/").content.decode()
    client.post(f"{address}head/", {"person": wife.pk})
    client.post(f"{address}leave/", {"person": head.pk})
    made.refresh_from_db()
    head.refresh_from_db()
    assert made.head == wife and head.household is None


def test_whoever_moves_leaves_the_other_household_also_as_its_head(cast: Cast) -> None:
    head, other = filed(cast, "王大山"), filed(cast, "李桂英")
    old, new = home(cast, head), home(cast, other)
    StrictClient.of(cast.village_li).post(f"/desk/households/{new.pk}/", {"persons": [head.pk]})
    old.refresh_from_db()
    head.refresh_from_db()
    assert old.head is None and head.household == new


def test_a_head_from_elsewhere_and_an_empty_tick_are_refused(cast: Cast) -> None:
    first, other = filed(cast, "王大山"), filed(cast, "李桂英")
    made, client = home(cast, first), StrictClient.of(cast.village_li)
    assert client.post(f"/desk/households/{made.pk}/head/", {"person": other.pk}).status_code == 404
    empty = client.post(f"/desk/households/{made.pk}/", {})
    assert empty.status_code == 422 and "请先勾选" in empty.content.decode()


def test_a_neighbour_village_neither_sees_nor_changes_it(cast: Cast) -> None:
    made = home(cast, filed(cast, "王大山"))
    stranger = filed(cast, "赵小满", cast.puhua)
    address = f"/desk/households/{made.pk}/"
    for user in (cast.village_zhao, cast.station_head_wu, cast.provider_a_manager, cast.stranger):
        client = StrictClient.of(user)
        assert client.get(address).status_code == 404
        assert client.post(address, {"persons": [stranger.pk]}).status_code == 404
    assert StrictClient.of(cast.village_li).post(address, {"persons": [stranger.pk]}).status_code == 422
    stranger.refresh_from_db()
    assert stranger.household is None
    reviewer = StrictClient.of(cast.reviewer_chen)
    assert reviewer.get(address).status_code == 200
    assert reviewer.post(f"{address}leave/", {"person": made.head_id}).status_code == 403
