"""A session that was sent back: the phone is told why, and what of it to take again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests import walk
from tests.cast import Cast
from tests.doors.api.phone import Phone
from yimi.kernel import clock
from yimi.kernel.errors import Refusal
from yimi.rooms.projects.models import Session
from yimi.rooms.review import actions as review

LATER = walk.REVIEW_DAY + timedelta(hours=2)


def back(session: Session, phone: Phone) -> dict[str, Any]:
    found: dict[str, Any] = phone.get(f"/sessions/{session.pk}").json()["returned"]  # type: ignore[attr-defined]
    return found


def asked(session: Session, phone: Phone) -> dict[str, bool]:
    return {each["kind"]: each["come"] for each in back(session, phone)["asked"]}


@pytest.fixture
def session(cast: Cast) -> Session:
    found = walk.prechecked_session(cast)
    with clock.frozen(walk.REVIEW_DAY + timedelta(hours=1)):
        codes = ["pictures_unclear", "pictures_wrong", "clip_unclear", "text_too_thin", "list_incomplete"]
        review.return_session(session=found, reason_codes=codes, note="请重拍", by=cast.reviewer_chen)
    return found


def test_each_reason_of_the_county_names_what_to_take_again_once(session: Session) -> None:
    with clock.frozen(LATER):
        found = back(session, Phone.of(walk.worker_of(session)))
    assert [each["kind"] for each in found["asked"]] == ["photo", "clip", "text", "people"]
    assert [each["label"] for each in found["asked"]] == ["重拍照片", "重录视频", "重写经过", "补全名单"]
    assert not any(each["come"] for each in found["asked"])  # what was there before the return does not count


def test_what_comes_after_the_return_counts_for_its_own_kind(session: Session) -> None:
    phone = Phone.of(walk.worker_of(session))
    with clock.frozen(LATER):
        assert phone.upload(session.pk, walk.next_photo()).status_code == 201
        assert asked(session, phone) == {"photo": True, "clip": False, "text": False, "people": False}
        assert (
            phone.put(f"/sessions/{session.pk}/narrative", {"text": walk.WORDS + "下雨。"}).status_code == 200
        )
        assert asked(session, phone)["text"] is True
        assert phone.upload(session.pk, walk.next_clip(), kind="clip", subject="consent").status_code == 201
        assert asked(session, phone)["clip"] is False  # a spoken consent is no picture of the session
        assert phone.upload(session.pk, walk.next_clip(), kind="clip").status_code == 201
        assert asked(session, phone)["clip"] is True


def test_the_station_names_it_too_and_words_alone_ask_for_anything_new(cast: Cast) -> None:
    found = []
    for kinds, village in ((["clip"], cast.xinhua), ([], cast.changping)):
        session = walk.submitted_session(cast, village=village, start=walk.START + timedelta(days=len(found)))
        with clock.frozen(walk.REVIEW_DAY):
            review.pre_check(
                session=session, result="returned", note="再补一份", asked=kinds, by=cast.station_head_ma
            )
            phone = Phone.of(walk.worker_of(session))
            found.append(asked(session, phone))
    assert found == [{"clip": False}, {"other": False}]
    with clock.frozen(LATER):
        assert phone.upload(session.pk, walk.next_photo()).status_code == 201
        assert asked(session, phone) == {"other": True}


def test_the_station_asks_for_what_a_phone_can_give_and_for_nothing_when_it_passes(cast: Cast) -> None:
    session = walk.submitted_session(cast)
    phone = Phone.of(cast.station_head_ma)
    with clock.frozen(walk.REVIEW_DAY):
        with pytest.raises(Refusal):
            review.pre_check(
                session=session, result="returned", note="补", asked=["song"], by=cast.station_head_ma
            )
        said = {"result": "returned", "note": "补", "asked": ["song"]}
        assert phone.post(f"/prechecks/{session.pk}", said).status_code == 422
        passed = review.pre_check(session=session, result="passed", asked=["clip"], by=cast.station_head_ma)
    assert passed.asked == []


def test_the_guide_frame_keeps_bathing_outside_the_bathroom(cast: Cast) -> None:
    frames = {}
    for number, code in enumerate(("MP05", "MP11", "MP15")):
        session = walk.planned_session(cast, code, start=walk.START + timedelta(days=number))
        with clock.frozen(session.starts_at):
            wanted = Phone.of(walk.worker_of(session)).get(f"/sessions/{session.pk}").json()["wanted"]  # type: ignore[attr-defined]
        frames[code] = wanted["frame"]
    assert frames == {"MP05": "outside_bathroom", "MP11": "no_faces", "MP15": ""}
