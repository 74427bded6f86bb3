"""What the same people and phones did in other sessions: earlier only, theirs only, and what that is called."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import walk
from tests.cast import Cast
from yimi.kernel import clock
from yimi.rooms.evidence import actions, rules
from yimi.rooms.evidence.models import Flag, Media
from yimi.rooms.evidence.queries.elsewhere import other_hands, points_elsewhere
from yimi.rooms.evidence.queries.facts import captures_of
from yimi.rooms.evidence.rules import OtherHand
from yimi.rooms.projects.models import Session

pytestmark = pytest.mark.django_db
PHONE, OTHER_PHONE = {"device": "k" * 43}, {"device": "m" * 43}


def held(cast: Cast, day: int, **given: object) -> Session:
    return walk.planned_session(cast, start=walk.START + timedelta(days=day), **given)  # type: ignore[arg-type]


def taken(session: Session, **given: object) -> Media:
    return walk.upload(session, walk.next_photo(), process=False, **given)  # type: ignore[arg-type]


def days_of(session: Session) -> list[int]:
    return sorted(day.day for _point, day in points_elsewhere(session, captures_of(session)))


def test_the_very_point_is_sought_among_the_same_peoples_earlier_captures(cast: Cast) -> None:
    first, second, asked, later = (held(cast, day) for day in range(4))
    by_b = held(cast, 4, by_b=True)
    for session in (first, second, by_b, asked):
        taken(session)
    withdrawn = taken(first)
    actions.withdraw_media(media=withdrawn, by=withdrawn.uploaded_by)
    beside = walk.HERE.longitude + 0.0001, walk.HERE.latitude
    taken(second, where=actions.Where(*beside, 9.0))
    assert days_of(asked) == [10, 11]  # each once; b's people are others, ten metres beside is another point
    taken(later)
    assert days_of(asked) == [10, 11]  # a reviewed session does not change because of a later one
    assert days_of(first) == []


def test_the_point_flag_of_a_session_stays_as_it_was(cast: Cast) -> None:
    sessions = [held(cast, day) for day in range(3)]
    for session in sessions:
        taken(session)
    for session in sessions:
        actions.raise_flags(session=session, by=walk.worker_of(session))
    assert Flag.objects.get(code="same_point").session == sessions[2]


def test_a_capture_of_long_ago_is_forgotten(cast: Cast) -> None:
    old, asked = held(cast, 0), held(cast, 1)
    first = taken(old)
    taken(asked)
    Session.objects.filter(pk=asked.pk).update(
        starts_at=first.received_at + timedelta(days=91), ends_at=first.received_at + timedelta(days=92)
    )
    asked.refresh_from_db()
    assert days_of(asked) == []


def only(session: Session, cast: Cast, who: str) -> Session:
    """Nobody else stands in it."""
    session.staff.exclude(user=getattr(cast, who)).delete()
    return session


def shared(session: Session) -> list[str]:
    actions.raise_flags(session=session, by=walk.worker_of(session))
    return list(Flag.objects.filter(session=session, code="shared_device").values_list("reason", flat=True))


def test_two_workers_of_one_provider_with_one_phone_are_a_pattern(cast: Cast) -> None:
    hers = [only(held(cast, day), cast, "provider_a_worker") for day in range(2)]
    his = [only(held(cast, day), cast, "provider_a_worker_2") for day in (2, 3)]
    for session in hers:
        taken(session, packet=PHONE)
    taken(his[0], packet=OTHER_PHONE)
    assert [shared(session) for session in (*hers, his[0])] == [[], [], []]  # a phone in each hand
    taken(his[1], packet=PHONE)
    (reason,) = shared(his[1])
    assert "2 场" in reason and "共用或借用手机会这样" in reason
    assert cast.provider_a_worker.display_name not in reason  # masked
    assert [shared(session) for session in (*hers, his[0])] == [
        [],
        [],
        [],
    ]  # what comes later changes nothing


def test_a_phone_lent_once_or_on_the_spot_is_no_pattern(cast: Cast) -> None:
    lent, own = (
        only(held(cast, 0), cast, "provider_a_worker"),
        only(held(cast, 1), cast, "provider_a_worker_2"),
    )
    taken(lent, packet=PHONE)
    taken(own, packet=PHONE)
    assert shared(own) == []
    team = [held(cast, day) for day in (2, 3, 4)]
    for session in team[:2]:
        taken(session, packet=OTHER_PHONE, by=cast.provider_a_worker)
    taken(team[2], packet=OTHER_PHONE, by=cast.provider_a_worker_2)
    assert shared(team[2]) == []  # the owner stands beside


def test_a_phone_of_another_organisation_is_said_without_a_name(cast: Cast) -> None:
    theirs = [held(cast, day, by_b=True) for day in range(2)]
    for session in theirs:
        taken(session, packet=PHONE)
    mine = held(cast, 2)
    taken(mine, packet=PHONE)
    (hand,) = other_hands(mine, captures_of(mine))
    assert (hand.sessions, hand.elsewhere) == (2, True)
    (reason,) = shared(mine)
    assert "别的机构的人的 2 场" in reason and hand.name not in reason


def test_the_sentence_names_few_and_counts_all() -> None:
    hands = [OtherHand(name, 1) for name in ("王*", "李*", "冯*", "石*")] + [
        OtherHand("何*", 3, elsewhere=True)
    ]
    (draft,) = rules.shared_device(hands)
    assert "王*、李*、冯*等的 4 场，以及别的机构的人的 3 场" in draft.reason
    assert draft.strength == "medium" and draft.detail == {"people": 5, "sessions": 7, "elsewhere": 1}
    assert rules.shared_device([OtherHand("王*", 1)]) == rules.shared_device([]) == []


def test_received_days_after_the_capture_is_a_hint_for_each(cast: Cast) -> None:
    session = held(cast, 0)
    made = session.starts_at + timedelta(minutes=20)
    with clock.frozen(made + timedelta(days=2, hours=1)):
        late = taken(session, at=clock.now(), coded=False, taken_at=made)
        taken(session, at=clock.now(), coded=False, taken_at=clock.now() - timedelta(hours=23))
    actions.raise_flags(session=session, by=walk.worker_of(session))
    flag = Flag.objects.get(session=session, code="received_later")
    assert (flag.media, flag.strength, flag.detail) == (late, "hint", {"days": 2})
    assert (
        flag.reason == "手机说拍于2026年11月10日，2026年11月12日才收到，隔了 2 天。没有信号时先存后传会这样。"
    )


def test_without_a_time_of_capture_the_end_of_the_session_counts(cast: Cast) -> None:
    session = held(cast, 0)
    at = session.ends_at + timedelta(days=3, hours=1)
    taken(session, at=at, coded=False, taken_at=None, source="file")
    taken(session, at=at, coded=False, taken_at=None, source="file", kind="document")
    (draft,) = rules.received_later(
        captures_of(session), rules.Occasion("S-1", session.starts_at, session.ends_at)
    )
    assert "才收到，隔了 3 天；没有写拍摄时间" in draft.reason
