"""A service card shown to a worker who sees no register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests import walk
from tests.cast import Cast
from tests.doors.api.phone import Phone
from yimi.doors.api import limits
from yimi.kernel import clock
from yimi.kernel.audit import AuditEvent
from yimi.kernel.fields import blind_index
from yimi.rooms.people import carding
from yimi.rooms.people.actions import issue_card, withdraw_card
from yimi.rooms.people.models import Consent, Person, ServiceCard
from yimi.rooms.projects.models import Session


@pytest.fixture
def session(cast: Cast) -> Iterator[Session]:
    made = walk.planned_session(cast)
    with clock.frozen(made.starts_at + timedelta(minutes=5)):
        yield made


@pytest.fixture
def phone(session: Session) -> Phone:
    return Phone.of(walk.worker_of(session))


@pytest.fixture
def walked_in(session: Session, cast: Cast) -> ServiceCard:
    """Of the session's town, on no list."""
    return issue_card(person=walk.elder(cast, cast.changping, consenting=False), by=cast.station_zhou)


def shown(phone: Phone, session: Session, card: str) -> Any:
    return phone.post(f"/sessions/{session.pk}/cards", {"card": card})


def refused(phone: Phone, session: Session, card: str) -> dict[str, Any]:
    answer = shown(phone, session, card)
    assert answer.status_code == 422
    said: dict[str, Any] = answer.json()
    return said


def test_those_on_the_list_are_recognised_by_marks_alone(session: Session, phone: Phone, cast: Cast) -> None:
    participant = session.participants.order_by("pk")[0]
    assert participant.person is not None
    card = issue_card(person=participant.person, by=cast.village_li)
    answer: Any = phone.get(f"/sessions/{session.pk}")
    sheet = answer.json()
    marks = [carding.mark_of(each, sheet["card_key"]) for each in (card.code, card.number)]
    assert sheet["participants"][0]["cards"] == marks and sheet["participants"][1]["cards"] == []
    assert card.code not in answer.content.decode() and card.number not in answer.content.decode()
    withdraw_card(card=card, reason="lost", by=cast.village_li)
    again: Any = phone.get(f"/sessions/{session.pk}")
    assert again.json()["participants"][0]["cards"] == []


def test_who_walks_in_is_put_on_the_list_once_and_agrees_to_nothing(
    session: Session, phone: Phone, walked_in: ServiceCard
) -> None:
    seen = set()
    for said in (walked_in.code, walked_in.code, walked_in.number):
        answer = shown(phone, session, said)
        assert answer.status_code == 200, answer.content
        seen.add(answer.json()["participant"])
    row = session.participants.get(person=walked_in.person)
    assert seen == {row.pk} and session.participants.count() == 4
    assert row.label == walked_in.person.masked_name and walked_in.person.name not in answer.content.decode()
    assert row.attended is None  # who came is said when the session is delivered
    assert not Consent.objects.filter(person=walked_in.person).exists()
    events = AuditEvent.objects.filter(verb="projects.admit_by_card")
    assert events.count() == 3 and walked_in.code not in str(list(events.values()))


def test_unknown_withdrawn_and_of_elsewhere_sound_the_same(
    session: Session, phone: Phone, walked_in: ServiceCard, cast: Cast
) -> None:
    withdraw_card(card=walked_in, reason="lost", by=cast.station_zhou)
    near = issue_card(person=walk.elder(cast, cast.puhua, consenting=False), by=cast.station_head_wu)
    far = ServiceCard.objects.create(
        person=Person.objects.create(name="锦秋生", division=cast.strange_county, county="510104"),
        code="A" * 20, code_index=blind_index("A" * 20, carding.CODE_PURPOSE),
        number="1" * 12, number_index=blind_index("1" * 12, carding.NUMBER_PURPOSE),
        issued_at=clock.now(), issued_by=cast.stranger,
    )  # fmt: skip
    cards = ("0" * 20, walked_in.code, near.code, near.number, far.code)
    said = [refused(phone, session, each) for each in cards]
    assert all(each == said[0] for each in said) and said[0]["code"] == "card_unknown"
    assert session.participants.count() == 3


def test_only_whoever_works_on_the_session_is_answered(
    session: Session, walked_in: ServiceCard, cast: Cast
) -> None:
    outside = (
        cast.provider_b_worker,
        cast.village_zhao,
        cast.stranger,
        cast.station_zhou,
    )
    for user in outside:
        answer = shown(Phone.without_second_factor(user), session, walked_in.code)
        assert answer.status_code in (403, 404), user
    assert shown(Phone(), session, walked_in.code).status_code == 401
    assert session.participants.count() == 3


def test_cards_are_not_tried_out(session: Session, phone: Phone) -> None:
    for wrong in ("", "x", "I" * 20, "0" * 19, "<script>", "1" * 13):
        assert shown(phone, session, wrong).status_code == 422
    for _turn in range(limits.PER_MINUTE["card"]):
        refused(phone, session, "0" * 20)
    assert shown(phone, session, "0" * 20).status_code == 429


def test_once_it_is_handed_in_nobody_is_added(session: Session, phone: Phone, walked_in: ServiceCard) -> None:
    Session.objects.filter(pk=session.pk).update(
        state="cancelled", cancelled_at=clock.now(), cancelled_by="x", cancel_reason="x"
    )
    assert refused(phone, session, walked_in.code)["code"] != "card_unknown"
