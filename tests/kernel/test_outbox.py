"""Notices commit with their cause and are delivered afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from yimi.kernel import outbox
from yimi.kernel.outbox import OutboxMessage, deliver_pending, tell

pytestmark = pytest.mark.django_db


class Broken:
    def __init__(self) -> None:
        self.asked = 0

    def deliver(self, message: OutboxMessage) -> None:
        self.asked += 1
        raise ConnectionError("the gateway is down")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[Broken]:
    channel = Broken()
    monkeypatch.setattr(outbox, "CHANNELS", [channel])
    yield channel


def test_everybody_is_told_once() -> None:
    assert tell(user_ids=[3, 1, 3], topic="award", text="已派单", link="/desk/1") == 2
    rows = OutboxMessage.objects.order_by("id").values_list("recipient_id", "topic", "text", "link")
    assert list(rows) == [(1, "award", "已派单", "/desk/1"), (3, "award", "已派单", "/desk/1")]


def test_nobody_is_told_of_what_did_not_happen() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell(user_ids=[1], topic="award", text="已派单")
        1 / 0  # noqa: B018
    assert not OutboxMessage.objects.exists()


def test_what_waits_is_delivered_once() -> None:
    tell(user_ids=[1, 2], topic="award", text="已派单")
    assert deliver_pending() == 2
    assert deliver_pending() == 0
    assert not OutboxMessage.objects.filter(delivered_at=None).exists()


def test_a_broken_channel_is_tried_again_and_given_up_in_the_end(broken: Broken) -> None:
    tell(user_ids=[1], topic="award", text="已派单")
    for _ in range(outbox.MOST_ATTEMPTS + 3):
        assert deliver_pending() == 0
    assert broken.asked == outbox.MOST_ATTEMPTS
    assert OutboxMessage.objects.get().delivered_at is None
