"""Call-backs: a number is shown only with consent, and that is logged; without it a witness speaks."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.doors.client import StrictClient
from tests.doors.desk.rows import copies_of, queries_for
from tests.walk import delivered_session
from yimi.kernel.audit import AuditEvent
from yimi.rooms.people.actions import give_consent
from yimi.rooms.projects.models import Session
from yimi.rooms.review.models import CallBack

PHONE = "19900001234"


@pytest.fixture
def session(cast: Cast) -> Session:
    """Held; the first on the list has a phone and agreed to be called."""
    held = delivered_session(cast)
    person = held.participants.order_by("pk")[0].person
    person.take_phone(PHONE)
    person.save()
    return held


def _call(session: Session, number: int = 0) -> str:
    return f"/desk/callbacks/{session.pk}/{session.participants.order_by('pk')[number].pk}/"


def test_the_list_shows_how_many_must_still_be_heard(cast: Cast, session: Session) -> None:
    page = StrictClient.of(cast.station_zhou).get("/desk/callbacks/").content.decode()
    assert session.title in page and "已听 0 / " in page
    assert session.title not in StrictClient.of(cast.station_head_wu).get("/desk/callbacks/").content.decode()


def test_the_number_is_on_the_callers_page_only_and_that_is_logged(cast: Cast, session: Session) -> None:
    client = StrictClient.of(cast.station_zhou)
    assert PHONE not in client.get(f"/desk/callbacks/{session.pk}/").content.decode()
    assert PHONE in client.get(_call(session)).content.decode()
    event = AuditEvent.objects.get(verb="projects.viewed")
    assert event.actor == cast.station_zhou.username and event.detail == {"purpose": "callback"}
    assert PHONE not in str(event.detail)


def test_what_was_said_is_kept(cast: Cast, session: Session) -> None:
    client = StrictClient.of(cast.station_zhou)
    silent = client.post(_call(session), {"outcome": "reached"})
    assert silent.status_code == 422 and "做过还是没有做过" in silent.content.decode()
    given = {"outcome": "reached", "happened": "yes", "satisfaction": "4", "said": "来了，好得很。"}
    page = client.post(_call(session), given, follow=True).content.decode()
    assert "已记下" in page and "4 分" in page
    call = CallBack.objects.get(session=session)
    assert call.happened is True and call.satisfaction == 4 and call.called_by == cast.station_zhou


def test_without_consent_no_number_and_a_witness(cast: Cast, session: Session) -> None:
    participant = session.participants.order_by("pk")[0]
    give_consent(
        person=participant.person, use="callback", given=False, given_by="self", by=cast.station_zhou
    )
    client = StrictClient.of(cast.station_zhou)
    page = client.get(_call(session)).content.decode()
    assert PHONE not in page and "没有同意接电话" in page and 'value="reached"' not in page
    nameless = client.post(_call(session), {"outcome": "witness", "happened": "yes"})
    assert nameless.status_code == 422 and "见证人" in nameless.content.decode()
    given = {"outcome": "witness", "happened": "yes", "witness_name": "王*福，三组组长"}
    assert client.post(_call(session), given).status_code == 302
    assert CallBack.objects.get(session=session).outcome == "witness"


def test_the_provider_never_calls_and_strangers_find_nothing(cast: Cast, session: Session) -> None:
    assert StrictClient.of(cast.provider_a_manager).get("/desk/callbacks/").status_code == 403
    for other in (cast.provider_a_manager, cast.village_li, cast.station_head_wu, cast.stranger):
        client = StrictClient.of(other)
        assert client.get(f"/desk/callbacks/{session.pk}/").status_code == 404
        assert client.get(_call(session)).status_code == 404
        assert client.post(_call(session), {"outcome": "no_answer"}).status_code == 404
    assert StrictClient.of(cast.reviewer_chen).get(_call(session)).status_code == 200


def test_the_list_asks_no_more_for_twelve_than_for_two(cast: Cast, session: Session) -> None:
    client = StrictClient.of(cast.station_zhou)
    [twin] = copies_of(session, 1)
    few = queries_for(client, "/desk/callbacks/")
    twin.delete()
    copies_of(session, 11)
    assert queries_for(client, "/desk/callbacks/") == few
