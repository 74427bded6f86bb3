"""Legitimate reuse exists: it is allowed by a person, with a reason, and later checks respect it until it is withdrawn."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests import walk
from tests.cast import Cast
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.evidence import actions, demo_pictures
from yimi.rooms.evidence.models import AllowedReuse, Flag
from yimi.rooms.projects.models import Session

WHY = "村务公告栏，每月都要拍。"
BOARD = demo_pictures.photos()[9].read_bytes()


@pytest.fixture(autouse=True)
def folder(settings: object, tmp_path: Path) -> None:
    settings.VAR = tmp_path  # type: ignore[attr-defined]


def month(cast: Cast, number: int) -> Session:
    """A session of another day, with the notice board photographed from another angle of the same file."""
    session = walk.planned_session(cast, start=walk.START + timedelta(days=number))
    picture = demo_pictures.cropped(BOARD, 0.02 * number) if number else BOARD
    walk.upload(session, picture)
    return session


def flag_of(session: Session) -> Flag:
    return Flag.objects.get(session=session, code__in=["same_picture", "allowed_reuse"])


def test_an_allowed_picture_is_shown_as_allowed_then_and_next_month(cast: Cast) -> None:
    first, second = month(cast, 0), month(cast, 1)
    allowed = actions.allow_reuse(flag=flag_of(second), because=WHY, by=cast.reviewer_chen)
    flag = flag_of(second)
    assert (flag.code, flag.strength) == ("allowed_reuse", "hint")
    assert (
        WHY in flag.reason and cast.reviewer_chen.display_name in flag.reason and first.number in flag.reason
    )
    third = month(cast, 2)
    assert {each.code for each in Flag.objects.filter(session=third)} & {"same_picture", "allowed_reuse"} == {
        "allowed_reuse"
    }
    actions.withdraw_allowed_reuse(allowed=allowed, because="公告栏拆了", by=cast.business_he)
    assert flag_of(second).code == "same_picture"
    with pytest.raises(Stale):
        actions.withdraw_allowed_reuse(allowed=allowed, because="再撤一次", by=cast.business_he)


def test_only_the_county_allows_and_only_with_a_reason(cast: Cast) -> None:
    month(cast, 0)
    flag = flag_of(month(cast, 1))
    with pytest.raises(NotYours):
        actions.allow_reuse(flag=flag, because=WHY, by=cast.provider_a_manager)
    with pytest.raises(Refusal, match="理由"):
        actions.allow_reuse(flag=flag, because=" ", by=cast.reviewer_chen)
    assert not AllowedReuse.objects.exists()


def test_another_picture_is_not_covered(cast: Cast) -> None:
    month(cast, 0)
    actions.allow_reuse(flag=flag_of(month(cast, 1)), because=WHY, by=cast.reviewer_chen)
    other = demo_pictures.photos()[12].read_bytes()
    one, two = (walk.planned_session(cast, start=walk.START + timedelta(days=days)) for days in (8, 9))
    walk.upload(one, other)
    walk.upload(two, demo_pictures.mirrored(other))
    assert flag_of(two).code == "same_picture"
