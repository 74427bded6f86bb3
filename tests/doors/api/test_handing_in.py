"""Held, described, handed in: the whole way of a worker, by the phone alone."""

from __future__ import annotations

from datetime import timedelta

from tests import walk
from tests.cast import Cast
from tests.doors.api.phone import Phone
from yimi.kernel import clock
from yimi.rooms.projects.models import Session


def delivery(session: Session, **more: object) -> dict[str, object]:
    people = list(session.participants.order_by("pk").values_list("pk", flat=True))
    return {
        "actual_start": session.starts_at.isoformat(),
        "actual_end": session.ends_at.isoformat(),
        "attended": people[:2],
        "people_count": 40,
        **more,
    }


def test_a_worker_walks_a_session_from_planned_to_submitted(cast: Cast) -> None:
    session = walk.planned_session(cast)
    phone, path = Phone.of(walk.worker_of(session)), f"/sessions/{session.pk}"
    with clock.frozen(session.ends_at + timedelta(minutes=20)):
        held = phone.post(f"{path}/delivery", delivery(session))
        assert (held.status_code, held.json()["state"]) == (200, "delivered")
        assert [each["attended"] for each in held.json()["participants"]] == [True, True, False]
        assert held.json()["missing"][0].startswith("照片 0/3 张")

        early = phone.post(f"{path}/submission")
        assert (early.status_code, early.json()["code"]) == (422, "incomplete")
        assert early.json()["missing"] == phone.get(path).json()["missing"]

        for _each in range(3):
            assert phone.upload(session.pk, walk.next_photo()).status_code == 201
        assert phone.upload(session.pk, walk.next_clip(), kind="clip").status_code == 201
        written = phone.put(f"{path}/narrative", {"text": walk.WORDS, "beneficiary_words": "下次还来"})
        assert written.status_code == 200 and written.json()["words_consented"] is False

        done = phone.post(f"{path}/submission")
        assert (done.status_code, done.json()["state"], done.json()["missing"]) == (200, "submitted", [])
        assert phone.post(f"{path}/submission").json()["code"] == "stale"


def test_a_delivery_said_twice_is_a_conflict(cast: Cast) -> None:
    session = walk.planned_session(cast)
    phone, path = Phone.of(walk.worker_of(session)), f"/sessions/{session.pk}/delivery"
    with clock.frozen(session.ends_at + timedelta(minutes=20)):
        assert [phone.post(path, delivery(session)).status_code for _each in range(2)] == [200, 409]


def test_what_does_not_fit_is_refused_with_its_field(cast: Cast) -> None:
    session = walk.planned_session(cast)
    other = walk.planned_session(cast, start=walk.START + timedelta(days=1))
    foreign = other.participants.order_by("pk").values_list("pk", flat=True)[0]
    phone, path = Phone.of(walk.worker_of(session)), f"/sessions/{session.pk}/delivery"
    wrong: list[tuple[str, dict[str, object]]] = [
        ("actual_start", {"actual_start": session.starts_at.replace(tzinfo=None).isoformat()}),
        ("actual_start", {"actual_start": "0001-01-01T00:00:00+08:00"}),
        ("actual_start", {"actual_start": (session.starts_at - timedelta(hours=9)).isoformat()}),
        ("attended", {"attended": [foreign]}),
        ("attended.0", {"attended": ["谁"]}),
        ("people_count", {"people_count": 1}),
        ("people_count", {"people_count": 10**12}),
    ]
    with clock.frozen(session.ends_at + timedelta(minutes=20)):
        for field, more in wrong:
            answer = phone.post(path, delivery(session, **more))
            assert (answer.status_code, answer.json()["field"]) == (422, field), more


def test_a_text_too_short_says_how_long(cast: Cast) -> None:
    session = walk.delivered_session(cast)
    with clock.frozen(session.ends_at + timedelta(hours=1)):
        answer = Phone.of(walk.worker_of(session)).put(f"/sessions/{session.pk}/narrative", {"text": "好"})
    assert answer.status_code == 422 and "至少 20 个字" in answer.json()["detail"]
