"""The ordinary visit costs one sentence and one tap (E1: at most ninety seconds); the way to the next one is short."""

from __future__ import annotations

from tests.doors.client import StrictClient
from tests.rooms.care.conftest import Ward
from yimi.doors.desk.visits_forms import VisitForm
from yimi.kernel.geo import Point
from yimi.rooms.care.models import Visit
from yimi.rooms.people.actions import add_household, locate_household


def test_an_ordinary_visit_is_what_stands_chosen_and_one_sentence(ward: Ward) -> None:
    """From the list: one tap opens it, one sentence is said or typed, one tap saves it. Nothing else is required."""
    person = ward.elder()
    ward.coloured(person, "L1", "F3")
    client = StrictClient.of(ward.cast.station_zhou)
    assert f"/desk/people/{person.pk}/visit/" in client.get("/desk/visits/").content.decode()
    form = client.get(f"/desk/people/{person.pk}/visit/").context["form"]
    chosen = {name: form[name].value() for name in form.fields if form[name].value() not in (None, [], "")}
    assert set(chosen) >= {"mode", "outcome", "visited_at", "source", "client_id"}
    typed = {"sentence": "精神不错。"}
    assert client.post(f"/desk/people/{person.pk}/visit/", chosen | typed).status_code == 302
    visit = Visit.objects.get()
    assert (visit.mode, visit.outcome, visit.source, visit.is_late) == ("home", "met", "seen", False)
    asked = [name for name, field in form.fields.items() if field.required and name not in chosen]
    assert asked == []
    assert len(VisitForm.base_fields) <= 12


def test_nothing_takes_a_photo_of_a_visit(ward: Ward) -> None:
    """The camera is off: a visit has no photo at all (E3); a hazard's is a form of its own, of the hazard alone."""
    person = ward.elder()
    page = StrictClient.of(ward.cast.station_zhou).get(f"/desk/people/{person.pk}/visit/").content.decode()
    assert 'type="file"' not in page and "capture=" not in page


def test_the_walk_goes_from_the_office_to_the_nearest_and_on(ward: Ward) -> None:
    by, office = ward.cast.station_zhou, Point(108.70, 29.50)
    ward.cast.lishui.longitude, ward.cast.lishui.latitude = office.longitude, office.latitude
    ward.cast.lishui.save()
    for name, east in (("甲远", 108.80), ("乙近", 108.71), ("丙中", 108.75)):
        person = ward.elder(name)
        house = add_household(division=ward.cast.xinhua, members=[person], by=by)
        locate_household(household=house, point=Point(east, 29.50), by=by)
        ward.coloured(person, "L1", "F3")
    page = StrictClient.of(by).get("/desk/visits/route/").content.decode()
    assert page.index("乙近") < page.index("丙中") < page.index("甲远")
    assert "约 968 米" in page and "约 4.8 公里" in page
