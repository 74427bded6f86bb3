"""Call-backs: never by the provider, only with consent, and a witness where nobody could be called."""

from __future__ import annotations

import pytest

from tests import walk
from tests.cast import Cast
from yimi.kernel.errors import NotYours, Refusal
from yimi.rooms.projects.models import SessionParticipant
from yimi.rooms.review import actions, queries


def first(cast: Cast) -> SessionParticipant:
    found = walk.delivered_session(cast).participants.order_by("pk").first()
    assert found is not None
    return found


def call(cast: Cast, one: SessionParticipant, outcome: str = "reached", **said: object) -> None:
    given: dict[str, object] = {"happened": True, "satisfaction": 4, "by": cast.station_zhou}
    actions.record_callback(session=one.session, participant=one, outcome=outcome, **(given | said))  # type: ignore[arg-type]


def test_the_provider_never_calls(cast: Cast) -> None:
    one = first(cast)
    for stranger in (cast.provider_a_manager, cast.provider_a_worker, cast.station_head_wu, cast.stranger):
        with pytest.raises(NotYours):
            call(cast, one, by=stranger)
    call(cast, one, by=cast.reviewer_chen)


def test_nobody_is_called_without_consent(cast: Cast) -> None:
    session = walk.delivered_session(cast)
    person = walk.elder(cast, cast.xinhua, consenting=False)
    one = SessionParticipant.objects.create(session=session, person=person, label="王*", attended=True)
    with pytest.raises(Refusal, match="没有同意"):
        call(cast, one)
    call(cast, one, "witness", witness_name="村会计田某")
    assert queries.callbacks_missing(session) == 1


def test_a_witness_comes_after_an_unanswered_call_and_has_a_name(cast: Cast) -> None:
    one = first(cast)
    with pytest.raises(Refusal, match="请先打电话"):
        call(cast, one, "witness", witness_name="村会计田某")
    call(cast, one, "no_answer")
    with pytest.raises(Refusal, match="姓名"):
        call(cast, one, "witness")
    call(cast, one, "witness", witness_name="村会计田某")
    kept = list(queries.callbacks_of(one.session))
    assert [(row.outcome, row.happened) for row in kept] == [("no_answer", None), ("witness", True)]


def test_a_voice_says_whether_it_happened(cast: Cast) -> None:
    with pytest.raises(Refusal, match="是否"):
        call(cast, first(cast), happened=None)


def test_only_people_who_came_are_asked(cast: Cast) -> None:
    one = first(cast)
    SessionParticipant.objects.filter(pk=one.pk).update(attended=False)
    one.refresh_from_db()
    with pytest.raises(Refusal, match="到场"):
        call(cast, one)
